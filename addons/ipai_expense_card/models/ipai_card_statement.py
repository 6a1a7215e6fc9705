# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiCardStatement(models.Model):
    """One statement of a card: what was charged in a period and what is owed."""

    _name = "ipai.card.statement"
    _description = "Card Statement"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    card_id = fields.Many2one(
        "ipai.expense.card", required=True, ondelete="restrict", check_company=True
    )
    employee_id = fields.Many2one(related="card_id.employee_id", store=True)
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    currency_id = fields.Many2one(related="card_id.currency_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    date_due = fields.Date(string="Pay By")
    balance_start = fields.Monetary(string="Opening Balance")
    balance_end = fields.Monetary(string="Closing Balance")
    line_ids = fields.One2many("ipai.card.line", "statement_id", string="Lines")
    amount_lines = fields.Monetary(
        string="Charges less Credits", compute="_compute_totals", store=True
    )
    difference = fields.Monetary(
        compute="_compute_totals",
        store=True,
        help="Opening balance and lines, less the closing balance. Must be zero.",
    )
    line_count = fields.Integer(compute="_compute_totals", store=True)
    open_count = fields.Integer(
        string="Lines to Do", compute="_compute_totals", store=True
    )
    ledger_balance = fields.Monetary(
        string="Owed in the Books", compute="_compute_ledger_balance"
    )
    receipt_count = fields.Integer(
        string="Receipts without a Line", compute="_compute_receipt_count"
    )
    move_ids = fields.One2many(
        "account.move", "ipai_card_statement_id", string="Settlement", readonly=True
    )
    state = fields.Selection(
        [("open", "To match"), ("matched", "Matched"), ("settled", "Settled")],
        compute="_compute_state",
        store=True,
        tracking=True,
    )

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_to >= date_from)",
            "The period ends before it starts. Correct one of the dates.",
        ),
    ]

    @api.depends("card_id.name", "card_id.last_four", "date_to")
    def _compute_name(self):
        for statement in self:
            card = statement.card_id.display_name or ""
            statement.name = f"{card} {statement.date_to or ''}".strip()

    @api.depends(
        "balance_start", "balance_end", "line_ids.amount", "line_ids.is_handled"
    )
    def _compute_totals(self):
        for statement in self:
            lines = statement.line_ids
            statement.amount_lines = sum(lines.mapped("amount"))
            statement.line_count = len(lines)
            statement.open_count = len(lines.filtered(lambda one: not one.is_handled))
            statement.difference = statement.currency_id.round(
                statement.balance_start + statement.amount_lines - statement.balance_end
            )

    @api.depends("open_count", "line_count", "difference", "move_ids.state")
    def _compute_state(self):
        for statement in self:
            complete = statement.line_count and not statement.open_count
            balanced = not statement.difference
            statement.state = "matched" if complete and balanced else "open"
            if "posted" in statement.sudo().move_ids.mapped("state"):
                statement.state = "settled"

    @api.depends("card_id", "date_to", "line_ids.move_id", "line_ids.expense_id")
    def _compute_ledger_balance(self):
        """What the books say is owed at the end of the period.

        Charges of the period count although their receipts may carry a later date.
        """
        for statement in self:
            lines = self.env["account.move.line"].sudo()
            own = statement.line_ids._moves().ids
            balances = lines._read_group(
                [
                    ("account_id", "=", statement.card_id.liability_account_id.id),
                    ("company_id", "=", statement.company_id.id),
                    ("parent_state", "=", "posted"),
                    "|",
                    ("date", "<=", statement.date_to),
                    ("move_id", "in", own),
                ],
                aggregates=["balance:sum"],
            )
            statement.ledger_balance = -(balances[0][0] or 0)

    def _compute_receipt_count(self):
        for statement in self:
            domain = statement._domain_receipts_without_line()
            statement.receipt_count = self.env["hr.expense"].sudo().search_count(domain)

    def _domain_receipts_without_line(self):
        """Expenses of the card in the period that no line was found for."""
        return [
            ("company_id", "=", self.company_id.id),
            ("employee_id", "=", self.employee_id.id),
            ("payment_mode", "=", "company_account"),
            ("ipai_card_line_ids", "=", False),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
            ("ipai_card_id", "in", (False, self.card_id.id)),
        ]

    def _amount_due(self):
        """The closing balance less what was paid or is about to be."""
        paid = self.move_ids.filtered(lambda move: move.state != "cancel")
        return self.currency_id.round(
            self.balance_end - sum(paid.mapped("amount_total"))
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_untouched_only(self):
        for statement in self:
            if statement.line_ids.filtered("is_handled") or statement.move_ids:
                raise UserError(
                    self.env._(
                        "%(statement)s has matched lines or entries. Undo them first.",
                        statement=statement.name,
                    )
                )

    def action_match(self):
        """Match what has one clear receipt, and suggest for the rest.

        :return: a notification with the counts
        """
        matched = sum(statement._match() for statement in self)
        left = sum(self.mapped("open_count"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if matched else "info",
                "message": self.env._(
                    "Matched %(matched)s lines; %(left)s are left.",
                    matched=matched,
                    left=left,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_lines(self):
        """The lines, to go through them one after the other."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "ipai.card.line",
            "view_mode": "list,kanban,form",
            "domain": [("statement_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_open_receipts(self):
        """The expenses of the period without a line on the statement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts without a Line"),
            "res_model": "hr.expense",
            "view_mode": "list,form",
            "domain": self._domain_receipts_without_line(),
        }

    def action_settle(self):
        """Ask from which bank the statement is paid."""
        self.ensure_one()
        if self.difference:
            raise UserError(
                self.env._(
                    "The lines do not add up to the closing balance: %(difference)s "
                    "differ. Correct the balances or import what is missing.",
                    difference=self.currency_id.format(self.difference),
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pay Statement"),
            "res_model": "ipai.card.settlement",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_statement_id": self.id},
        }

    def action_open_moves(self):
        """Every journal entry of the statement."""
        self.ensure_one()
        moves = self.line_ids._moves() | self.move_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of %(statement)s", statement=self.name),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
            "context": {"create": False},
        }
