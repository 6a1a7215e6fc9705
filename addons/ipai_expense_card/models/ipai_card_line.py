# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IpaiCardLine(models.Model):
    """One line of a card statement; charges are positive, credits negative."""

    _name = "ipai.card.line"
    _description = "Card Statement Line"
    _order = "date, id"
    _rec_name = "description"

    statement_id = fields.Many2one(
        "ipai.card.statement", required=True, ondelete="cascade", index=True
    )
    card_id = fields.Many2one(related="statement_id.card_id", store=True, index=True)
    employee_id = fields.Many2one(related="card_id.employee_id", store=True)
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    currency_id = fields.Many2one(related="card_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    date_posted = fields.Date(string="Posted On", readonly=True)
    description = fields.Char(required=True, readonly=True)
    merchant = fields.Char(readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    original_currency_id = fields.Many2one("res.currency", readonly=True)
    original_amount = fields.Monetary(
        currency_field="original_currency_id", readonly=True
    )
    reference = fields.Char(readonly=True)
    line_hash = fields.Char(required=True, readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("purchase", "Purchase"),
            ("fee", "Fee"),
            ("personal", "Personal"),
            ("refund", "Refund"),
            ("payment", "Payment"),
        ],
        required=True,
        default="purchase",
    )
    expense_id = fields.Many2one(
        "hr.expense", copy=False, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", copy=False, readonly=True
    )
    is_waived = fields.Boolean(
        string="Accepted without Receipt", copy=False, readonly=True
    )
    suggestion_ids = fields.One2many(
        "ipai.card.suggestion", "line_id", string="Receipts That May Fit", readonly=True
    )
    best_id = fields.Many2one(
        "ipai.card.suggestion", string="Best Match", compute="_compute_best_id"
    )
    best_text = fields.Char(string="Suggestion", compute="_compute_best_id")
    state = fields.Selection(
        [
            ("no_receipt", "No receipt"),
            ("suggested", "Suggestion"),
            ("asked", "Receipt asked"),
            ("matched", "Matched"),
            ("personal", "Personal"),
            ("fee", "Fee"),
            ("refund", "Refund"),
            ("payment", "Payment"),
            ("credit", "Credit to explain"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_handled = fields.Boolean(compute="_compute_state", store=True)

    _sql_constraints = [
        (
            "line_once",
            "UNIQUE(card_id, line_hash)",
            "This line of the card was imported before.",
        ),
        (
            "expense_once",
            "UNIQUE(expense_id)",
            "This expense already belongs to another line of a statement.",
        ),
    ]

    @api.depends(
        "kind",
        "amount",
        "expense_id.message_main_attachment_id",
        "move_id.state",
        "suggestion_ids",
        "is_waived",
    )
    def _compute_state(self):
        for line in self:
            line.state = line._state_by_kind()
            line.is_handled = line.state not in (
                "no_receipt",
                "suggested",
                "asked",
                "credit",
            )

    def _state_by_kind(self):
        if self.expense_id:
            receipt = self.expense_id.sudo().message_main_attachment_id
            return "matched" if receipt or self.is_waived else "asked"
        if self.kind == "payment" or self.move_id:
            return self.kind
        if self.amount < 0:
            return "credit"
        return "suggested" if self.suggestion_ids else "no_receipt"

    @api.depends("suggestion_ids.score")
    def _compute_best_id(self):
        for line in self:
            best = line.suggestion_ids.sorted("score", reverse=True)[:1]
            line.best_id = best
            line.best_text = best.sudo()._sentence() if best else False

    @api.constrains("expense_id", "card_id")
    def _check_company(self):
        for line in self.filtered("expense_id"):
            if line.expense_id.company_id != line.company_id:
                raise ValidationError(
                    self.env._("The expense belongs to another company.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unbooked(self):
        if self.filtered(lambda line: line.move_id or line.expense_id):
            raise UserError(
                self.env._("Undo the match or entry of a line before deleting it.")
            )

    def _moves(self):
        """Entries that book the lines on the card's liability."""
        expenses = self.sudo().expense_id
        booked = (
            self.env["account.move.line"]
            .sudo()
            .search([("expense_id", "in", expenses.ids), ("expense_id", "!=", False)])
        )
        return booked.move_id | self.sudo().move_id
