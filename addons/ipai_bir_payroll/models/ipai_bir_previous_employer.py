# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ipai_bir.tools import tin as tin_text

from ..tools.compensation import Before

EXEMPT = (
    *("exempt_basic", "holiday", "overtime", "night_differential", "hazard"),
    *("exempt_benefits", "de_minimis", "shares", "exempt_other"),
)
TAXABLE = ("taxable_basic", "taxable_benefits", "taxable_other")


class IpaiBirPreviousEmployer(models.Model):
    """What one earlier employer of a year certified on Form 2316."""

    _name = "ipai.bir.previous.employer"
    _inherit = "ipai.bir.employee.part"
    _description = "Previous employer of the year"
    _order = "year desc, employee_id, date_from, id"

    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year
    )
    name = fields.Char(string="Employer", required=True)
    tin = fields.Char(string="TIN")
    address = fields.Char()
    zip = fields.Char(string="ZIP code")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    months = fields.Float(
        string="Months worked",
        digits=(4, 2),
        required=True,
        help="Only months actually worked count in the cumulative average; time "
        "between the two employments does not (RR 11-2018).",
    )
    exempt_basic = fields.Monetary(string="29 Exempt basic salary or minimum wage")
    holiday = fields.Monetary(string="30 Holiday pay (minimum wage earner)")
    overtime = fields.Monetary(string="31 Overtime pay (minimum wage earner)")
    night_differential = fields.Monetary(string="32 Night shift differential")
    hazard = fields.Monetary(string="33 Hazard pay (minimum wage earner)")
    exempt_benefits = fields.Monetary(string="34 13th month pay and other benefits")
    de_minimis = fields.Monetary(string="35 De minimis benefits")
    shares = fields.Monetary(string="36 Contributions and union dues")
    exempt_other = fields.Monetary(string="37 Other non-taxable pay")
    exempt_total = fields.Monetary(
        string="38 Non-taxable", compute="_compute_totals", store=True
    )
    taxable_basic = fields.Monetary(string="39 Taxable basic salary")
    taxable_benefits = fields.Monetary(string="48 Taxable 13th month and benefits")
    taxable_other = fields.Monetary(string="Other taxable pay")
    taxable_total = fields.Monetary(
        string="52 Taxable", compute="_compute_totals", store=True
    )
    gross = fields.Monetary(
        string="19 Gross compensation", compute="_compute_totals", store=True
    )
    withheld = fields.Monetary(string="26 Tax withheld")

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_from <= date_to)",
            "The employment ends after it begins.",
        ),
        (
            "months_of_a_year",
            "CHECK(months > 0 AND months <= 12)",
            "Write the months worked: more than 0 and at most 12.",
        ),
    ]

    @api.depends(*EXEMPT, *TAXABLE)
    def _compute_totals(self):
        for record in self:
            record.exempt_total = sum(record[name] for name in EXEMPT)
            record.taxable_total = sum(record[name] for name in TAXABLE)
            record.gross = record.exempt_total + record.taxable_total

    @api.constrains("tin")
    def _check_tin(self):
        for record in self:
            if record.tin and not tin_text.parse(record.tin):
                raise ValidationError(
                    self.env._(
                        "“%s” is no TIN: write nine digits and the branch code, for "
                        "example 123-456-789-00000.",
                        record.tin,
                    )
                )

    @api.constrains("year", "date_from", "date_to")
    def _check_year(self):
        for record in self:
            if {record.date_from.year, record.date_to.year} != {record.year}:
                raise ValidationError(
                    self.env._(
                        "Write only the part of the employment that lies in %s.",
                        record.year,
                    )
                )

    @api.constrains(*EXEMPT, *TAXABLE, "withheld")
    def _check_amounts(self):
        for record in self:
            if any(record[name] < 0 for name in (*EXEMPT, *TAXABLE, "withheld")):
                raise ValidationError(
                    self.env._("The amounts of %s are not below zero.", record.name)
                )

    def _before(self):
        """These employers together, as the withholding methods look back at them."""

        def total(name):
            return sum((Decimal(f"{r[name]:.2f}") for r in self), Decimal(0))

        return Before(
            taxable=total("taxable_total"),
            withheld=total("withheld"),
            benefits=total("exempt_benefits"),
            months=total("months"),
        )
