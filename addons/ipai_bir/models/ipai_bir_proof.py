# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IpaiBirProof(models.Model):
    """One file that was kept when a return was filed, with its checksum.

    It is made by filing and by nothing else, and neither changed nor deleted: what the
    BIR asks years later is answered from it (NIRC Sec. 235: books are kept ten years).
    """

    _name = "ipai.bir.proof"
    _description = "Proof of a filed BIR return"
    _order = "return_id, id"

    return_id = fields.Many2one(
        "ipai.bir.return", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    kind = fields.Selection(
        selection=[
            ("sheet", "Boxes and rows"),
            ("lines", "Journal items counted"),
            ("pdf", "Working copy"),
            ("dat", "File for the BIR"),
            ("xlsx", "Workpaper"),
            ("confirmation", "Answer of the BIR"),
        ],
        required=True,
    )
    name = fields.Char(required=True)
    attachment_id = fields.Many2one(
        "ir.attachment", required=True, ondelete="restrict", index=True
    )
    sha256 = fields.Char(string="SHA-256", required=True)
    size = fields.Integer(string="Bytes", required=True)

    @api.model
    def _keep(self, record, kind, name, content, mimetype):
        """Keep a file of a return.

        :param content: bytes
        """
        res_model, res_id = self._place(record, kind)
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": res_model,
                "res_id": res_id,
            }
        )
        return self.create(
            {
                "return_id": record.id,
                "kind": kind,
                "name": name,
                "attachment_id": attachment.id,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
            }
        )

    @api.model
    def _place(self, record, kind):
        """(model, id) of the record whose readers may read a file that is kept."""
        return record._name, record.id

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    def _refuse_change(self):
        if self:
            raise UserError(
                self.env._(
                    "What was kept as proof of a filed return is neither changed nor "
                    "deleted."
                )
            )

    def unlink(self):
        uninstalling = self.env.su and self.env.context.get(MODULE_UNINSTALL_FLAG)
        if not uninstalling:
            self._refuse_change()
        attachments = self.attachment_id
        result = super().unlink()
        attachments.unlink()
        return result

    def _differs(self):
        """A sentence when the file is not what was kept, else None."""
        self.ensure_one()
        content = self.sudo().attachment_id.raw or b""
        if hashlib.sha256(content).hexdigest() == self.sha256:
            return None
        return self.env._(
            "“%(name)s” is not the file that was kept when %(record)s was filed: "
            "restore it from a backup.",
            name=self.name,
            record=self.return_id.name,
        )

    def verify(self):
        """Compute the checksums anew.

        :raises UserError: naming every file that is not what was kept
        """
        problems = list(filter(None, (proof._differs() for proof in self)))
        if problems:
            raise UserError("\n".join(problems))
        return True
