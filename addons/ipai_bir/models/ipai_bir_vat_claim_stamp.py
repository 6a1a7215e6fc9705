# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from io import BytesIO

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..tools import claim_stamp

STAMP = "Claimed Output VAT Credit"


class IpaiBirVatClaimStamp(models.Model):
    """The marked copy of the invoice that the buyer needs (RMC 65-2024)."""

    _inherit = "ipai.bir.vat.claim"

    stamped_id = fields.Many2one(
        "ir.attachment", string="Marked invoice", readonly=True, copy=False
    )

    def action_stamp(self):
        """Mark the invoice's PDF “Claimed Output VAT Credit”, keep it and download it.

        :raises UserError: when the invoice has no PDF yet
        """
        self.ensure_one()
        self.check_access("write")
        if self.kind != "uncollected" or self.state != "confirmed":
            raise UserError(
                self.env._("Only the invoice of a confirmed sale is marked.")
            )
        claim = self.sudo()
        claim.stamped_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{STAMP} {self.move_id.name}.pdf".replace("/", "-"),
                    "raw": claim._stamped(claim._invoice_pdf()),
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{claim.stamped_id.id}?download=true",
            "target": "self",
        }

    def _invoice_pdf(self):
        """The PDF sent to the customer, or the newest one attached to the invoice."""
        move = self.move_id
        attachment = move.invoice_pdf_report_id or self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", move.id),
                ("mimetype", "=", "application/pdf"),
            ],
            order="id desc",
            limit=1,
        )
        if not attachment.raw:
            raise UserError(
                self.env._(
                    "Invoice %s has no PDF yet: print it or attach it, then mark it.",
                    move.name,
                )
            )
        return attachment.raw

    def _stamped(self, content):
        reader = PdfFileReader(BytesIO(content), strict=False)
        writer = PdfFileWriter()
        for number in range(reader.getNumPages()):
            writer.addPage(reader.getPage(number))
            page = writer.getPage(number)
            box = page.mediaBox
            size = float(abs(box.getWidth())), float(abs(box.getHeight()))
            mark = claim_stamp.draw(size, STAMP, self._stamp_detail())
            page.mergePage(PdfFileReader(BytesIO(mark), strict=False).getPage(0))
        buffer = BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    def _stamp_detail(self):
        return (
            f"{self.company_id.name}: {self.currency_id.name} "
            f"{self._decimal('amount'):,.2f}, 2550Q Q{self.quarter} {self.year}"
        )
