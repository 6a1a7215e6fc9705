# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

# What every browser shows; other files are drawn by the sidecar, page by page.
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


class IrAttachment(models.Model):
    """Files; here, those that are receipts of expenses."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._ipai_expenses()._ipai_check_policies()
        return attachments

    def write(self, vals):
        if not {"res_id", "res_model"} & vals.keys():
            return super().write(vals)
        before = self._ipai_expenses()
        answer = super().write(vals)
        (before | self._ipai_expenses())._ipai_check_policies()
        return answer

    def unlink(self):
        expenses = self._ipai_expenses()
        answer = super().unlink()
        expenses._ipai_check_policies()
        return answer

    def _ipai_expenses(self):
        """The expenses that the files are attached to."""
        ids = [
            attachment.res_id
            for attachment in self.sudo()
            if attachment.res_model == "hr.expense" and not attachment.res_field
        ]
        return self.env["hr.expense"].browse(filter(None, ids)).exists()

    def _ipai_thumbnail(self):
        """Address of a small picture of a receipt."""
        self.ensure_one()
        if self.mimetype in SHOWN:
            return f"/web/image/{self.id}/256x256"
        return f"/ipai/receipts/{self.id}/pages/1.jpg"
