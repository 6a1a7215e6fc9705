# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ipai_quality_rule import WEBHOOK

WEB_ADDRESS = re.compile(r"https?://[^\s/]+/\S*")


class ResConfigSettings(models.TransientModel):
    """Which chat is told of data incidents. Its address can be replaced, never read."""

    _inherit = "res.config.settings"

    ipai_quality_webhook = fields.Char("Chat webhook")
    ipai_quality_webhook_is_set = fields.Boolean(
        compute="_compute_ipai_quality_webhook_is_set"
    )

    @api.depends("company_id")
    def _compute_ipai_quality_webhook_is_set(self):
        url = self.env["ir.config_parameter"].sudo().get_param(WEBHOOK)
        for settings in self:
            settings.ipai_quality_webhook_is_set = bool(url)

    @api.constrains("ipai_quality_webhook")
    def _check_ipai_quality_webhook(self):
        for url in self.filtered("ipai_quality_webhook").mapped("ipai_quality_webhook"):
            if not WEB_ADDRESS.fullmatch(url.strip()):
                raise ValidationError(
                    self.env._(
                        "The chat webhook is not a web address. Copy it from the "
                        "chat's page of incoming webhooks; it begins with https://."
                    )
                )

    def set_values(self):
        result = super().set_values()
        if self.ipai_quality_webhook:
            self.env["ir.config_parameter"].set_param(
                WEBHOOK, self.ipai_quality_webhook.strip()
            )
        return result

    def action_ipai_forget_quality_webhook(self):
        """Tell no chat any more."""
        self.env["ir.config_parameter"].set_param(WEBHOOK, False)
        return {"type": "ir.actions.client", "tag": "reload"}
