# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.ipai_bir_return_lifecycle import CHANNELS


class IpaiBirFiling(models.TransientModel):
    """What a person says about the filing of one return."""

    _name = "ipai.bir.filing"
    _description = "Filing of a BIR return"

    return_id = fields.Many2one("ipai.bir.return", required=True, ondelete="cascade")
    channel = fields.Selection(CHANNELS, required=True, default="ebirforms")
    reference = fields.Char(
        required=True, help="Number the BIR's channel gave for this filing."
    )
    filed_on = fields.Date("Filed on", required=True, default=fields.Date.context_today)
    confirmation = fields.Binary(
        attachment=False, help="The BIR's answer: confirmation page, mail or stamp."
    )
    confirmation_name = fields.Char()

    def action_file(self):
        """Write the filing down; the return never changes after it."""
        self.ensure_one()
        confirmation = None
        if self.confirmation:
            confirmation = {
                "name": self.confirmation_name or self.env._("Confirmation"),
                "content": self.confirmation,
            }
        self.return_id.file(
            self.reference,
            filed_on=self.filed_on,
            channel=self.channel,
            confirmation=confirmation,
        )
        return {"type": "ir.actions.act_window_close"}
