# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date

from ..tools import due_date

DUE_FIELDS = {
    *("frequency", "calendar", "quarter_months", "quarters", "active"),
    *("due_rule", "due_rule_december", "is_staggered"),
}


class IpaiBirFormDue(models.Model):
    """When a form is due, and the words that explain it."""

    _inherit = "ipai.bir.form"

    @api.constrains("due_rule", "due_rule_december")
    def _check_due_rule(self):
        for form in self:
            for rule in filter(None, (form.due_rule, form.due_rule_december)):
                try:
                    due_date.check_rule(rule)
                except due_date.DueRuleError as error:
                    raise ValidationError(str(error)) from error

    def write(self, vals):
        result = super().write(vals)
        if DUE_FIELDS & set(vals):
            registrations = self.env["ipai.bir.registration"].sudo()
            found = registrations.search([("form_id", "in", self.ids)])
            found.company_id._ipai_plan_obligations()
        return result

    def _due_date(self, company, date_to):
        """The day a return of a period that ends on `date_to` is due.

        :return: date; None when the form has no due rule
        """
        self.ensure_one()
        return self._due(company, date_to).day if self.due_rule else None

    def _due(self, company, date_to, calendar=None):
        """When, and why then, the return of a period that ends on `date_to` is due.

        :param calendar: the company's WorkingCalendar, when it is read already
        :rtype: tools.due_date.DueDate
        :raises UserError: when the form has no due rule
        """
        self.ensure_one()
        if not self.due_rule:
            raise UserError(
                self.env._("Form %s has no due rule: write one on the form.", self.code)
            )
        calendar = calendar or self.env["ipai.bir.holiday"]._working_calendar(
            company, date_to, date_to
        )
        company = company.sudo()
        rule = due_date.DueRule(
            self.due_rule, self.due_rule_december or None, self.is_staggered
        )
        # RR 1-2013: national government agencies are not staggered.
        group = None if company.ipai_is_government else company.ipai_efps_group
        due = due_date.due_date(rule, date_to, calendar.days_off, group or None)
        for day in dict.fromkeys((due.day, due.statutory)):
            if extension := calendar.extensions.get((self.id, day)):
                return due_date.extended(due, *extension, calendar.days_off)
        return due

    def _due_explanation(self, due, date_to):
        """Why a return is due when it is, in sentences."""
        sentences = [self._due_rule_text(due, date_to)]
        if due.extension:
            sentences.append(
                self.env._(
                    "Extended to %(day)s (%(issuance)s).",
                    day=self._day_text(due.day),
                    issuance=due.extension,
                )
            )
        if due.skipped:
            skipped = ", ".join(
                f"{self._day_text(day)} ({off.name if off else self.env._('weekend')})"
                for day, off in due.skipped
            )
            sentences.append(
                self.env._(
                    "Without work: %(skipped)s; so %(day)s.",
                    skipped=skipped,
                    day=self._day_text(due.day),
                )
            )
        if due.is_estimated:
            sentences.append(
                self.env._(
                    "One of these holidays is estimated: look again once it is "
                    "proclaimed."
                )
            )
        return " ".join(sentences)

    def _due_rule_text(self, due, date_to):
        day = self._day_text(due.statutory)
        if due.efps_group:
            return self.env._(
                "eFPS group %(group)s files by %(day)s and pays by %(payment)s "
                "(RR 26-2002).",
                group=due.efps_group,
                day=day,
                payment=self._day_text(due.payment_day),
            )
        december = date_to.month == 12 and self.due_rule_december
        rule = december or self.due_rule
        if days := re.fullmatch(r"\+(\d+)d", rule):
            return self.env._(
                "%(count)s days after the period: %(day)s.", count=days[1], day=day
            )
        if months := re.fullmatch(r"\+(\d+)m (\w+)", rule):
            return self._month_rule_text(int(months[1]), months[2], day)
        return self.env._("Fixed date after the year: %s.", day)

    def _month_rule_text(self, months, number, day):
        if number == "last":
            text = self.env._("Last day of the month")
        else:
            text = self.env._("Day %s of the month", number)
        if months == 1:
            return self.env._("%(rule)s after the period: %(day)s.", rule=text, day=day)
        return self.env._(
            "%(rule)s, %(count)s months after the period: %(day)s.",
            rule=text,
            count=months,
            day=day,
        )

    def _day_text(self, day):
        return format_date(self.env, day, date_format="EEE d MMM y")
