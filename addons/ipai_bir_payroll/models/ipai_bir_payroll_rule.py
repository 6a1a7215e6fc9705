# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools import payslip


class IpaiBirPayrollRule(models.Model):
    """What one salary rule of a payroll module pays, as the BIR's forms see it."""

    _name = "ipai.bir.payroll.rule"
    _description = "Salary rule as a component of pay"
    _order = "code, company_id, id"
    _rec_name = "code"

    code = fields.Char(
        required=True, help="Code of the salary rule, for example BASIC."
    )
    target = fields.Selection(
        selection=lambda self: payslip.targets(), string="Pays", required=True
    )
    is_negative = fields.Boolean(
        string="Negative on the payslip",
        compute="_compute_is_negative",
        store=True,
        readonly=False,
        precompute=True,
        help="Deductions usually are: the amount counts with the other sign.",
    )
    company_id = fields.Many2one("res.company", help="Empty for every company.")

    _sql_constraints = [
        (
            "once",
            "UNIQUE(code, company_id)",
            "This salary rule has a meaning already.",
        ),
    ]

    @api.depends("target")
    def _compute_is_negative(self):
        for rule in self:
            rule.is_negative = rule.target in payslip.SHARES | {"tax_withheld"}

    @api.model
    def _meanings(self, company):
        """{code: Meaning}; what a company says wins over what holds for all."""
        rules = self.search([("company_id", "in", [company.id, False])])
        return {
            rule.code: payslip.Meaning(rule.target, rule.is_negative)
            for rule in rules.sorted(lambda r: bool(r.company_id))
        }
