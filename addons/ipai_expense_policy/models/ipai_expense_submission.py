# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from .ipai_expense_approval import APPROVED, PLANNED, WAITING

# The same three steps have other names on 18.0 (reports) and 19.0 (expenses).
SUBMITTED_STATES = ("submit", "submitted")
APPROVED_STATES = ("approve", "approved")
REFUSED_STATES = ("cancel", "refused")
ACTIVITY = "hr_expense.mail_act_expense_approval"


class IpaiExpenseSubmission(models.AbstractModel):
    """What is submitted and approved as one: hr.expense.sheet on 18.0, hr.expense on
    19.0. Every way to a new approval state goes through the write of that field, so
    that is where policies and levels are enforced."""

    _name = "ipai.expense.submission"
    _description = "Submission of Expenses"

    @api.model
    def _ipai_install_view(self, name, inherited, arch):
        """Make a view out of a data file where the model of the one it inherits from
        exists: records of such views would not load on the other version."""
        base = self.env.ref(inherited, raise_if_not_found=False)
        if base:
            module = "ipai_expense_policy"
            values = {
                "name": f"{base.model}.{base.type}.{module}",
                "model": base.model,
                "inherit_id": base.id,
                "arch": arch,
            }
            self.env["ir.ui.view"]._load_records(
                [{"xml_id": f"{module}.{name}", "values": values}]
            )

    def _ipai_submitted_expenses(self):
        """The expenses of the submissions."""
        return self.expense_line_ids if "expense_line_ids" in self._fields else self

    def _ipai_before_state(self, state):
        """Refuse a step that policies or levels do not allow (yet)."""
        if state in SUBMITTED_STATES:
            self._ipai_submitted_expenses()._ipai_check_submittable()
        elif state in APPROVED_STATES:
            for submission in self:
                submission._ipai_pass_last_level()

    def _ipai_after_state(self, state):
        """Begin, end or take back the approval that goes with a step."""
        rows = self.env["ipai.expense.approval"]._current(self)
        if state in SUBMITTED_STATES:
            rows._withdraw()
            for submission in self:
                rows._open(submission)
        elif state in REFUSED_STATES:
            rows._close_refused(self.env.user, False)
        elif not state:
            rows._withdraw()

    def _ipai_after_create(self):
        """Nothing is born approved, and what is born submitted is judged like the
        rest."""
        for submission in self.filtered("approval_state"):
            state = submission.approval_state
            if state in APPROVED_STATES and not self.env.su:
                raise AccessError(
                    self.env._("Submit “%s”, then have it approved.", submission.name)
                )
            if state in SUBMITTED_STATES:
                submission._ipai_before_state(state)
                submission._ipai_after_state(state)

    def _ipai_under_levels(self):
        """Those that wait for a level; their activities are planned with it."""
        rows = self.env["ipai.expense.approval"]._current(self)
        waiting = rows.filtered(lambda row: row.state == WAITING)
        return self & self.browse(waiting.mapped("res_id"))

    def _ipai_pass_last_level(self):
        """Mark the last level as approved by whoever approves, or refuse.

        Submissions from before routes have no levels: Odoo's own rule counts alone.
        """
        rows = self.env["ipai.expense.approval"]._current(self)
        waiting = rows.filtered(lambda row: row.state == WAITING)
        if not waiting:
            return
        sentence = waiting._why_not(self.env.user)
        if sentence:
            raise AccessError(sentence)
        later = rows.filtered(lambda row: row.state == PLANNED)
        if later:
            raise AccessError(
                self.env._(
                    "“%(title)s” is approved level by level: %(levels)s.",
                    title=waiting.title,
                    levels=", ".join((waiting | later).mapped("level_name")),
                )
            )
        waiting._mark(APPROVED, self.env.user)

    def _ipai_approve_levels(self):
        """Odoo's button approves the level that waits for this user.

        :return: the submissions at their last level, which Odoo approves now
        """
        last = self.browse()
        for submission in self:
            rows = self.env["ipai.expense.approval"]._current(submission)
            waiting = rows.filtered(lambda row: row.state == WAITING)
            if waiting and any(row.state == PLANNED for row in rows):
                waiting.sudo(False).with_user(self.env.user).action_approve()
            else:
                last |= submission
        return last

    def _ipai_open_missing(self):
        """Levels for what was submitted before there were routes."""
        rows = self.env["ipai.expense.approval"]
        for submission in self:
            if not rows._current(submission):
                rows._open(submission)

    def _ipai_reopen_if_changed(self):
        """Ask anew when a submission under approval is not what was submitted."""
        for submission in self:
            rows = self.env["ipai.expense.approval"]._current(submission)
            if not any(row.state == WAITING for row in rows):
                continue
            expenses = submission._ipai_submitted_expenses().sudo()
            amount = sum(expenses.mapped("total_amount"))
            currency = expenses.company_id.currency_id[:1]
            if expenses != rows[:1].expense_ids or (
                currency and currency.compare_amounts(amount, rows[:1].amount)
            ):
                submission._ipai_log_approval(
                    self.env._("Changed while it was being approved; asked anew.")
                )
                rows._withdraw()
                if expenses:
                    rows._open(submission)

    def _ipai_odoo_lets_approve(self, user):
        """Whether Odoo's own rules let a user approve this."""
        if user.id == SUPERUSER_ID:
            return True
        submission = self.with_user(user).with_company(self.company_id)
        return bool(submission.has_access("read") and submission.can_approve)

    def _ipai_odoo_approve(self):
        """Approve by Odoo's own method, as the user who decides but with the rights it
        takes: a named approver need not belong to Odoo's groups.

        :return: Odoo's dialog about duplicates, or None
        """
        self.ensure_one()
        submission = self.sudo()
        if "expense_line_ids" in self._fields:
            action = submission.action_approve_expense_sheets()
        else:
            action = submission.action_approve()
        if isinstance(action, dict):
            return self.env["ipai.expense.decision"]._open_for(
                self.env["ipai.expense.approval"]
                ._current(self)
                .filtered(lambda row: row.state == WAITING),
                "duplicate",
            )
        return None

    def _ipai_refuse(self, user, reason):
        """Refuse by Odoo's own method, which tells the employee why."""
        self.sudo()._do_refuse(reason)
        rows = self.env["ipai.expense.approval"]._current(self)
        rows.filtered(lambda row: row.user_id == user and not row.note).note = reason

    def _ipai_name_approver(self, user):
        """Put the approver where Odoo shows one and where its rights look."""
        if user:
            field = "user_id" if "expense_line_ids" in self._fields else "manager_id"
            self.sudo()[field] = user

    def _ipai_schedule(self, users, note):
        """Odoo's activity of approvals for each of these users, and for nobody else."""
        submission = self.sudo().with_context(mail_activity_quick_update=True)
        kept = submission.activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(ACTIVITY)
        )
        (kept.filtered(lambda one: one.user_id not in users)).unlink()
        for user in users - kept.exists().user_id:
            submission.activity_schedule(ACTIVITY, user_id=user.id, note=note)

    def _ipai_log_approval(self, sentence):
        """Keep a sentence in the log of what is approved."""
        for submission in self.sudo():
            submission._message_log(body=sentence)
