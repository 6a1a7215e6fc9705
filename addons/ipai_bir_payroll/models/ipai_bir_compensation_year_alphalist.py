# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models

from odoo.addons.ipai_bir.tools import dat_file

from ..tools import component

OTHER_TAXABLE = tuple(
    item
    for item in component.TAXABLE_ITEMS
    if item not in (component.TAXABLE_BASIC, component.TAXABLE_BENEFITS)
)


class IpaiBirCompensationYearAlphalist(models.Model):
    """An employee's year as a record of the DAT file of Form 1604-C."""

    _inherit = "ipai.bir.compensation.year"

    def _alphalist_order(self):
        identity = self.employee_id.sudo()._ipai_identity()
        names = ("last_name", "first_name", "middle_name")
        return self.schedule, *[identity[n].casefold() for n in names], self.id

    def _alphalist_record(self):
        """This year as a record D1, or D2 of a minimum wage earner."""
        employee = self.employee_id.sudo()
        identity = employee._ipai_identity()
        values = {
            "employee_tin": identity["tin"],
            "employee_branch": identity["branch"],
            "last_name": identity["last_name"],
            "first_name": identity["first_name"],
            "middle_name": identity["middle_name"],
            "region": employee.ipai_region,
            "date_from": self.date_from,
            "date_to": self.date_to,
            **self._alphalist_tax(),
            "nationality": employee.ipai_nationality,
            "status": employee.ipai_employment_status,
            "separation": self._separation(employee),
            "substituted": "Y" if self.is_substituted else "N",
            "pera_credit": self._decimal("pera_credit"),
        }
        parts = self._wage_parts() if self.schedule == "D2" else self._other_parts()
        return dat_file.Record(self.schedule, {**values, **parts}, employee.name)

    def _separation(self, employee):
        left = employee.ipai_separated_on
        if left and left.year == self.year:
            return employee.ipai_separation_reason
        return "NA"

    def _alphalist_tax(self):
        previous = self._decimal("withheld_previous")
        return {
            "tax_due": self._decimal("tax_due"),
            "withheld_previous": previous,
            "withheld_to_november": self._decimal("withheld_before_last"),
            "withheld_december": self._decimal("withheld_last"),
            "refunded": self._decimal("refunded"),
            "withheld_adjusted": self._decimal("withheld_total"),
            "net_taxable": self._decimal("total_taxable"),
        }

    def _previous_sum(self, *names):
        employers = self._employers()
        return sum(
            (Decimal(f"{e[name]:.2f}") for e in employers for name in names), Decimal(0)
        )

    def _other_parts(self):
        """Amounts of D1, beside the common fields."""
        before = self._previous_sum
        premiums = ("holiday", "overtime", "night_differential", "hazard")
        return {
            "previous_gross": before("gross"),
            "previous_basic_exempt": before("exempt_basic"),
            "previous_bonus_exempt": before("exempt_benefits"),
            "previous_de_minimis": before("de_minimis"),
            "previous_contributions": before("shares"),
            "previous_other_exempt": before("exempt_other", *premiums),
            "previous_total_exempt": before("exempt_total"),
            "previous_basic_taxable": before("taxable_basic"),
            "previous_bonus_taxable": before("taxable_benefits"),
            "previous_other_taxable": before("taxable_other"),
            "previous_total_taxable": before("taxable_total"),
            "present_gross": self._decimal("gross"),
            "present_basic_exempt": self._decimal("exempt_basic"),
            "present_bonus_exempt": self._decimal("exempt_benefits"),
            "present_de_minimis": self._decimal("de_minimis"),
            "present_contributions": self._decimal("shares"),
            "present_other_exempt": self._exempt_other()
            + self._sum(component.PREMIUMS),
            "present_total_exempt": self._decimal("exempt_total"),
            "present_basic_taxable": self._decimal("taxable_basic"),
            "present_bonus_taxable": self._decimal("taxable_benefits"),
            "present_other_taxable": self._sum(OTHER_TAXABLE),
            "present_total_taxable": self._decimal("taxable_total"),
            "taxable_both": self._decimal("total_taxable"),
        }

    def _wage_parts(self):
        """Amounts of D2, beside the common fields; the layout was not validated."""
        before = self._previous_sum
        earner = self.employee_id.sudo().ipai_wage_earner_ids.filtered(
            lambda w: w.date_from <= self.date_to
        )[:1]
        return {
            "previous_gross": before("gross"),
            "previous_minimum_wage": before("exempt_basic"),
            "previous_holiday": before("holiday"),
            "previous_overtime": before("overtime"),
            "previous_night_differential": before("night_differential"),
            "previous_hazard": before("hazard"),
            "previous_bonus_exempt": before("exempt_benefits"),
            "previous_de_minimis": before("de_minimis"),
            "previous_contributions": before("shares"),
            "previous_other_exempt": before("exempt_other"),
            "previous_total_exempt": before("exempt_total"),
            "previous_bonus_taxable": before("taxable_benefits"),
            "previous_other_taxable": before("taxable_basic", "taxable_other"),
            "previous_total_taxable": before("taxable_total"),
            "present_gross": self._decimal("gross"),
            "minimum_wage_day": Decimal(f"{earner.daily:.2f}"),
            "minimum_wage_month": Decimal(f"{earner.monthly:.2f}"),
            "minimum_wage_year": Decimal(f"{earner.monthly * 12:.2f}"),
            "factor": Decimal(f"{earner.factor:.2f}"),
            "present_holiday": self._item("30"),
            "present_overtime": self._item("31"),
            "present_night_differential": self._item("32"),
            "present_hazard": self._item("33"),
            "present_bonus_exempt": self._decimal("exempt_benefits"),
            "present_de_minimis": self._decimal("de_minimis"),
            "present_contributions": self._decimal("shares"),
            "present_other_exempt": self._exempt_other(),
            "present_total_exempt": self._decimal("exempt_total"),
            "present_bonus_taxable": self._decimal("taxable_benefits"),
            "present_other_taxable": self._decimal("taxable_basic")
            + self._sum(OTHER_TAXABLE),
            "present_total": self._decimal("exempt_total")
            + self._decimal("taxable_total"),
            "gross_both": self._decimal("gross") + before("gross"),
            "present_minimum_wage": self._decimal("exempt_basic"),
        }
