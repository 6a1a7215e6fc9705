# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
import csv
import gzip
import json
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile

from odoo import fields, models
from odoo.exceptions import UserError

LINE_COLUMNS = (
    *("box", "item", "entry_id", "entry", "date", "account", "partner", "taxes"),
    "balance",
)
_IN_MEMORY = 4 * 1024 * 1024


class IpaiBirReturnProof(models.Model):
    """What is kept of a return at the moment it is filed."""

    _inherit = "ipai.bir.return"

    proof_ids = fields.One2many(
        "ipai.bir.proof", "return_id", string="Proof", readonly=True
    )

    def _store_proof(self, confirmation=None):
        """Keep the boxes, the items they count, the working copy and every file.

        :param confirmation: {"name", "content" as base64} of the BIR's answer
        """
        proofs = self.env["ipai.bir.proof"]
        name = f"{self.name} {self.company_id.name}"
        files = [
            ("sheet", f"{name}.json", self._sheet_file(), "application/json"),
            ("lines", f"{name} items.csv.gz", self._lines_file(), "application/gzip"),
            ("pdf", f"{name}.pdf", self.render_pdf(), "application/pdf"),
            *self._files(),
        ]
        if confirmation:
            content = self._file_content(confirmation)
            files.append(
                (
                    "confirmation",
                    confirmation.get("name") or self.env._("Confirmation"),
                    content,
                    False,
                )
            )
        for kind, file_name, content, mimetype in files:
            proofs._keep(self, kind, file_name, content, mimetype)

    def _file_content(self, confirmation):
        try:
            content = base64.b64decode(
                confirmation.get("content") or b"", validate=True
            )
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._(
                    "The confirmation was not transferred whole: attach it again."
                )
            ) from error
        if not content:
            raise UserError(self.env._("The confirmation is empty: attach it again."))
        return content

    def _sheet_file(self):
        """The return and how it was filed, as JSON."""
        told = {
            "company": self.company_id.name,
            "date_from": str(self.date_from),
            "date_to": str(self.date_to),
            "amendment": self.amendment_number,
            "prepared_by": self.preparer_id.name,
            "reviewed_by": self.reviewer_id.name,
            "filed_by": self.filed_by_id.name,
            "filed_on": str(self.filed_on),
            "channel": self.filing_channel,
            "reference": self.filing_reference,
            "sheet": self._sheet(),
        }
        return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()

    def _lines_file(self):
        """Compressed CSV of the journal items behind each box, made piece by piece."""
        ledger = self.env["ipai.bir.ledger"]
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            # without a time of its own the same items make the same bytes
            with (
                gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed,
                TextIOWrapper(packed, encoding="utf-8", newline="") as text,
            ):
                writer = csv.writer(text)
                writer.writerow(LINE_COLUMNS)
                for box in self._book_boxes():
                    for item in ledger.items(self._book_domain(box)):
                        writer.writerow((box.code, *item))
            file.seek(0)
            return file.read()

    def action_verify_proof(self):
        """Compute the checksums of everything that was kept anew.

        :raises UserError: naming every file that is not what was kept
        """
        self.check_access("read")
        for record in self:
            record.proof_ids.verify()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Files that are what was kept at filing: %s.", len(self.proof_ids)
                ),
            },
        }
