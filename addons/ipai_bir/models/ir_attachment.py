# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """A file kept as proof may move to another storage, never change.

        The small picture of its first page, which 19.0 draws when it is shown, is no
        part of it.
        """
        proofs = self._ipai_proofs() if set(vals) - {"thumbnail"} else ()
        for proof in proofs:
            content = vals.get("raw")
            moved = isinstance(content, bytes) and set(vals) <= {"raw", "mimetype"}
            if not moved or hashlib.sha256(content).hexdigest() != proof.sha256:
                proof._refuse_change()
        return super().write(vals)

    def unlink(self):
        self._ipai_proofs()._refuse_change()
        return super().unlink()

    def _ipai_proofs(self):
        """The proofs of filed returns whose files are among these."""
        kept = self.sudo().filtered(
            lambda a: (a.res_model or "").startswith("ipai.bir.")
        )
        proofs = self.env["ipai.bir.proof"].sudo()
        return proofs.search([("attachment_id", "in", kept.ids)]) if kept else proofs
