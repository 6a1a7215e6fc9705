# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .ipai_expense_approval import ESCALATED, PLANNED, WAITING


class IpaiExpenseApproval(models.Model):
    """What happens when nobody decides: a reminder, then somebody else is asked."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "ipai.expense.approval"  # pylint: disable=consider-merging-classes-inherited

    def _cron_follow_up(self):
        """Remind and escalate what waits too long; let delegations begin and end."""
        self._refresh_deputies()
        rows = self.search([("state", "=", WAITING), ("is_current", "=", True)])
        for row in rows:
            if row._is_due(row.company_id.ipai_approval_escalate_days):
                row._escalate()
            elif not row.reminded_at and row._is_due(
                row.company_id.ipai_approval_remind_days
            ):
                row._remind()

    def _is_due(self, days):
        if not days or not self.waiting_since:
            return False
        due = self.company_id._ipai_days_later(self.waiting_since, days)
        return due <= fields.Datetime.now()

    def _remind(self):
        """Tell everybody who is asked, once."""
        self.reminded_at = fields.Datetime.now()
        users = self.approver_ids | self.deputy_ids
        sentence = self.env._(
            "“%(title)s” of %(employee)s waits for your approval since %(date)s.",
            title=self.title,
            employee=self.employee_id.name,
            date=fields.Date.to_string(
                fields.Datetime.context_timestamp(self, self.waiting_since)
            ),
        )
        submission = self._submission()
        submission.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("Waiting for your approval"),
            body=sentence,
        )
        submission._ipai_log_approval(
            self.env._("Reminded: %s.", ", ".join(users.mapped("name")))
        )

    def _escalate(self):
        """Ask the next level instead, or who stands above the approvers."""
        following = self._siblings().filtered(lambda row: row.state == PLANNED)
        if not following:
            above = self._above()
            if not above:
                return self._cannot_escalate()
            following = self.copy(
                {
                    "state": PLANNED,
                    "level": self.level + 1,
                    "level_name": self.env._("Escalated from level %s", self.level),
                    "approver_ids": [(6, 0, above.ids)],
                    "expense_ids": [(6, 0, self.expense_ids.ids)],
                    "deputy_ids": False,
                    "is_default": False,
                    "waiting_since": False,
                    "reminded_at": False,
                }
            )
        asked = ", ".join(self.approver_ids.mapped("name"))
        self.write({"state": ESCALATED, "decided_at": fields.Datetime.now()})
        following = following.sorted("level")[:1]
        following._ask()
        return self._submission()._ipai_log_approval(
            self.env._(
                "Not decided in time by %(old)s; escalated to %(new)s.",
                old=asked or self.level_name,
                new=", ".join(following.approver_ids.mapped("name")),
            )
        )

    def _above(self):
        """The managers of the approvers, else finance; nobody who was asked before."""
        level = self.env["ipai.expense.route.level"]
        employee, company = self.employee_id, self.company_id
        asked = self._siblings().approver_ids
        above = self.env["res.users"]
        for approver in self.approver_ids.with_company(company):
            manager = approver.employee_id.parent_id
            above |= level._first_user(manager, employee, company)
        finance = level._allowed(
            level._users_of_finance(employee, company), employee, company
        )
        return (above - asked) or (finance - asked)

    def _cannot_escalate(self):
        """Say once that there is nobody above, instead of on every run."""
        if self.note:
            return
        self.note = self.env._("Waits too long, and there is nobody above to ask.")
        self._submission()._ipai_log_approval(self.note)
