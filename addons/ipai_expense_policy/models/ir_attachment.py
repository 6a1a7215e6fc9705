# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# What every browser shows; other files are drawn by the sidecar, page by page.
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _ipai_thumbnail(self):
        """Address of a small picture of a receipt."""
        self.ensure_one()
        if self.mimetype in SHOWN:
            return f"/web/image/{self.id}/256x256"
        return f"/ipai/receipts/{self.id}/pages/1.jpg"
