# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import fields, models

from ..tools.rest_days import national_days

# States in which an expense counts towards a limit of a day or a month.
NOT_COUNTED = ("refused",)


class HrExpense(models.Model):
    """What policies ask about expenses, for all of them at once."""

    _inherit = "hr.expense"

    def _ipai_counted_with(self, period):
        """Every expense that shares a limit with these: of the same employees in the
        same days or months, the settled ones first, then in the order they were made.

        :param period: "day" or "month"
        """
        days = [day for day in self.mapped("date") if day]
        if not days:
            return self
        if period == "day":
            within = [("date", "in", sorted(set(days)))]
        else:
            within = [
                ("date", ">=", fields.Date.start_of(min(days), "month")),
                ("date", "<=", fields.Date.end_of(max(days), "month")),
            ]
        counted = self.search(
            [
                *within,
                ("employee_id", "in", self.employee_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "not in", NOT_COUNTED),
            ]
        )
        return (counted | self).sorted(
            lambda one: (one.state in self._ipai_open_states(), one.id)
        )

    def _ipai_without_receipt(self):
        """Those nothing is attached to. Odoo's own count may be cached from before."""
        attached = self.env["ir.attachment"]._read_group(
            [("res_model", "=", "hr.expense"), ("res_id", "in", self.ids)], ["res_id"]
        )
        return self - self.browse([expense_id for (expense_id,) in attached])

    def _ipai_is_non_vat(self):
        return self.ipai_vat_registered == "NON-VAT"

    def _ipai_item_texts(self):
        """What was bought, in words: the items of the receipt, else all its lines."""
        items = self.ipai_line_ids.mapped("description")
        lines = (self.ipai_reading or {}).get("lines") or []
        printed = items or [line.get("text") for line in lines]
        return [*printed, self.name, self.description]

    def _ipai_judged_on(self):
        """{expense: day on which its age counts}: that of its submission, or today."""
        today = fields.Date.context_today(self)
        return {
            expense: min(
                (
                    fields.Date.context_today(self, row.create_date)
                    for row in expense.ipai_approval_ids
                    if row.is_current
                ),
                default=today,
            )
            for expense in self
        }

    def _ipai_alike(self):
        """{expense: names of those it looks like}."""
        return {
            expense: ", ".join(
                self.env._(
                    "%(name)s (%(employee)s)",
                    name=other.name,
                    employee=other.employee_id.name,
                )
                for other in expense.ipai_duplicate_ids
            )
            for expense in self
            if expense.ipai_duplicate_ids
        }

    def _ipai_unsure_values(self):
        """The values to compare with the receipt, in words."""
        names = (self.ipai_low_confidence or "").replace("_", " ").split(",")
        return ", ".join(filter(None, map(str.strip, names))) or self.env._(
            "all values"
        )

    def _ipai_days_off(self):
        """{expense: "a Saturday", or the name of the holiday} for those paid on a day
        off: a weekday without working hours in the company's calendar, a day off in
        it, or a national holiday."""
        working = {
            company: self._ipai_working_days(company) for company in self.company_id
        }
        closed = self._ipai_closed_days()
        found = {}
        for expense in self:
            company, day = expense.company_id, expense.date
            if not day:
                continue
            country = company.account_fiscal_country_id or company.country_id
            holiday = national_days(country.code, day.year).get(day) or closed[
                company.id
            ].get(day)
            if holiday:
                found[expense] = holiday
            elif day.weekday() not in working[company]:
                weekday = self.env._("a %s", fields.Date.to_date(day).strftime("%A"))
                found[expense] = weekday
        return found

    def _ipai_working_days(self, company):
        """Weekdays (Monday is 0) with working hours; Monday to Friday when unknown."""
        hours = company.resource_calendar_id.attendance_ids
        return {int(day) for day in hours.mapped("dayofweek")} or set(range(5))

    def _ipai_closed_days(self):
        """{company id: {day: name}} of the days off of the companies' calendars."""
        found = defaultdict(dict)
        days = {(one.company_id, one.date) for one in self if one.date}
        if not days:
            return found
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", self.company_id.ids),
                ("date_to", ">=", min(day for _company, day in days)),
                ("date_from", "<", fields.Date.add(max(d for _c, d in days), days=2)),
            ]
        )
        for company, day in days:
            for leave in leaves.filtered(lambda one: one.company_id == company):  # noqa: B023
                local = self.with_context(
                    tz=leave.calendar_id.tz or company.resource_calendar_id.tz
                )
                first = fields.Datetime.context_timestamp(local, leave.date_from)
                last = fields.Datetime.context_timestamp(local, leave.date_to)
                if first.date() <= day <= last.date():
                    found[company.id][day] = leave.name or self.env._("a day off")
        return found
