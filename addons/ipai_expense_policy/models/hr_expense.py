# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from .ipai_expense_policy import BLOCK, SEVERITIES

# Values that policies look at.
JUDGED = {
    *("name", "date", "employee_id", "company_id", "product_id", "vendor_id"),
    *("quantity", "price_unit", "total_amount", "total_amount_currency"),
    *("currency_id", "payment_mode", "description", "message_main_attachment_id"),
    *("ipai_state", "ipai_reading", "ipai_tin", "ipai_vendor_name"),
    *("ipai_vat_registered", "ipai_line_ids", "ipai_duplicate_ids"),
}


class HrExpense(models.Model):
    """One expense; here, with the policies it breaches and who approves it."""

    _inherit = "hr.expense"

    ipai_breach_ids = fields.One2many(
        "ipai.expense.breach",
        "expense_id",
        string="Breaches",
        # What was withdrawn never counts, not even where archived records are shown.
        context={"active_test": True},
        copy=False,
    )
    ipai_breach_severity = fields.Selection(
        SEVERITIES,
        string="Worst Breach",
        compute="_compute_ipai_breach_severity",
        store=True,
        compute_sudo=True,
    )
    ipai_breaches = fields.Json(
        string="Policy Breaches", compute="_compute_ipai_breaches"
    )
    ipai_must_explain = fields.Boolean(compute="_compute_ipai_must_explain")
    ipai_approval_ids = fields.Many2many(
        "ipai.expense.approval",
        "ipai_expense_approval_expense_rel",
        "expense_id",
        "approval_id",
        string="Approvals",
        copy=False,
        readonly=True,
    )

    @api.depends("ipai_breach_ids.severity", "ipai_breach_ids.active")
    def _compute_ipai_breach_severity(self):
        for expense in self:
            worst = max(
                expense.ipai_breach_ids, key=lambda one: one.severity_rank, default=None
            )
            expense.ipai_breach_severity = worst.severity if worst else False

    @api.depends(
        "ipai_breach_ids.text", "ipai_breach_ids.state", "ipai_breach_ids.active"
    )
    def _compute_ipai_breaches(self):
        for expense in self:
            expense.ipai_breaches = expense.ipai_breach_ids._as_chips()

    @api.depends(
        "ipai_breach_ids.severity", "ipai_breach_ids.state", "ipai_breach_ids.active"
    )
    def _compute_ipai_must_explain(self):
        for expense in self:
            expense.ipai_must_explain = bool(expense.ipai_breach_ids._stopping())

    @api.model_create_multi
    def create(self, vals_list):
        expenses = super().create(vals_list)
        expenses._ipai_check_policies()
        return expenses

    def write(self, vals):
        if not (JUDGED | {"sheet_id"}) & vals.keys():
            return super().write(vals)
        before = self._ipai_sharing_limits()
        submissions = self._ipai_under_approval()
        answer = super().write(vals)
        (self | before.exists())._ipai_check_policies(with_others=True)
        (submissions | self._ipai_under_approval())._ipai_reopen_if_changed()
        return answer

    def unlink(self):
        others = self._ipai_sharing_limits() - self
        submissions = self._ipai_under_approval()
        answer = super().unlink()
        others._ipai_check_policies()
        submissions.exists()._ipai_reopen_if_changed()
        return answer

    def _ipai_under_approval(self):
        submitted = self.sudo().filtered(lambda one: one.state == "submitted")
        return submitted._ipai_submissions()

    def _ipai_sharing_limits(self):
        """Other open expenses under the same limits of a day or a month."""
        expenses = self.sudo().exists()
        limits = self.env["ipai.expense.policy"].sudo()
        if not expenses or not limits.search_count(
            [
                ("kind", "in", ("day", "month", "per_diem")),
                ("company_id", "in", expenses.company_id.ids),
            ],
            limit=1,
        ):
            return self.browse()
        return expenses._ipai_counted_with("month")

    def _ipai_check_policies(self, with_others=False):
        """Find the breaches of the expenses that can still be changed or refused.

        :param with_others: also look again at those that share a limit with them
        """
        expenses = self.sudo()
        if with_others:
            expenses |= expenses._ipai_sharing_limits()
        expenses = expenses.filtered(lambda one: one._ipai_is_judged())
        if expenses:
            found = self.env["ipai.expense.policy"].sudo()._judge(expenses)
            self.env["ipai.expense.breach"].sudo()._keep(expenses, found)

    def _ipai_is_judged(self):
        return bool(self.id) and self.state in (*self._ipai_open_states(), "submitted")

    def _ipai_log(self, sentence):
        """Keep a sentence in the log of the expense, without telling followers."""
        self.ensure_one()
        self.sudo()._message_log(body=sentence)

    def _ipai_check_submittable(self):
        """Judge again and refuse, with the sentences, what policies do not let pass.

        :raise UserError: when a breach blocks
        :raise RedirectWarning: when reasons are missing; leads to where they are given
        """
        self._ipai_check_policies()
        breaches = self.sudo().ipai_breach_ids._stopping()
        if not breaches:
            return
        listed = "\n".join(f"• {breach.text}" for breach in breaches)
        if BLOCK in breaches.mapped("severity"):
            raise UserError(
                self.env._(
                    "Not submitted, because policies do not allow it:\n%s\n\nChange "
                    "the expense, or ask a finance reviewer to waive the breach.",
                    listed,
                )
            )
        raise RedirectWarning(
            self.env._("Not submitted yet. Give the reason first:\n%s", listed),
            self.env.ref("ipai_expense_policy.explain_server_action").id,
            self.env._("Give the reason"),
            {
                "active_model": "hr.expense",
                "active_ids": breaches.expense_id.ids,
                "active_id": breaches.expense_id[:1].id,
                "ipai_submitting": self.ids,
            },
        )

    def action_ipai_explain(self):
        """Open the dialog in which reasons for breaches are given."""
        self.check_access("write")
        self._ipai_check_policies()
        return self.env["ipai.expense.explain"]._open_for(self)

    def _ipai_breaches_settled(self):
        """Breaches were explained, waived or ended: a run that waited may go on."""
        for expense in self:
            if (
                not expense.ipai_breach_ids._stopping()
                and expense.ipai_state != "review"
            ):
                expense._ipai_answer_run({"breaches": "settled"})

    def _ipai_submit(self):
        """Submit as the buttons of Odoo do.

        :return: the report to complete where one has to be made (18.0), else None
        """
        if "sheet_id" not in self._fields:
            self.action_submit()
            return None
        self.sheet_id.action_submit_sheet()
        loose = self.filtered(lambda expense: not expense.sheet_id)
        return loose.action_submit_expenses() if loose else None

    def _ipai_usual_approver(self):
        """Who approves by Odoo's own rule, never the employee."""
        self.ensure_one()
        employee = self.employee_id
        levels = self.env["ipai.expense.route.level"]
        manager = employee.department_id.manager_id
        for users in (
            employee.expense_manager_id,
            employee.parent_id.user_id,
            manager.user_id,
            levels._first_user(employee.parent_id, employee, self.company_id),
        ):
            allowed = levels._allowed(users, employee, self.company_id)
            if allowed:
                return allowed
        return self.env["res.users"]

    def _create_sheets_from_expense(self):
        """Put into a report (18.0) only what could be submitted."""
        self._ipai_check_submittable()
        return super()._create_sheets_from_expense()

    def _ipai_submissions(self):
        """What is submitted and approved as one: the report on 18.0, the expense itself
        on 19.0. The one place that knows the difference."""
        return self.sheet_id if "sheet_id" in self._fields else self
