# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, release
from odoo.exceptions import AccessError, UserError


class IpaiSidecarService(models.AbstractModel):
    """The way back: the user the sidecar logs in with, and its key."""

    _name = "ipai.sidecar.service"
    _description = "User of the Sidecar"

    @api.model
    def issue_service_key(self, name):
        """Create an API key for the service user and return it, this once.

        A former key of the same name stops working. For administrators only.
        """
        user = self.env.user
        if not (self.env.su or user.has_group("ipai_base.group_administrator")):
            raise AccessError(
                self.env._("Only a Workbench administrator may issue service keys.")
            )
        service = self._service_user()
        keys = self.env["res.users.apikeys"].with_user(service).sudo()
        keys.search([("user_id", "=", service.id), ("name", "=", name)]).unlink()
        return keys._generate("rpc", name, None)

    @api.model
    def service_ping(self):
        """Tell the sidecar that its user, key and database are the right ones."""
        user = self.env.user
        if not user.has_group("ipai_base.group_service"):
            raise AccessError(
                self.env._(
                    "Only the Workbench service user may ask this; %(login)s is not.",
                    login=user.login,
                )
            )
        return {
            "ok": True,
            "login": user.login,
            "odoo_version": release.major_version,
            "database": self.env.cr.dbname,
        }

    def _service_user(self):
        user = self.env.ref("ipai_base.user_service", raise_if_not_found=False)
        if not user or not user.active:
            raise UserError(
                self.env._(
                    "The user ipai_service is missing or archived. Restore it, or "
                    "reinstall Workbench Base."
                )
            )
        return user.sudo()
