# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMove(models.Model):
    """A journal entry; here, one that pays a card statement."""

    _inherit = "account.move"

    ipai_card_statement_id = fields.Many2one(
        "ipai.card.statement",
        string="Card Statement",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
