# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

PLANNED, WAITING, APPROVED = ("planned", "waiting", "approved")
REFUSED, SKIPPED, ESCALATED, WITHDRAWN = (
    "refused",
    "skipped",
    "escalated",
    "withdrawn",
)


class IpaiExpenseApproval(models.Model):
    """One level of the approval of one submission: who is asked, who decided and when.
    A submission that is made again gets new rows; the old ones stay as its history."""

    _name = "ipai.expense.approval"
    _description = "Approval of Expenses"
    _order = "waiting_since, res_id, level, id"
    _rec_name = "title"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Submission", model_field="res_model", required=True, readonly=True
    )
    is_current = fields.Boolean(
        default=True, readonly=True, help="Of the latest submission, not of an earlier."
    )
    level = fields.Integer(required=True, readonly=True)
    level_name = fields.Char(readonly=True)
    is_default = fields.Boolean(
        string="Odoo's Approver",
        readonly=True,
        help="No route fitted: whoever Odoo lets approve may decide as well.",
    )
    title = fields.Char(string="Expense", readonly=True)
    expense_ids = fields.Many2many(
        "hr.expense",
        "ipai_expense_approval_expense_rel",
        "approval_id",
        "expense_id",
        string="Expenses",
        readonly=True,
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, index=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    route_id = fields.Many2one("ipai.expense.route", readonly=True, ondelete="set null")
    explanation = fields.Char(string="Route Taken", readonly=True)
    approver_ids = fields.Many2many(
        "res.users",
        "ipai_expense_approval_approver_rel",
        "approval_id",
        "user_id",
        string="Approvers",
        readonly=True,
    )
    deputy_ids = fields.Many2many(
        "res.users",
        "ipai_expense_approval_deputy_rel",
        "approval_id",
        "user_id",
        string="Delegates",
        readonly=True,
        help="Decide in place of an approver while the delegation lasts.",
    )
    state = fields.Selection(
        [
            (PLANNED, "Later"),
            (WAITING, "Waiting"),
            (APPROVED, "Approved"),
            (REFUSED, "Refused"),
            (SKIPPED, "Skipped"),
            (ESCALATED, "Escalated"),
            (WITHDRAWN, "Withdrawn"),
        ],
        required=True,
        default=PLANNED,
        readonly=True,
        index=True,
    )
    waiting_since = fields.Datetime(readonly=True)
    reminded_at = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    deputy_for_id = fields.Many2one("res.users", string="In Place Of", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    note = fields.Text(readonly=True)
    is_mine = fields.Boolean(
        string="Waiting for Me", compute="_compute_is_mine", search="_search_is_mine"
    )

    def init(self):
        """One waiting level a submission, whatever happens at the same time."""
        self.env.cr.execute(
            """
            CREATE UNIQUE INDEX IF NOT EXISTS ipai_expense_approval_one_waiting
                ON ipai_expense_approval (res_model, res_id)
             WHERE state = 'waiting' AND is_current
            """
        )

    @api.depends_context("uid")
    @api.depends("state", "approver_ids", "deputy_ids")
    def _compute_is_mine(self):
        for row in self:
            row.is_mine = (
                row.state == WAITING
                and self.env.user in row.approver_ids | row.deputy_ids
            )

    @api.model
    def _search_is_mine(self, operator, value):
        mine = self.sudo().search(
            [
                ("state", "=", WAITING),
                ("is_current", "=", True),
                "|",
                ("approver_ids", "in", self.env.user.ids),
                ("deputy_ids", "in", self.env.user.ids),
            ]
        )
        wants = (operator in ("=", "in")) == bool(value)
        return [("id", "in" if wants else "not in", mine.ids)]

    def _submission(self):
        """What the rows approve: reports on 18.0, expenses on 19.0."""
        model = self.env[self[:1].res_model or "hr.expense"]
        return model.browse(dict.fromkeys(self.mapped("res_id"))).exists()

    @api.model
    def _current(self, submissions):
        """Rows of the latest submission of each, level by level."""
        return self.sudo().search(
            [
                ("res_model", "=", submissions._name),
                ("res_id", "in", submissions.ids),
                ("is_current", "=", True),
            ],
            order="res_id, level, id",
        )

    @api.model
    def _open(self, submission):
        """Plan the levels of a submission, and ask the approvers of the first."""
        expenses = submission._ipai_submitted_expenses().sudo()
        route, levels = self.env["ipai.expense.route"].sudo()._plan(expenses)
        explanation = route._explain(levels)
        shared = {
            "res_model": submission._name,
            "res_id": submission.id,
            "title": self._title_of(expenses),
            "expense_ids": [(6, 0, expenses.ids)],
            "employee_id": expenses.employee_id.id,
            "department_id": expenses.employee_id.department_id.id,
            "company_id": expenses.company_id.id,
            "amount": sum(expenses.mapped("total_amount")),
            "route_id": route.id,
            "explanation": explanation,
        }
        rows = self.sudo().create(
            [
                {
                    **shared,
                    "level": number,
                    "level_name": level["name"],
                    "is_default": level["is_default"],
                    "approver_ids": [(6, 0, level["users"].ids)],
                    "state": SKIPPED if level["note"] else PLANNED,
                    "note": level["note"],
                }
                for number, level in enumerate(levels, start=1)
            ]
        )
        submission._ipai_log_approval(explanation)
        rows._ask_next()
        return rows

    @api.model
    def _title_of(self, expenses):
        """What is approved, in short: the expense, or the first of several."""
        if len(expenses) == 1:
            return expenses.name
        return self.env._(
            "%(name)s and %(count)s more",
            name=expenses[:1].name,
            count=len(expenses) - 1,
        )

    def _ask_next(self):
        """Turn to the next level of one submission.

        :return: the row that waits now; empty when all have decided
        """
        following = self.filtered(lambda row: row.state == PLANNED).sorted("level")[:1]
        if following:
            following._ask()
        return following

    def _ask(self):
        """Wait for the approvers of a level, and give them an activity."""
        # The level before must be stored as decided first: one waits at a time.
        self.env["ipai.expense.approval"].flush_model(["state", "is_current"])
        deputies = self.env["ipai.expense.delegation"]._deputies(self.company_id)
        self.write(
            {
                "state": WAITING,
                "waiting_since": fields.Datetime.now(),
                "deputy_ids": [(6, 0, self._deputies_among(deputies).ids)],
            }
        )
        self._submission()._ipai_name_approver(self.approver_ids[:1])
        self._plan_activities()

    def _deputies_among(self, deputies):
        """Who stands in for the approvers of a row, never the employee."""
        found = self.env["res.users"]
        for approver in self.approver_ids:
            found |= deputies.get(approver, found.browse())
        return found - self.approver_ids - self.employee_id.user_id

    def _plan_activities(self):
        """One activity for each who is asked: the delegate where there is one."""
        deputies = self.env["ipai.expense.delegation"]._deputies(self.company_id)
        asked = self.env["res.users"]
        for approver in self.approver_ids:
            asked |= deputies.get(approver, approver) - self.employee_id.user_id
        self._submission()._ipai_schedule(asked or self.approver_ids, self.explanation)

    @api.model
    def _refresh_deputies(self):
        """Delegations began, ended or were changed: ask their delegates."""
        rows = self.sudo().search([("state", "=", WAITING), ("is_current", "=", True)])
        for company in rows.company_id:
            deputies = self.env["ipai.expense.delegation"]._deputies(company)
            for row in rows.filtered(lambda one: one.company_id == company):  # noqa: B023
                found = row._deputies_among(deputies)
                if found != row.deputy_ids:
                    row.deputy_ids = found
                    row._plan_activities()

    def _withdraw(self):
        """The submission was taken back or changed: its rows become history."""
        self.filtered(lambda row: row.state in (PLANNED, WAITING)).state = WITHDRAWN
        self.is_current = False
