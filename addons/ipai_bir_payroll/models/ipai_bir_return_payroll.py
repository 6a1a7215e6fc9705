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
CLOSING = ("withheld_before_last", "withheld_last")


def _not_zero(field):
    """Domain of what has an amount: 19.0 takes nothing at all for not zero."""
    return ["|", (field, ">", 0), (field, "<", 0)]


class IpaiBirReturnPayroll(models.Model):
    """How pay gets into the boxes of Forms 1601-C and 1604-C: as totals only."""

    _inherit = "ipai.bir.return"

    def _is_of_payroll(self):
        return self.form_id.tax_type == "withholding_compensation"

    def _refuse_unclassified(self):
        """Returns of payroll read no taxes of the books."""
        if not self._is_of_payroll():
            return super()._refuse_unclassified()

    def _pays(self, *domain):
        """Pay of the period of this return, by the day it was paid."""
        pays = self.env["ipai.bir.compensation"].sudo()
        return pays.search([*self._pays_domain(), *domain])

    def _pays_domain(self):
        return [
            ("company_id", "in", self._filed_companies().ids),
            ("paid_on", ">=", fields.Date.to_string(self.date_from)),
            ("paid_on", "<=", fields.Date.to_string(self.date_to)),
        ]

    def _employee_years(self):
        """The lines of the alphalist of the year of this return."""
        return (
            self.env["ipai.bir.compensation.year"].sudo().search(self._years_domain())
        )

    def _years_domain(self):
        return [("company_id", "=", self.company_id.id), ("year", "=", self.year)]

    def _provide_payroll(self):
        """Totals of the pay of a month, or of the alphalist of a year.

        Without any pay nothing is provided, and the boxes can be typed.
        """
        self._work_out_stale()
        if self.form_id.code == ANNUAL:
            return self._provide_year()
        if not self._has_pay():
            return {}
        provided = {
            measure: self._month_total(field)
            for measure, field in MONTH_MEASURES.items()
        }
        provided["untaxed"] = self._month_total(
            "taxable_total", [("is_untaxed", "=", True)]
        )
        pays = self.env["ipai.bir.compensation"].sudo()
        notes = pays._read_group(
            [*self._pays_domain(), *_not_zero("other_exempt")], ["other_exempt_note"]
        )
        if notes:
            said = ", ".join(sorted(note for (note,) in notes if note))
            amount, text, action = provided["other_exempt"]
            provided["other_exempt"] = amount, f"{text} {said}.", action
        return provided

    def _has_pay(self):
        return bool(
            self.env["ipai.bir.compensation"]
            .sudo()
            .search(self._pays_domain(), limit=1)
        )

    def _work_out_stale(self):
        """Pay is worked out when it changes; an import may leave that for later."""
        self.env["ipai.bir.compensation"].sudo().search(
            [
                ("is_stale", "=", True),
                ("company_id", "in", self._filed_companies().ids),
            ]
        )._work_out()

    def _month_total(self, field, domain=()):
        pays = self.env["ipai.bir.compensation"].sudo()
        domain = [*self._pays_domain(), *_not_zero(field), *domain]
        measures = [f"{field}:sum", "__count", "employee_id:count_distinct"]
        [(total, count, employees)] = pays._read_group(domain, [], measures)
        text = self.env._(
            "Sum of “%(field)s” of %(pays)s pays of %(employees)s employees.",
            field=pays._fields[field].string,
            pays=count,
            employees=employees,
        )
        month = self.env._("Pay of %s", f"{self.date_to:%m/%Y}")
        action = self._payroll_action(pays._name, month, domain)
        return Decimal(f"{total or 0:.2f}"), text, action

    def _provide_year(self):
        years = self.env["ipai.bir.compensation.year"].sudo()
        domain = self._years_domain()
        names = [*YEAR_MEASURES.values(), *CLOSING]
        count, *sums = years._read_group(
            domain, [], ["__count", *(f"{name}:sum" for name in names)]
        )[0]
        if not count:
            return {}
        total = {
            name: Decimal(f"{amount or 0:.2f}")
            for name, amount in zip(names, sums, strict=True)
        }
        text = self.env._("Sum of the alphalist. Employees: %s.", count)
        title = self.env._("Alphalist of %s", self.year)
        action = self._payroll_action(years._name, title, domain)
        amounts = {measure: total[name] for measure, name in YEAR_MEASURES.items()}
        amounts["year_withheld"] = (
            sum((total[name] for name in CLOSING), Decimal(0)) - total["refunded"]
        )
        amounts["employees"] = Decimal(count)
        amounts["minimum_wage_earners"] = Decimal(
            years.search_count([*domain, ("schedule", "=", "D2")])
        )
        return {name: (amount, text, action) for name, amount in amounts.items()}

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
        adjustments = self.env["ipai.bir.compensation.adjustment"].sudo()
        domain = [(f"compensation_id.{n}", o, v) for n, o, v in self._pays_domain()]
        for adjustment in adjustments.search(domain):
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
