# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiBirPart(models.Model):
    """One block of boxes of an edition, as the form prints it."""

    _name = "ipai.bir.part"
    _description = "Part of a BIR form"
    _order = "edition_id, sequence, id"

    edition_id = fields.Many2one("ipai.bir.edition", required=True, ondelete="cascade")
    sequence = fields.Integer(required=True)
    code = fields.Char(required=True)
    title = fields.Char()
    section = fields.Char(help="Heading under the title of the part.")
    layout = fields.Selection(
        selection=[
            ("header", "Items with text"),
            ("lines", "Lines with amounts"),
            ("schedule", "Table of rows"),
        ],
        required=True,
    )
    rows_from = fields.Char(
        help="Codes of the forms whose returns of the year are the rows, or "
        "provider:name."
    )
    head_a = fields.Char(string="Head of column A")
    head_b = fields.Char(string="Head of column B")
    box_ids = fields.One2many("ipai.bir.box", "part_id", string="Boxes")

    _sql_constraints = [
        (
            "code_unique",
            "UNIQUE(edition_id, code)",
            "An edition has each part once.",
        ),
    ]
