# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiTravelLine(models.AbstractModel):
    """A part of a trip's plan; it changes only as long as the trip may change."""

    _name = "ipai.travel.line"
    _description = "Part of a Trip"

    travel_id = fields.Many2one(
        "ipai.travel.request", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="travel_id.company_id", store=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.travel_id._check_editable()
        return lines

    def write(self, vals):
        self.travel_id._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_while_editable(self):
        self.travel_id._check_editable()
