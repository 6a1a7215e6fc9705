# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMoveLine(models.Model):
    """A journal item; here, one of the ledger of a cash advance."""

    _inherit = "account.move.line"

    ipai_advance_id = fields.Many2one(
        "ipai.expense.advance",
        string="Cash Advance",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
