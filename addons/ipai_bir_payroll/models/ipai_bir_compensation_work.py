# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
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
    "is_stale",
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
    taxable_regular = fields.Monetary(
        string="Taxable regular", readonly=True, copy=False
    )
    taxable_supplementary = fields.Monetary(
        string="Taxable supplementary", readonly=True, copy=False
    )
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

    is_stale = fields.Boolean(
        readonly=True,
        copy=False,
        index=True,
        help="The pay changed and was not worked out yet.",
    )

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
        filers = {c: c._ipai_filer() for c in self.sudo().company_id}

        def key(record):
            filer = filers.get(record.company_id) or record.company_id._ipai_filer()
            return record.employee_id, filer, record.paid_on.year

        since = {}
        for record in self.sudo():
            found = key(record)
            since[found] = min(record.paid_on, since.get(found, record.paid_on))
        groups = {
            found: pays
            for found, pays in self._siblings().grouped(key).items()
            if found in since
        }
        years = self.env["ipai.bir.compensation.year"].sudo()._of(groups)
        for found, pays in groups.items():
            pays._work_out_year(found[0], years[found], since[found])

    def _work_out_year(self, employee, summary, since):
        """Walk the pay of one employee, taxpayer and year in the order it was paid.

        :param since: day of the first pay that changed; those before stay as they are
        """
        ordered = self.sorted(lambda r: (r.paid_on, r.date_to, r.id))
        employers = employee.ipai_previous_employer_ids.filtered(
            lambda e: e.year == summary.year
        )
        outcomes = compensation.year(
            [record._payment() for record in ordered], employers._before()
        )
        for record, outcome in zip(ordered, outcomes, strict=True):
            if record.paid_on >= since or record.is_stale or not record.year_id:
                values = record._outcome_values(outcome)
                values.update(year_id=summary.id, is_stale=False)
                record._write_changed(values)
        summary._take(ordered, outcomes)

    def _write_changed(self, values):
        """Write only what differs; the first time all, so that zero is no NULL."""
        there = {name: self[name] for name in values}
        there["year_id"] = self.year_id.id
        changed = {
            name: value
            for name, value in values.items()
            if not self.year_id or (value or False) != (there[name] or False)
        }
        if changed:
            self.sudo().write(changed)

    def _payment(self):
        """This pay for the pure walk of the year."""
        earner = self.env["ipai.bir.wage.earner"]._at(self.employee_id, self.date_to)
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
            minimum_wage=self._minimum_wage(earner),
        )

    def _minimum_wage(self, earner):
        """Minimum wage a day, when the pay has a benefit whose ceiling asks for it."""
        if "meal" not in self.benefit_ids.mapped("kind"):
            return None
        if earner:
            return Decimal(f"{earner.daily:.2f}")
        return (
            self.env["ipai.bir.minimum.wage"]
            .sudo()
            ._daily(self.company_id, self.employee_id.sudo().ipai_region, self.paid_on)
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
        meal = "meal" in self.benefit_ids.mapped("kind")
        if meal and self._minimum_wage(earner) is None:
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
