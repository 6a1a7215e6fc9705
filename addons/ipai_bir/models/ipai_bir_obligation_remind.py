# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models

from ..tools import due_date
from .ipai_bir_obligation import DONE

_logger = logging.getLogger(__name__)
DUE_TYPE = "ipai_bir.mail_activity_type_due"
OVERDUE_TYPE = "ipai_bir.mail_activity_type_overdue"


class IpaiBirObligationRemind(models.Model):
    """Who hears of an obligation: its preparer before, a manager after."""

    _inherit = "ipai.bir.obligation"

    reminded_on = fields.Date(readonly=True, copy=False)
    escalated_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_daily(self):
        """Plan ahead, follow the date, remind, escalate, close what is filed."""
        registrations = self.env["ipai.bir.registration"].search([])
        self._plan(registrations.company_id)
        self._follow_date()
        self._remind()
        self._escalate()
        self.search(
            [("state", "in", DONE), ("activity_ids.active", "=", True)]
        )._close_activities()
        return True

    @api.model
    def _follow_date(self):
        """What was upcoming becomes due, and what was due overdue, as days pass."""
        today = due_date.today()
        self.search(
            [
                ("filed_on", "=", False),
                "|",
                "&",
                ("state", "=", "upcoming"),
                ("remind_on", "<=", today),
                "&",
                ("state", "=", "due"),
                ("due_date", "<", today),
            ]
        )._compute_state()

    @api.model
    def _remind(self):
        """Give each preparer an activity, once, when the time comes."""
        today = due_date.today()
        for record in self.search(
            [("state", "in", ("due", "overdue")), ("reminded_on", "=", False)]
        ):
            people = record.owner_id | record.reviewer_id
            if record._schedule(DUE_TYPE, people, record.due_explanation):
                record.reminded_on = today

    @api.model
    def _escalate(self):
        """Tell the manager, once, of what was not filed in time."""
        today = due_date.today()
        for record in self.search(
            [("state", "=", "overdue"), ("escalated_on", "=", False)]
        ):
            registration = record.registration_id
            after = timedelta(days=registration.escalate_days)
            if not registration.escalate_to_id or record.due_date + after > today:
                continue
            text = record._overdue_text()
            user = record._schedule(OVERDUE_TYPE, registration.escalate_to_id, text)
            if user:
                record.escalated_on = today
                record.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=self.env._("Overdue: %s", record.name),
                    body=text,
                )

    def _overdue_text(self):
        return self.env._(
            "%(name)s of %(company)s was due on %(day)s and is not filed. "
            "Prepared by: %(owner)s. Open: %(open)s.",
            name=self.name,
            company=self.company_id.name,
            day=self.form_id._day_text(self.due_date),
            owner=self.owner_id.name or self.env._("nobody"),
            open=(self.blocked_by or "").rstrip("."),
        )

    def _schedule(self, kind, people, text):
        """Give the first of `people` who may see the record an activity.

        :return: that user; empty when there is none
        """
        user = people.filtered(self._may_see)[:1]
        if not user:
            _logger.warning("Nobody to tell about %s of %s", self.name, self.company_id)
            return user
        self.activity_schedule(
            kind,
            date_deadline=self.due_date,
            summary=self.name,
            note=text,
            user_id=user.id,
        )
        return user

    def _may_see(self, user):
        own = self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        return user.active and own.has_access("read")

    def _own_activities(self):
        types = self.env.ref(DUE_TYPE) | self.env.ref(OVERDUE_TYPE)
        return self.activity_ids.filtered(lambda a: a.activity_type_id in types)

    def _move_activities(self):
        """Let the open activities follow the due date."""
        for record in self:
            record._own_activities().write({"date_deadline": record.due_date})
            if record.escalated_on and record.due_date >= due_date.today():
                record.activity_unlink([OVERDUE_TYPE])
                record.escalated_on = False

    def _reassign_activities(self):
        """Hand the open reminder to a new preparer."""
        due_type = self.env.ref(DUE_TYPE)
        for record in self.filtered("owner_id"):
            if record._may_see(record.owner_id):
                record.activity_ids.filtered(
                    lambda a: a.activity_type_id == due_type
                ).write({"user_id": record.owner_id.id})

    def _close_activities(self):
        """Mark the reminders of what is filed as done."""
        for record in self:
            if record._own_activities():
                record.activity_feedback(
                    [DUE_TYPE, OVERDUE_TYPE],
                    feedback=self.env._("Filed: %s", record.filing_reference or "-"),
                )
