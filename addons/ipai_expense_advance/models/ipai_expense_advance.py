# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN_STATES = ("paid", "liquidating")


class IpaiExpenseAdvance(models.Model):
    """One cash advance: money handed to an employee until it is accounted for.

    What is open is the sum of its posted journal items on the account of advances, so
    the list of open advances and the ledger cannot disagree.
    """

    _name = "ipai.expense.advance"
    _description = "Cash Advance"
    _inherit = "ipai.expense.request"

    amount = fields.Monetary(required=True, tracking=True)
    date_needed = fields.Date(
        string="Needed On", required=True, default=fields.Date.context_today
    )
    date_due = fields.Date(
        string="Liquidate By",
        compute="_compute_date_due",
        store=True,
        readonly=False,
        tracking=True,
        help="Until when the employee accounts for the advance.",
    )
    travel_id = fields.Many2one(
        "ipai.travel.request",
        string="Travel Request",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("paid", "Paid"),
            ("liquidating", "Liquidating"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_balance",
        store=True,
        index=True,
        tracking=True,
    )
    expense_ids = fields.One2many("hr.expense", "ipai_advance_id", string="Expenses")
    expense_count = fields.Integer(compute="_compute_expense_count")
    move_ids = fields.One2many(
        "account.move", "ipai_advance_id", string="Journal Entries", readonly=True
    )
    move_line_ids = fields.One2many(
        "account.move.line", "ipai_advance_id", string="Ledger", readonly=True
    )
    amount_paid = fields.Monetary(
        string="Paid Out", compute="_compute_balance", store=True
    )
    amount_liquidated = fields.Monetary(
        string="Liquidated", compute="_compute_balance", store=True
    )
    amount_returned = fields.Monetary(
        string="Returned", compute="_compute_balance", store=True
    )
    amount_open = fields.Monetary(string="Open", compute="_compute_balance", store=True)
    amount_open_company = fields.Monetary(
        string="Open in Company Currency",
        currency_field="company_currency_id",
        compute="_compute_balance",
        store=True,
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    overdue_warning = fields.Text(compute="_compute_overdue_warning")
    has_proposal = fields.Boolean(compute="_compute_has_proposal")

    _sql_constraints = [
        ("amount_positive", "CHECK(amount > 0)", "Enter an amount above zero."),
    ]

    @api.depends("date_needed", "company_id", "travel_id.date_to")
    def _compute_date_due(self):
        for advance in self:
            spent = advance.travel_id.date_to or advance.date_needed
            days = advance.company_id.ipai_advance_days
            advance.date_due = spent and spent + relativedelta(days=days)

    @api.depends(
        "approval_state",
        "expense_ids",
        "currency_id",
        "move_line_ids.parent_state",
        "move_line_ids.ipai_advance_id",
        "move_line_ids.amount_currency",
        "move_line_ids.balance",
        "move_line_ids.move_id.ipai_advance_step",
    )
    def _compute_balance(self):
        for advance in self:
            ledger = advance.move_line_ids.filtered(
                lambda line: line.parent_state == "posted"
            )
            moved = dict.fromkeys(("payment", "settlement", "return"), 0.0)
            for line in ledger:
                step = line.move_id.ipai_advance_step
                moved[step] = moved.get(step, 0.0) + line.amount_currency
            advance.amount_paid = moved["payment"]
            advance.amount_liquidated = -moved["settlement"]
            advance.amount_returned = -moved["return"]
            advance.amount_open = advance.currency_id.round(
                sum(ledger.mapped("amount_currency"))
            )
            advance.amount_open_company = sum(ledger.mapped("balance"))
            advance.state = advance._state_of_ledger()

    def _state_of_ledger(self):
        """Where the advance stands, by what is posted; else by its approval."""
        currency = self.currency_id or self.company_id.currency_id
        if currency.is_zero(self.amount_paid):
            return self.approval_state
        if currency.is_zero(self.amount_open):
            return "closed"
        begun = self.expense_ids or not currency.is_zero(
            self.amount_liquidated + self.amount_returned
        )
        return "liquidating" if begun else "paid"

    @api.depends("expense_ids")
    def _compute_expense_count(self):
        for advance in self:
            advance.expense_count = len(advance.sudo().expense_ids)

    @api.depends("date_due", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for advance in self:
            due = advance.date_due
            advance.is_overdue = bool(
                advance.state in OPEN_STATES and due and due < today
            )

    @api.depends("move_ids.state", "move_ids.ipai_advance_step")
    def _compute_has_proposal(self):
        for advance in self:
            advance.has_proposal = bool(advance.sudo()._drafts("settlement"))

    @api.depends("employee_id", "company_id", "state")
    def _compute_overdue_warning(self):
        for advance in self:
            overdue = advance._other_overdue()
            policy = advance.company_id.ipai_advance_overdue
            asked = advance.state in ("draft", "submitted", "approved")
            advance.overdue_warning = (
                advance._overdue_sentence(overdue)
                if asked and overdue and policy != "allow"
                else False
            )

    def _other_overdue(self):
        """Advances of the same employee that should have been liquidated by now."""
        return self.sudo().search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", OPEN_STATES),
                ("date_due", "<", fields.Date.context_today(self)),
                ("id", "!=", self._origin.id),
            ]
        )

    def _overdue_sentence(self, overdue):
        return self.env._(
            "%(employee)s has not liquidated %(advances)s in time.",
            employee=self.employee_id.sudo().name,
            advances=", ".join(overdue.mapped("name")),
        )

    def _check_submit(self):
        self._check_overdue()
        return super()._check_submit()

    def _check_approve(self):
        self._check_overdue()
        return super()._check_approve()

    def _check_overdue(self):
        """Refuse while an older advance is overdue, when the company wants it so."""
        overdue = self._other_overdue()
        if not overdue:
            return
        sentence = self._overdue_sentence(overdue)
        if self.company_id.ipai_advance_overdue == "block":
            raise UserError(
                self.env._(
                    "%(reason)s Liquidate it, or return the money, before a new "
                    "advance is asked for.",
                    reason=sentence,
                )
            )
        if self.company_id.ipai_advance_overdue == "warn":
            self.sudo().message_post(body=sentence)

    def _check_undo(self):
        booked = self.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        if booked:
            raise UserError(
                self.env._(
                    "%(number)s has journal entries. Delete its drafts, or reverse "
                    "what is posted, first.",
                    number=self.name,
                )
            )
        return super()._check_undo()

    def _locked_fields(self):
        return super()._locked_fields() | {"amount", "travel_id", "date_needed"}

    def action_open_expenses(self):
        """The expenses this advance was spent on; new ones are linked to it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Expenses of %(number)s", number=self.name),
            "res_model": "hr.expense",
            "view_mode": "list,form",
            "domain": [("ipai_advance_id", "=", self.id)],
            "context": {
                "default_ipai_advance_id": self.id,
                "default_employee_id": self.employee_id.id,
                "default_payment_mode": "own_account",
            },
        }
