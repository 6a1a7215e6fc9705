# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.due_date import DayOff
from ..tools.national_days import national_days

# Further than any due date of the calendar lies from its period, with Christmas.
SPAN_YEARS = 2


@dataclass(frozen=True)
class WorkingCalendar:
    """What moves the due dates of one company.

    `extensions`: {(id of form, due date): (day it is moved to, by which issuance)}.
    """

    days_off: dict[date, DayOff]
    extensions: dict[tuple[int, date], tuple[date, str]]


class IpaiBirHoliday(models.Model):
    """One day that moves due dates besides the national holidays, which the package
    `holidays` knows: a local holiday, a suspension of work, an extension by the BIR."""

    _name = "ipai.bir.holiday"
    _description = "Day without work or extended due date"
    _order = "date desc, id desc"

    name = fields.Char(required=True)
    date = fields.Date(
        required=True, help="The day itself; of an extension, the day returns were due."
    )
    kind = fields.Selection(
        selection=[
            ("holiday", "Holiday"),
            ("suspension", "Work suspension"),
            ("working", "Working day after all"),
            ("extension", "Extension of a due date"),
        ],
        required=True,
        default="holiday",
        help="“Working day after all” takes away a national holiday, as when an "
        "estimated one is proclaimed for another day.",
    )
    form_id = fields.Many2one("ipai.bir.form", string="Form", ondelete="cascade")
    extended_to = fields.Date(string="Extended to")
    source = fields.Char(help="The proclamation, ordinance or RMC.")
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company.sudo()._ipai_filer(),
        ondelete="cascade",
        help="Leave it empty for all companies.",
    )

    @api.constrains("kind", "form_id", "date", "extended_to")
    def _check_extension(self):
        for day in self.filtered(lambda d: d.kind == "extension"):
            if not (day.form_id and day.extended_to and day.extended_to > day.date):
                raise ValidationError(
                    self.env._(
                        "The extension “%s” needs the form, the day it was due and a "
                        "later day to which it is extended.",
                        day.name,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "extension":
            self.form_id = self.extended_to = False

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days._move_due_dates()
        return days

    def write(self, vals):
        before = self._companies()
        result = super().write(vals)
        (before | self._companies())._ipai_plan_obligations()
        return result

    def unlink(self):
        companies = self._companies()
        result = super().unlink()
        companies._ipai_plan_obligations()
        return result

    def _move_due_dates(self):
        self._companies()._ipai_plan_obligations()

    def _companies(self):
        """The companies whose due dates these days can move."""
        if all(day.company_id for day in self):
            return self.company_id.sudo()
        return self.env["res.company"].sudo().search([])

    @api.model
    def _working_calendar(self, company, date_from, date_to):
        """What moves the due dates of periods that end between two days.

        :rtype: WorkingCalendar
        """
        days_off = {}
        for year in range(date_from.year, date_to.year + SPAN_YEARS + 1):
            days_off.update(national_days(year))
        extensions = {}
        own = self.sudo().search(
            [("company_id", "in", [False, company.id])], order="id"
        )
        for day in own:
            if day.kind == "extension":
                source = day.source or day.name
                extensions[day.form_id.id, day.date] = (day.extended_to, source)
            elif day.kind == "working":
                days_off.pop(day.date, None)
            else:
                days_off[day.date] = DayOff(day.name)
        return WorkingCalendar(days_off, extensions)
