# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.period import Calendar


class IpaiBirCertificateCompare(models.TransientModel):
    """For which quarter certificates received are compared with the books."""

    _name = "ipai.bir.certificate.compare"
    _description = "Compare certificates received with the books"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
    )
    year = fields.Integer(required=True, default=lambda self: self._last()[0])
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        required=True,
        default=lambda self: str(self._last()[1]),
    )

    @api.model
    def _last(self):
        return Calendar("quarterly").last_closed(fields.Date.context_today(self))

    def action_compare(self):
        """Show who withheld what, and whose certificate is missing or different."""
        self.ensure_one()
        dates = Calendar("quarterly").dates(self.year, int(self.quarter))
        matches = self.env["ipai.bir.certificate.match"]
        return matches.open_quarter(self.company_id, *dates)
