# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.period import Calendar


class IpaiBirVatClaimFind(models.TransientModel):
    """For which quarter overdue invoices are looked for."""

    _name = "ipai.bir.vat.claim.find"
    _description = "Find VAT claims on overdue invoices"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self._last()[0],
        help="Year in which the taxable year ends.",
    )
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        required=True,
        default=lambda self: str(self._last()[1]),
    )

    @api.model
    def _last(self):
        company = self.env.company.sudo()._ipai_filer()
        calendar = Calendar("quarterly", int(company.fiscalyear_last_month))
        return calendar.last_closed(fields.Date.context_today(self))

    def action_find(self):
        """Look for candidates and show the claims of the quarter."""
        self.ensure_one()
        claims = self.env["ipai.bir.vat.claim"]
        claims.find(self.company_id, self.year, self.quarter)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir.ipai_bir_vat_claim_action"
        )
        companies = self.company_id.sudo()._ipai_filer()._ipai_filed_companies()
        action["domain"] = [
            ("company_id", "in", companies.ids),
            ("year", "=", self.year),
            ("quarter", "=", self.quarter),
        ]
        return action
