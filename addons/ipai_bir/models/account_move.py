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

    def _post(self, soft=True):
        posted = super()._post(soft)
        for record, moves in posted._ipai_filed_returns():
            record._note_drift(moves, "posted")
        return posted

    def button_draft(self):
        counted = self._ipai_filed_returns()
        result = super().button_draft()
        for record, moves in counted:
            record._note_drift(moves, "reset")
        return result

    def unlink(self):
        for record, moves in self._ipai_filed_returns():
            record._note_drift(moves, "deleted")
        return super().unlink()

    def _ipai_filed_returns(self):
        """[(filed return, its entries among these)]; one query while none is filed."""
        posted = self.filtered(lambda move: move.state == "posted" and move.date)
        if not posted:
            return []
        days = posted.mapped("date")
        returns = self.env["ipai.bir.return"]._filed_over(
            posted.company_id, min(days), max(days)
        )
        counted = [(record, record._counted_among(posted)) for record in returns]
        return [(record, moves) for record, moves in counted if moves]
