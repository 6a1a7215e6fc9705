# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..tools import compensation, component
from ..tools.compensation import Payment
from .ipai_bir_compensation import PAY, SHARES

OUTCOME = {
    "gross",
    "minimum_wage_pay",
    "premium_pay",
    "exempt_benefits",
    "exempt_de_minimis",
    "exempt_shares",
    "exempt_rest",
    "exempt_total",
    "taxable_regular",
    "taxable_supplementary",
    "taxable_total",
    "is_minimum_wage",
    "is_untaxed",
    "method",
    "should_be",
    "difference",
    "explanation",
    "warning",
    "items",
    "year_id",
}


class IpaiBirCompensationWork(models.Model):
    """How a pay is parted into exempt and taxable, and what should be withheld."""

    _inherit = "ipai.bir.compensation"

    year_id = fields.Many2one(
        "ipai.bir.compensation.year",
        string="Year",
        readonly=True,
        copy=False,
        index=True,
    )
    gross = fields.Monetary(string="Compensation", readonly=True, copy=False)
    minimum_wage_pay = fields.Monetary(string="Minimum wage", readonly=True, copy=False)
    premium_pay = fields.Monetary(
        string="Premium pay of minimum wage earners", readonly=True, copy=False
    )
    exempt_benefits = fields.Monetary(
        string="Exempt 13th month and benefits", readonly=True, copy=False
    )
    exempt_de_minimis = fields.Monetary(
        string="Exempt de minimis", readonly=True, copy=False
    )
    exempt_shares = fields.Monetary(string="Contributions", readonly=True, copy=False)
    exempt_rest = fields.Monetary(string="Other exempt", readonly=True, copy=False)
    exempt_total = fields.Monetary(string="Not taxable", readonly=True, copy=False)
    taxable_regular = fields.Monetary(readonly=True, copy=False)
    taxable_supplementary = fields.Monetary(readonly=True, copy=False)
    taxable_total = fields.Monetary(string="Taxable", readonly=True, copy=False)
    is_minimum_wage = fields.Boolean(
        string="Minimum wage earner", readonly=True, copy=False
    )
    is_untaxed = fields.Boolean(
        string="Within the bracket without tax",
        readonly=True,
        copy=False,
        help="Taxable compensation counted in item 23 of Form 1601-C.",
    )
    method = fields.Selection(
        selection=[
            ("regular", "Regular"),
            ("cumulative", "Cumulative average"),
            ("annualised", "Annualized"),
        ],
        readonly=True,
        copy=False,
    )
    should_be = fields.Monetary(
        string="Tax that should be withheld", readonly=True, copy=False
    )
    difference = fields.Monetary(
        readonly=True, copy=False, help="Withheld less what should have been withheld."
    )
    explanation = fields.Text(readonly=True, copy=False)
    warning = fields.Text(readonly=True, copy=False)
    items = fields.Json(readonly=True, copy=False, help="Amounts by item of Form 2316.")

    def _outcome_fields(self):
        return OUTCOME

    def _siblings(self):
        """All pay of the same employees in the same years."""
        years = {record.paid_on.year for record in self if record.paid_on}
        if not years:
            return self
        return self.sudo().search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("paid_on", ">=", f"{min(years)}-01-01"),
                ("paid_on", "<=", f"{max(years)}-12-31"),
            ]
        )

    def _work_out(self):
        """Work out every year of an employee that a pay of `self` lies in."""
        if not self:
            return
        groups = defaultdict(self.sudo().browse)
        wanted = {record._year_key() for record in self.sudo()}
        for record in self._siblings():
            groups[record._year_key()] |= record
        for key in wanted:
            groups[key]._work_out_year(*key)

    def _year_key(self):
        return self.employee_id, self.company_id._ipai_filer(), self.paid_on.year

    def _work_out_year(self, employee, filer, year):
        """Walk the pay of one employee, taxpayer and year in the order it was paid."""
        ordered = self.sorted(lambda r: (r.paid_on, r.date_to, r.id))
        employers = employee.ipai_previous_employer_ids.filtered(
            lambda e: e.year == year
        )
        outcomes = compensation.year(
            [record._payment() for record in ordered], employers._before()
        )
        summary = (
            self.env["ipai.bir.compensation.year"].sudo()._of(employee, filer, year)
        )
        for record, outcome in zip(ordered, outcomes, strict=True):
            values = {**record._outcome_values(outcome), "year_id": summary.id}
            changed = record._changed(values)
            if changed:
                record.sudo().write(changed)
        summary._take(ordered)

    def _changed(self, values):
        """Only what differs: a year of pay is worked out with every change in it."""
        return {
            name: value
            for name, value in values.items()
            if self._fields[name].convert_to_cache(value, self)
            != self._fields[name].convert_to_cache(self[name], self)
        }

    def _payment(self):
        """This pay for the pure walk of the year."""
        earner = self.env["ipai.bir.wage.earner"]._at(self.employee_id, self.date_to)
        wage = earner.daily or self.env["ipai.bir.minimum.wage"].sudo()._daily(
            self.company_id, self.employee_id.sudo().ipai_region, self.paid_on
        )
        return Payment(
            paid_on=self.paid_on,
            frequency=self.frequency,
            amounts={name: self._decimal(name) for name in PAY},
            benefits=tuple(benefit._benefit() for benefit in self.benefit_ids),
            shares=sum((self._decimal(name) for name in SHARES), Decimal(0)),
            withheld=self._decimal("tax_withheld"),
            corrected=self._corrected(),
            is_minimum_wage=bool(earner),
            is_last=self.is_last,
            minimum_wage=Decimal(str(wage)) if wage else None,
        )

    def _corrected(self):
        """Tax of earlier months of the same year that this pay corrects."""
        return sum(
            (
                Decimal(f"{a.amount:.2f}")
                for a in self.adjustment_ids
                if a.month.year == self.paid_on.year
            ),
            Decimal(0),
        )

    def _decimal(self, name):
        return Decimal(f"{self[name]:.2f}")

    def _outcome_values(self, outcome):
        items = outcome.items
        premium = sum((items[i] for i in component.PREMIUMS), Decimal(0))
        withheld = self._decimal("tax_withheld")
        earner = self.env["ipai.bir.wage.earner"]._at(self.employee_id, self.date_to)
        return {
            "gross": float(outcome.gross),
            "minimum_wage_pay": float(items[component.EXEMPT_BASIC]),
            "premium_pay": float(premium),
            "exempt_benefits": float(items[component.BENEFITS]),
            "exempt_de_minimis": float(items[component.DE_MINIMIS]),
            "exempt_shares": float(items[component.SHARES]),
            "exempt_rest": float(items[component.OTHER_EXEMPT]),
            "exempt_total": float(outcome.exempt),
            "taxable_regular": float(outcome.regular),
            "taxable_supplementary": float(outcome.supplementary),
            "taxable_total": float(outcome.taxable),
            "is_minimum_wage": bool(earner),
            "is_untaxed": outcome.is_untaxed,
            "method": outcome.method,
            "should_be": float(outcome.should_be),
            "difference": float(withheld - outcome.should_be),
            "explanation": "\n".join(outcome.words),
            "warning": "\n".join(self._warnings(outcome, earner)) or False,
            "items": {item: str(amount) for item, amount in items.items()},
        }

    def _warnings(self, outcome, earner):
        """What a person should look at, one sentence each."""
        yield from (text for _code, text in outcome.warnings)
        difference = self._decimal("tax_withheld") - outcome.should_be
        if difference:
            yield self.env._(
                "%(amount)s %(what)s than should be withheld.",
                amount=f"{abs(difference):,.2f}",
                what=self.env._("more") if difference > 0 else self.env._("less"),
            )
        top = self._wage_of_period(earner)
        if earner and self._decimal("basic") > top:
            yield self.env._(
                "The basic salary is above the minimum wage of the period, "
                "%(wage)s: is this still a minimum wage earner?",
                wage=f"{top:,.2f}",
            )
        if not self.employee_id.sudo().ipai_tin:
            yield self.env._("The employee has no TIN.")
        meal = self.benefit_ids.filtered(lambda b: b.kind == "meal")
        if meal and self._payment().minimum_wage is None:
            yield self.env._(
                "No minimum wage is known for the region, so the meal allowance counts "
                "as above its ceiling: enter it under Configuration."
            )

    def _wage_of_period(self, earner):
        """Minimum wage of one pay period; of the days themselves when paid by day."""
        a_year = Decimal(f"{earner.monthly:.2f}") * 12
        if self.frequency == "daily":
            days = (self.date_to - self.date_from).days + 1
            return Decimal(f"{earner.daily:.2f}") * days
        periods = {"weekly": 52, "semi_monthly": 24, "monthly": 12}[self.frequency]
        return (a_year / periods).quantize(Decimal("0.01"))
