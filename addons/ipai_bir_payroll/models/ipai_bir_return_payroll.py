# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

MONTHLY, ANNUAL = "1601-C", "1604-C"
MONTH_MEASURES = {
    "compensation": "gross",
    "minimum_wage": "minimum_wage_pay",
    "premium": "premium_pay",
    "benefits": "exempt_benefits",
    "de_minimis": "exempt_de_minimis",
    "shares": "exempt_shares",
    "other_exempt": "exempt_rest",
    "withheld": "tax_withheld",
}
YEAR_MEASURES = {
    "year_gross": "gross",
    "year_taxable": "taxable_total",
    "year_due": "tax_due",
    "year_previous": "withheld_previous",
    "year_refunded": "refunded",
}


class IpaiBirReturnPayroll(models.Model):
    """How pay gets into the boxes of Forms 1601-C and 1604-C: as totals only."""

    _inherit = "ipai.bir.return"

    def _is_of_payroll(self):
        return self.form_id.tax_type == "withholding_compensation"

    def _refuse_unclassified(self):
        """Returns of payroll read no taxes of the books."""
        if not self._is_of_payroll():
            return super()._refuse_unclassified()

    def _pays(self):
        """Pay of the period of this return, by the day it was paid."""
        return self.env["ipai.bir.compensation"].sudo().search(self._pays_domain())

    def _pays_domain(self):
        return [
            ("company_id", "in", self._filed_companies().ids),
            ("paid_on", ">=", fields.Date.to_string(self.date_from)),
            ("paid_on", "<=", fields.Date.to_string(self.date_to)),
        ]

    def _employee_years(self):
        """The lines of the alphalist of the year of this return."""
        return (
            self.env["ipai.bir.compensation.year"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("year", "=", self.year)])
        )

    def _provide_payroll(self):
        """Totals of the pay of a month, or of the alphalist of a year.

        Without any pay nothing is provided, and the boxes can be typed.
        """
        if self.form_id.code == ANNUAL:
            return self._provide_year()
        pays = self._pays()
        pays._work_out()
        if not pays:
            return {}
        provided = {
            measure: self._month_total(pays, field)
            for measure, field in MONTH_MEASURES.items()
        }
        provided["untaxed"] = self._month_total(
            pays.filtered("is_untaxed"), "taxable_total", [("is_untaxed", "=", True)]
        )
        notes = sorted(set(filter(None, pays.mapped("other_exempt_note"))))
        if notes:
            amount, text, action = provided["other_exempt"]
            provided["other_exempt"] = amount, f"{text} {', '.join(notes)}.", action
        return provided

    def _month_total(self, pays, field, domain=()):
        total = sum((pay._decimal(field) for pay in pays), Decimal(0))
        counted = pays.filtered(field)
        text = self.env._(
            "Sum of “%(field)s” of %(pays)s pays of %(employees)s employees.",
            field=pays._fields[field].string,
            pays=len(counted),
            employees=len(counted.employee_id),
        )
        action = self._payroll_action(
            "ipai.bir.compensation",
            self.env._("Pay of %s", f"{self.date_to:%m/%Y}"),
            [*self._pays_domain(), (field, "!=", 0), *domain],
        )
        return total, text, action

    def _provide_year(self):
        years = self._employee_years()
        years.compensation_ids._work_out()
        years = self._employee_years()
        if not years:
            return {}
        provided = {
            measure: self._year_total(years, [field])
            for measure, field in YEAR_MEASURES.items()
        }
        closing = ["withheld_before_last", "withheld_last"]
        withheld, text, action = self._year_total(years, closing)
        refunded = provided["year_refunded"][0]
        provided["year_withheld"] = withheld - refunded, text, action
        wage_earners = years.filtered(lambda y: y.schedule == "D2")
        provided["employees"] = Decimal(len(years)), text, action
        provided["minimum_wage_earners"] = Decimal(len(wage_earners)), text, action
        return provided

    def _year_total(self, years, names):
        total = sum(
            (Decimal(f"{year[name]:.2f}") for year in years for name in names),
            Decimal(0),
        )
        text = self.env._("Sum of the alphalist of %s employees.", len(years))
        action = self._payroll_action(
            "ipai.bir.compensation.year",
            self.env._("Alphalist of %s", self.year),
            [("company_id", "=", self.company_id.id), ("year", "=", self.year)],
        )
        return total, text, action

    def _payroll_action(self, model, name, domain):
        """Opens the records behind a total, for those who may read them."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {
                "create": False,
                "allowed_company_ids": self._filed_companies().ids,
            },
        }

    def _provide_rows_payroll(self, part):
        """Schedule I: what pay of this month corrects, by the month it corrects."""
        found = defaultdict(Decimal)
        for adjustment in self._pays().adjustment_ids:
            month = fields.Date.start_of(adjustment.month, "month")
            found[month] += Decimal(f"{adjustment.amount:.2f}")
        return [
            self._adjustment_row(month, amount)
            for month, amount in sorted(found.items())
            if amount
        ]

    def _adjustment_row(self, month, amount):
        before = self._latest(
            self.form_id, self.company_id, month, fields.Date.end_of(month, "month")
        )
        paid = before.amount("25") + before.amount("26") if before else Decimal(0)
        return {
            "1": f"{month:%m/%Y}",
            "2": fields.Date.to_string(before.paid_on) or None,
            "3": before.payment_bank or None,
            "4": before.payment_reference or before.filing_reference or None,
            "5": str(paid),
            "6": str(paid + amount),
        }
