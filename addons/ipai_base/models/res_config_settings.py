# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ipai_sidecar import SECRET_LENGTH


class ResConfigSettings(models.TransientModel):
    """The Workbench page of the settings. The secret can be replaced, never read."""

    _inherit = "res.config.settings"

    ipai_sidecar_url = fields.Char(
        "Sidecar address", config_parameter="ipai_base.sidecar_url"
    )
    ipai_sidecar_secret = fields.Char("Shared secret")
    ipai_secret_is_set = fields.Boolean(compute="_compute_ipai_state")
    ipai_callback_url = fields.Char(
        "Callback address", config_parameter="ipai_base.callback_url"
    )
    ipai_call_retention_days = fields.Integer("Days calls are kept")
    ipai_web_base_url = fields.Char(compute="_compute_ipai_state")
    ipai_environment_url = fields.Char(compute="_compute_ipai_state")
    ipai_environment_secret = fields.Boolean(compute="_compute_ipai_state")

    @api.depends("company_id")
    def _compute_ipai_state(self):
        parameters = self.env["ir.config_parameter"].sudo()
        sidecar = self.env["ipai.sidecar"]
        for settings in self:
            settings.ipai_secret_is_set = bool(sidecar._setting("sidecar_secret"))
            settings.ipai_web_base_url = parameters.get_param("web.base.url")
            settings.ipai_environment_url = sidecar._environment_setting("sidecar_url")
            settings.ipai_environment_secret = bool(
                sidecar._environment_setting("sidecar_secret")
            )

    @api.constrains("ipai_sidecar_url", "ipai_callback_url")
    def _check_ipai_addresses(self):
        for settings in self:
            for url in (settings.ipai_sidecar_url, settings.ipai_callback_url):
                if url and not _is_web_address(url):
                    raise ValidationError(
                        self.env._(
                            "“%(url)s” is not an address the Workbench can use. Enter "
                            "one such as http://sidecar:8100, without user name or "
                            "query.",
                            url=url,
                        )
                    )

    @api.constrains("ipai_sidecar_secret")
    def _check_ipai_sidecar_secret(self):
        for secret in self.mapped("ipai_sidecar_secret"):
            if secret and len(secret.strip()) < SECRET_LENGTH:
                raise ValidationError(
                    self.env._(
                        "The shared secret needs at least %(length)s characters. Copy "
                        "it from the sidecar's IPAI_SIDECAR_SECRET.",
                        length=SECRET_LENGTH,
                    )
                )

    @api.constrains("ipai_call_retention_days")
    def _check_ipai_call_retention_days(self):
        if any(settings.ipai_call_retention_days < 0 for settings in self):
            raise ValidationError(
                self.env._("Enter how many days calls are kept; 0 keeps them for ever.")
            )

    @api.model
    def get_values(self):
        days = self.env["ipai.call"]._retention_days()
        return {**super().get_values(), "ipai_call_retention_days": days}

    def set_values(self):
        result = super().set_values()
        # config_parameter would delete a parameter of 0, and the default would return
        self.env["ir.config_parameter"].set_param(
            "ipai_base.call_retention_days", str(self.ipai_call_retention_days)
        )
        if self.ipai_sidecar_secret:
            self.env["ir.config_parameter"].set_param(
                "ipai_base.sidecar_secret", self.ipai_sidecar_secret.strip()
            )
        return result

    def action_ipai_check_connection(self):
        """Ask the sidecar with what is typed here, saved or not."""
        sidecar = self.env["ipai.sidecar"]
        saved = sidecar._connection()
        typed = saved._replace(
            url=self.ipai_environment_url or self.ipai_sidecar_url or "",
            secret=saved.secret
            if self.ipai_environment_secret or not self.ipai_sidecar_secret
            else self.ipai_sidecar_secret.strip(),
        )
        return self.env["ipai.sidecar.check"]._open(typed)


def _is_web_address(url):
    try:
        parts = urlsplit(url.strip())
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_valid
        and not (parts.username or parts.password or parts.query or parts.fragment)
    )
