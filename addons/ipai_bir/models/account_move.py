# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    ipai_bir_return_id = fields.Many2one(
        "ipai.bir.return",
        string="BIR return",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The return whose settlement this entry proposes.",
    )
    ipai_bir_entry = fields.Selection(
        selection=[("closing", "Closing entry"), ("payment", "Payment")],
        string="Entry of a BIR return",
        readonly=True,
        copy=False,
    )

    def action_open_ipai_bir_return(self):
        """Open the return that this entry settles."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ipai.bir.return",
            "res_id": self.ipai_bir_return_id.id,
            "views": [(False, "form")],
        }
