# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pathlib import PurePath

from odoo import api, fields, models

# What a camera, a scanner or a shop's system makes; mail programs send HEIC as bytes.
RECEIPT_TYPES = ("image/", "application/pdf")
RECEIPT_ENDINGS = (".heic", ".heif", ".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
# A picture inside the text below this is a logo of a signature, not a photo.
SMALL_PICTURE = 30_000


class HrExpense(models.Model):
    """Receipts sent to the mail alias: one expense for each attached receipt."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Remember which values no person wrote into the subject."""
        intake = self.with_context(ipai_source="mail")
        expense = super(HrExpense, intake).message_new(msg_dict, custom_values)
        subject = msg_dict.get("subject") or ""
        chosen, _rest = self._parse_product(subject)
        expense.ipai_source = "mail"
        filled = {"date": fields.Date.to_string(expense.date)}
        code = (chosen.default_code or "").casefold()
        if not code or code not in subject.casefold():
            filled["product_id"] = expense.product_id.id
        if not subject.strip():
            filled["name"] = expense.name
        expense.ipai_filled = filled
        return expense

    def _message_post_after_hook(self, message, msg_values):
        """Part the receipts of a mail before the first becomes this expense's."""
        is_first = (
            message.message_type == "email"
            and self.ipai_source == "mail"
            and not self.message_main_attachment_id
        )
        if not is_first:
            return super()._message_post_after_hook(message, msg_values)
        receipts = self._ipai_receipts_of(message)
        mail = self.with_context(ipai_source="mail")
        if receipts:
            mail._message_set_main_attachment_id(
                receipts[0], force=True, filter_xml=False
            )
        result = super(HrExpense, mail)._message_post_after_hook(message, msg_values)
        for receipt in receipts[1:]:
            mail._ipai_make_sibling(receipt)
        return result

    def _ipai_receipts_of(self, message):
        """The attached receipts; pictures inside the text only when nothing else is
        attached, and then without logos."""
        receipts = message.attachment_ids.sudo().filtered(
            lambda file: (
                (file.mimetype or "").startswith(RECEIPT_TYPES)
                or PurePath(file.name).suffix.casefold() in RECEIPT_ENDINGS
            )
        )
        body = str(message.body or "")
        inside = receipts.filtered(lambda file: f"/web/image/{file.id}" in body)
        photos = inside.filtered(lambda file: file.file_size >= SMALL_PICTURE)
        return (receipts - inside or photos).sorted("id")

    def _ipai_make_sibling(self, receipt):
        """An expense of its own for a further receipt of the same mail."""
        company = self.company_id
        expenses = (
            self.env["hr.expense"]
            .sudo()
            .with_company(company)
            .with_context(
                default_employee_id=self.employee_id.id,
                default_company_id=company.id,
                ipai_source="mail",
            )
        )
        receipt.sudo().write({"res_model": "hr.expense", "res_id": 0})
        expenses.create_expense_from_attachments(receipt.ids)
