# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools import due_date


class IpaiBirObligationFiling(models.TransientModel):
    """What a person says about one filing that was done outside."""

    _name = "ipai.bir.obligation.filing"
    _description = "Record the filing of an obligation"

    obligation_id = fields.Many2one(
        "ipai.bir.obligation", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="obligation_id.currency_id")
    filed_on = fields.Date(
        string="Filed on", required=True, default=lambda self: due_date.today()
    )
    reference = fields.Char(
        required=True, help="Number the channel gave, or where the paper is kept."
    )
    amount = fields.Monetary(string="Amount paid", help="Zero when nothing was paid.")
    evidence = fields.Binary(attachment=False)
    evidence_name = fields.Char()

    def action_record(self):
        """Record it; the obligation is filed from here."""
        self.ensure_one()
        name = self.evidence_name or self.env._("Evidence")
        return self.obligation_id.record_filing(
            self.reference,
            self.filed_on,
            self.amount or None,
            (name, self.evidence) if self.evidence else None,
        )
