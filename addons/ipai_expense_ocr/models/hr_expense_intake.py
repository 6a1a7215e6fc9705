# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from pathlib import PurePath

from odoo import api, fields, models

from .hr_expense import FAILED


class HrExpense(models.Model):
    """The ways a receipt comes in from a screen: button, drop, camera, attachment."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def ipai_create_from_attachments(self, attachment_ids):
        """Make one expense a file; its run begins with it when reading is automatic.

        :return: ids of the expenses, in the order of the files
        """
        self.create_expense_from_attachments(attachment_ids)
        return self.env["ir.attachment"].browse(attachment_ids).mapped("res_id")

    @api.model
    def create_expense_from_attachments(self, attachment_ids=None, view_type="list"):
        intake = self
        if not self.env.context.get("ipai_source"):
            intake = self.with_context(ipai_source="upload")
        result = super(HrExpense, intake).create_expense_from_attachments(
            attachment_ids, view_type
        )
        for attachment in self.env["ir.attachment"].browse(attachment_ids):
            intake.browse(attachment.res_id)._ipai_begin(attachment)
        return result

    def _ipai_begin(self, attachment):
        """Remember what no person typed, before the receipt is read."""
        self.ensure_one()
        self.name = PurePath(attachment.name).stem or attachment.name
        self.ipai_filled = {
            "name": self.name,
            "date": fields.Date.to_string(self.date),
            "product_id": self.product_id.id,
        }
        if not self.message_main_attachment_id:
            # A picture Odoo does not know (HEIC) or a damaged one is still the receipt.
            self._message_set_main_attachment_id(
                attachment, force=True, filter_xml=False
            )

    def _message_set_main_attachment_id(
        self, attachments, force=False, filter_xml=True
    ):
        """Every way in passes here: mail alias, "Attach Receipt", upload."""
        result = super()._message_set_main_attachment_id(
            attachments, force=force, filter_xml=filter_xml
        )
        for expense in self.filtered("message_main_attachment_id"):
            if expense.ipai_state in (False, FAILED) and expense._ipai_is_open():
                expense._ipai_receive()
        return result

    def _ipai_receive(self):
        """A receipt has come in: know its file again, and read it when the company
        has every receipt read as it arrives."""
        self.ensure_one()
        receipt = self.message_main_attachment_id
        self.with_context(ipai_reading=True).write(
            {
                "ipai_file_hash": hashlib.sha256(receipt.raw or b"").hexdigest(),
                "ipai_source": self.env.context.get("ipai_source") or "attached",
            }
        )
        read_already = self.env.context.get("ipai_is_read")
        if self.ipai_receipt_mode == "automatic" and not read_already:
            self._ipai_make_pending()
