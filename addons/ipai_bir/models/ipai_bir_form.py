# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirForm(models.Model):
    """One form of the Bureau of Internal Revenue, whatever its edition."""

    _name = "ipai.bir.form"
    _description = "BIR form"
    _order = "code"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    frequency = fields.Selection(
        selection=[("quarterly", "Quarterly")], required=True, default="quarterly"
    )
    edition_ids = fields.One2many("ipai.bir.edition", "form_id", string="Editions")
    active = fields.Boolean(default=True)

    _sql_constraints = [
        ("code_unique", "UNIQUE(code)", "A form with this code is there already."),
    ]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for form in self:
            form.display_name = f"{form.code} {form.name}" if form.code else form.name
