# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirRdo(models.Model):
    """One Revenue District Office of the Bureau of Internal Revenue."""

    _name = "ipai.bir.rdo"
    _description = "Revenue District Office"
    _order = "code"
    _rec_name = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, help="As printed on forms, for example 050.")
    name = fields.Char(help="Where the office is; empty when no source names it.")
    active = fields.Boolean(default=True)

    _sql_constraints = [
        ("code_unique", "UNIQUE(code)", "An RDO with this code is there already."),
    ]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for office in self:
            office.display_name = " ".join(filter(None, (office.code, office.name)))
