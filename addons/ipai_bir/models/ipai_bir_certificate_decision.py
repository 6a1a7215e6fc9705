# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError, UserError


class IpaiBirCertificateDecision(models.Model):
    """Who confirms and cancels certificates."""

    _inherit = "ipai.bir.certificate"

    def action_confirm(self):
        """A received certificate was compared with its paper."""
        self.check_access("write")
        for record in self:
            if record.direction != "received" or record.state != "draft":
                raise UserError(
                    self.env._("Only a received draft is confirmed: %s.", record.name)
                )
            if not record.line_ids:
                raise UserError(
                    self.env._("Type what %s says before you confirm it.", record.name)
                )
        self.sudo().write({"state": "confirmed"})
        return True

    def action_draft(self):
        """Back to typing: received certificates only."""
        self.check_access("write")
        for record in self:
            if record.direction != "received" or record.state != "confirmed":
                raise UserError(
                    self.env._("%s was issued: replace it instead.", record.name)
                )
        self.sudo().write({"state": "draft"})
        return True

    def action_cancel(self):
        """Take certificates out of use. They keep what they said (reviewers only)."""
        if not self.env.user.has_group("ipai_base.group_reviewer"):
            raise AccessError(
                self.env._("A finance reviewer cancels certificates: ask one.")
            )
        self.check_access("write")
        self.sudo().write({"state": "cancelled"})
        return True
