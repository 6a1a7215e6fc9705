# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiBirSelfReview(models.TransientModel):
    """Why an administrator reviews a return they prepared themselves."""

    _name = "ipai.bir.self.review"
    _description = "Review of own work on a BIR return"

    return_id = fields.Many2one("ipai.bir.return", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_review(self):
        """Review the return; the reason stays with it."""
        self.ensure_one()
        self.return_id.action_review(reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
