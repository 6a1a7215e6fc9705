# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models

from ..tools import alphalist, component


class IpaiBirCompensationYear(models.Model):
    """One employee's calendar year with one employer: a line of the alphalist.

    The same amounts make Form 2316. They are worked out from the pay of the year and
    the certificates of previous employers; only what a person has to say is typed.
    """

    _name = "ipai.bir.compensation.year"
    _description = "Compensation of an employee for a year"
    _order = "year desc, employee_id, id"

    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        help="The withholding agent: a head office with its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(required=True, readonly=True, aggregator=None)
    compensation_ids = fields.One2many(
        "ipai.bir.compensation", "year_id", string="Pay", readonly=True
    )
    previous_employer_ids = fields.Many2many(
        "ipai.bir.previous.employer", compute="_compute_previous_employer_ids"
    )
    schedule = fields.Selection(
        selection=[("D1", "Others"), ("D2", "Minimum wage earners")],
        string="Alphalist",
        readonly=True,
    )
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    gross = fields.Monetary(string="19 Gross", readonly=True)
    exempt_basic = fields.Monetary(string="29 Exempt basic", readonly=True)
    exempt_benefits = fields.Monetary(string="34 Exempt benefits", readonly=True)
    de_minimis = fields.Monetary(string="35 De minimis", readonly=True)
    shares = fields.Monetary(string="36 Contributions", readonly=True)
    exempt_total = fields.Monetary(string="38 Not taxable", readonly=True)
    taxable_basic = fields.Monetary(string="39 Taxable basic", readonly=True)
    taxable_benefits = fields.Monetary(string="48 Taxable benefits", readonly=True)
    taxable_total = fields.Monetary(string="21 Taxable", readonly=True)
    previous_taxable = fields.Monetary(string="22 Previous taxable", readonly=True)
    total_taxable = fields.Monetary(string="23 Total taxable", readonly=True)
    tax_due = fields.Monetary(string="24 Tax due", readonly=True)
    withheld_previous = fields.Monetary(string="25B Withheld before", readonly=True)
    withheld_before_last = fields.Monetary(
        string="Withheld until November",
        readonly=True,
        help="Or until the pay before the last one, of those who left.",
    )
    withheld_last = fields.Monetary(
        string="Withheld in December", readonly=True, help="Or in the last pay."
    )
    refunded = fields.Monetary(readonly=True, help="Refunded in the last pay.")
    withheld_total = fields.Monetary(string="26 Withheld", readonly=True)
    difference = fields.Monetary(
        readonly=True,
        help="Withheld, with the previous employer's, less the tax due. It settles in "
        "the last pay of the year or of the employment.",
    )
    pera_credit = fields.Monetary(string="27 PERA credit (5%)")
    items = fields.Json(readonly=True, help="Amounts by item of Form 2316.")
    is_substituted = fields.Boolean(
        string="Substituted filing",
        compute="_compute_is_substituted",
        store=True,
        readonly=False,
        help="The employee files no return of their own: one employer in the year, "
        "and the tax withheld is the tax due (RR 11-2018).",
    )
    is_given = fields.Boolean(string="2316 given to the employee", copy=False)

    _sql_constraints = [
        (
            "one_a_year",
            "UNIQUE(employee_id, company_id, year)",
            "An employee has each year with an employer once.",
        ),
    ]

    @api.depends("employee_id", "year")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.employee_id.name}, {record.year}"

    def _compute_previous_employer_ids(self):
        for record in self:
            record.previous_employer_ids = record._employers()

    @api.depends("difference", "withheld_previous", "previous_taxable", "date_to")
    def _compute_is_substituted(self):
        for record in self:
            stayed = record.date_to and record.date_to == record._last_day()
            record.is_substituted = bool(
                stayed and not record.difference and not record._employers()
            )

    def _last_day(self):
        return fields.Date.to_date(f"{self.year}-12-31")

    def _employers(self):
        return self.employee_id.sudo().ipai_previous_employer_ids.filtered(
            lambda e: e.year == self.year
        )

    @api.model
    def _of(self, keys):
        """{(employee, company, year): record}, made where it is not there."""
        keys = list(keys)
        known = {
            (year.employee_id, year.company_id, year.year): year
            for year in self.search(
                [
                    ("employee_id", "in", [employee.id for employee, _c, _y in keys]),
                    ("year", "in", list({year for _e, _c, year in keys})),
                ]
            )
        }
        missing = [key for key in keys if key not in known]
        made = self.create(
            [
                {"employee_id": employee.id, "company_id": company.id, "year": year}
                for employee, company, year in missing
            ]
        )
        return {**known, **dict(zip(missing, made, strict=True))}

    def _drop_empty(self):
        """A year without pay is no line of the alphalist."""
        self.exists().filtered(lambda year: not year.compensation_ids).unlink()

    def _take(self, pays, outcomes):
        """Sum up the pay of the year, in the order it was paid.

        :param outcomes: what the walk of the year says of each pay
        """
        self.ensure_one()
        employers = self._employers()
        year = alphalist.summary(
            [
                alphalist.Pay(
                    outcome.items,
                    pay._decimal("tax_withheld") + pay._corrected(),
                    pay.paid_on.month == 12 or pay.is_last,
                )
                for pay, outcome in zip(pays, outcomes, strict=True)
            ],
            employers._before(),
            fields.Date.to_date(f"{self.year}-12-31"),
        )
        employee = self.employee_id.sudo()
        first = fields.Date.to_date(f"{self.year}-01-01")
        last = self._last_day()
        hired, left = employee.ipai_hired_on, employee.ipai_separated_on
        values = {
            **{name: float(amount) for name, amount in year.amounts.items()},
            "items": {item: str(amount) for item, amount in year.items.items()},
            "schedule": "D2" if pays[-1].is_minimum_wage else "D1",
            "date_from": max(hired, first) if hired else first,
            "date_to": min(left, last) if left else last,
        }
        changed = {
            name: value
            for name, value in values.items()
            if not self.items or (value or False) != (self[name] or False)
        }
        if changed:
            self.write(changed)

    def _decimal(self, name):
        return Decimal(f"{self[name]:.2f}")

    def _item(self, item):
        return Decimal((self.items or {}).get(item) or "0")

    def _sum(self, items):
        return sum((self._item(item) for item in items), Decimal(0))

    def _exempt_other(self):
        return self._item(component.OTHER_EXEMPT)

    def action_open_pay(self):
        """The pay of the year."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "ipai.bir.compensation",
            "view_mode": "list,form,pivot",
            "domain": [("year_id", "=", self.id)],
        }
