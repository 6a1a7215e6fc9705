# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

MODELS = ("ipai.expense.advance", "ipai.travel.request")


class IpaiExpenseRefusal(models.TransientModel):
    """The reason why requests are refused; the employee is told."""

    _name = "ipai.expense.refusal"
    _description = "Refuse Requests"

    request_model = fields.Selection(
        [(model, model) for model in MODELS], required=True, readonly=True
    )
    request_ids = fields.Char(string="Requests", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse the requests with the reason."""
        self.ensure_one()
        if self.request_model not in MODELS:
            raise UserError(self.env._("Only requests can be refused."))
        ids = [int(one) for one in self.request_ids.split(",")]
        self.env[self.request_model].browse(ids)._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
