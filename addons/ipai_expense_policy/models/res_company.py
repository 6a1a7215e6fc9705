# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    ipai_approval_remind_days = fields.Integer(
        string="Remind Approvers After",
        default=2,
        help="Days an approval waits before its approvers are reminded; 0 never.",
    )
    ipai_approval_escalate_days = fields.Integer(
        string="Escalate Approvals After",
        default=5,
        help="Days an approval waits before the next level, else the approver's "
        "manager, is asked; 0 never.",
    )
    ipai_approval_working_days = fields.Boolean(
        string="Count Working Days",
        default=True,
        help="By the working hours of the company; else every day counts.",
    )

    @api.constrains("ipai_approval_remind_days", "ipai_approval_escalate_days")
    def _check_ipai_approval_days(self):
        for company in self:
            remind = company.ipai_approval_remind_days
            escalate = company.ipai_approval_escalate_days
            if remind < 0 or escalate < 0:
                raise ValidationError(
                    self.env._("Enter days of 0 or more for approvals.")
                )
            if remind and escalate and escalate < remind:
                raise ValidationError(
                    self.env._("Remind approvers before their approvals escalate.")
                )

    def _ipai_days_later(self, moment, days):
        """A moment some days later (UTC, naive), working days when the company counts
        them. The moment's own day is not counted."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        if not self.ipai_approval_working_days or not calendar:
            return fields.Datetime.add(moment, days=days)
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=calendar.tz or "UTC"), moment
        )
        morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
        first = fields.Datetime.add(morning, days=1)
        planned = calendar.plan_days(days, first, compute_leaves=True)
        if not planned:
            return fields.Datetime.add(moment, days=days)
        return planned.astimezone(timezone.utc).replace(tzinfo=None)
