# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiBirCompensationImportLine(models.TransientModel):
    """What one row of a file will do, or one problem that keeps all from being done."""

    _name = "ipai.bir.compensation.import.line"
    _description = "Row of an import of pay"
    _order = "import_id, number, id"

    import_id = fields.Many2one(
        "ipai.bir.compensation.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Row")
    kind = fields.Selection(
        selection=[
            ("problem", "Problem"),
            ("new", "New"),
            ("changed", "Changed"),
            ("same", "Unchanged"),
        ],
        required=True,
    )
    column = fields.Char()
    value = fields.Char()
    employee_name = fields.Char(string="Employee")
    period = fields.Char()
    text = fields.Char(string="What happens")
