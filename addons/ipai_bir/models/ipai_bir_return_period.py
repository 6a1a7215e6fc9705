# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from calendar import month_name

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.period import PeriodError, referred


class IpaiBirReturnPeriod(models.Model):
    """Which period a return is for, and which periods that one speaks of."""

    _inherit = "ipai.bir.return"

    frequency = fields.Selection(related="form_id.frequency")
    year = fields.Integer(
        compute="_compute_period_number",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Year in which the taxable year ends; of a monthly return, of its month.",
    )
    month = fields.Selection(
        selection=[(str(number), month_name[number]) for number in range(1, 13)],
        compute="_compute_period_number",
        store=True,
        precompute=True,
        readonly=False,
    )
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        compute="_compute_period_number",
        store=True,
        precompute=True,
        readonly=False,
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )

    @api.depends("form_id", "company_id")
    def _compute_period_number(self):
        """Propose the last closed period; keep a number that fits the form."""
        today = fields.Date.context_today(self)
        for record in self:
            frequency = record.form_id.frequency
            wanted = {"monthly": "month", "quarterly": "quarter"}.get(frequency)
            if record.form_id and record.company_id:
                year, number = record._calendar().last_closed(today)
                if not record.year or (wanted and not record[wanted]):
                    record.year = year
                if wanted and not record[wanted]:
                    record[wanted] = str(number)
            for name in {"month", "quarter"} - {wanted}:
                record[name] = False

    @api.depends("form_id", "year", "month", "quarter", "company_id")
    def _compute_dates(self):
        for record in self:
            if record._has_number():
                record.date_from, record.date_to = record._whole_period()

    def _has_number(self):
        """Whether form, company, year and the month or quarter are all known."""
        needed = {"monthly": self.month, "quarterly": self.quarter, "annual": True}
        return bool(
            self.company_id and self.year and needed.get(self.form_id.frequency)
        )

    def _calendar(self):
        return self.form_id._calendar(self.company_id)

    def _number(self):
        """Month 1-12, quarter 1-4, or 1 of an annual return."""
        return int(
            {"monthly": self.month, "quarterly": self.quarter}.get(self.frequency) or 1
        )

    def _whole_period(self):
        """First and last day of the period when it is not a short one."""
        return self._calendar().dates(self.year, self._number())

    def _year_start(self):
        """First day of the year of the form that the period lies in."""
        return self._calendar().dates(self.year, 1)[0]

    def _period_name(self):
        return self._calendar().name(self.year, self._number())

    @api.constrains("form_id", "company_id", "year", "month", "quarter")
    def _check_period_number(self):
        for record in self:
            calendar = record._calendar()
            try:
                calendar.dates(record.year, record._number())
            except PeriodError as error:
                raise ValidationError(str(error)) from error
            record.form_id._refuse_period(calendar, record._number())

    @api.model
    def _period_values(self, vals):
        """Year, month and quarter of a new return: those of its dates, what `vals`
        says, or the last closed period; what the form does not have is empty."""
        form = self.env["ipai.bir.form"].browse(vals.get("form_id") or ())
        if not form:
            return {}
        company = self.env["res.company"].browse(
            vals.get("company_id") or self._default_company().id
        )
        calendar = form._calendar(company)
        day = fields.Date.to_date(vals.get("date_from"))
        if day and not vals.get("year"):
            year, number = calendar.period_of(day)
            vals = {}
        else:
            year, number = calendar.last_closed(fields.Date.context_today(self))
        wanted = {"monthly": "month", "quarterly": "quarter"}.get(form.frequency)
        return {
            "year": vals.get("year") or year,
            **{name: False for name in ("month", "quarter") if name != wanted},
            **({wanted: vals.get(wanted) or str(number)} if wanted else {}),
        }

    def _referred_dates(self, reference):
        """Dates that `month1`, `quarter2`, `previous`, ... mean from this return."""
        dates = (self.date_from, self.date_to)
        return referred(reference, dates, self._year_start())
