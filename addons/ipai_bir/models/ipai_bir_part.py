# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools import return_state


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
    active = fields.Boolean(
        default=True,
        help="Off when a later version of the data no longer has the part.",
    )
    box_ids = fields.One2many("ipai.bir.box", "part_id", string="Boxes")

    _sql_constraints = [
        (
            "code_unique",
            "UNIQUE(edition_id, code)",
            "An edition has each part once.",
        ),
    ]

    def _drop(self):
        """Delete the parts with what open returns say in them; archive those that
        reviewed or filed returns still say something in."""
        rows = self.env["ipai.bir.return.row"].sudo()
        said = rows.search([("part_id", "in", self.ids)])
        open_ones = said.filtered(lambda r: r.return_id.state in return_state.OPEN)
        archived = self.with_context(active_test=False).box_ids.part_id
        kept = (said - open_ones).part_id | archived
        kept.active = False
        open_ones.unlink()
        (self - kept).unlink()
