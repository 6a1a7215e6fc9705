# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta
from pathlib import PurePath

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# The browser that sent the files reads them; the scheduler takes over what it left.
BROWSER_TURN = timedelta(minutes=2)


class HrExpense(models.Model):
    """The ways a receipt comes in: button and drop, mail, attachment, sidecar."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def ipai_create_from_attachments(self, attachment_ids):
        """Make one expense a file; the caller then has them read with ipai_read().

        :return: ids of the expenses, in the order of the files
        """
        expenses = self.with_context(ipai_browser_reads=True)
        expenses.create_expense_from_attachments(attachment_ids)
        return self.env["ir.attachment"].browse(attachment_ids).mapped("res_id")

    @api.model
    def create_expense_from_attachments(self, attachment_ids=None, view_type="list"):
        result = super().create_expense_from_attachments(attachment_ids, view_type)
        for attachment in self.env["ir.attachment"].browse(attachment_ids):
            self.browse(attachment.res_id)._ipai_begin(attachment)
        return result

    def _ipai_begin(self, attachment):
        """Remember what no person typed, before the receipt is read."""
        self.ensure_one()
        self.name = PurePath(attachment.name).stem or attachment.name
        self.ipai_filled = {
            "name": self.name,
            "date": fields.Date.to_string(self.date),
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
        fresh = self.filtered(
            lambda expense: (
                expense.message_main_attachment_id
                and expense.ipai_state in (False, "failed")
                and expense.ipai_receipt_mode == "automatic"
                and expense.state in expense._ipai_open_states()
            )
        )
        browser_reads = self.env.context.get("ipai_browser_reads")
        fresh._ipai_make_pending(wait=BROWSER_TURN if browser_reads else timedelta())
        return result

    @api.model
    def ipai_receive_receipts(self, files, employee=None):
        """Make expenses of receipts that came to the sidecar by REST.

        :param files: [{name, content (base64), reading (ReceiptReading) or None,
            message: why there is no reading}]
        :param employee: login or work e-mail of who spent the money
        :return: [{id, status, message}] in the order of the files
        """
        if not (self.env.su or self.env.user.has_group("ipai_base.group_service")):
            raise AccessError(
                self.env._("Only the service user may hand over receipts for others.")
            )
        owner = self._ipai_find_employee(employee)
        company = owner.company_id
        return [
            self.sudo()
            .with_company(company)
            .with_context(default_employee_id=owner.id, default_company_id=company.id)
            ._ipai_receive_one(file)
            for file in files
        ]

    def _ipai_find_employee(self, employee):
        """The one employee with this login or work e-mail."""
        found = self.env["hr.employee"].sudo().browse()
        if employee:
            found = found.search(
                [
                    "|",
                    ("user_id.login", "=ilike", employee),
                    ("work_email", "=ilike", employee),
                ]
            )
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "%(count)s employees have the login or work e-mail “%(employee)s”. "
                    "Name exactly one.",
                    count=len(found),
                    employee=employee or "",
                )
            )
        return found

    def _ipai_receive_one(self, file):
        attachment = (
            self.env["ir.attachment"]
            .with_context(image_no_postprocess=True)
            .create(
                {
                    "name": file["name"],
                    "raw": base64.b64decode(file.get("content") or ""),
                    "res_model": "hr.expense",
                }
            )
        )
        self.create_expense_from_attachments(attachment.ids)
        expense = self.browse(attachment.res_id)
        if file.get("reading"):
            expense._ipai_fill(file["reading"])
        elif file.get("message"):
            expense._ipai_fail(file["message"])
        return {
            "id": expense.id,
            "status": expense.ipai_state or "pending",
            "message": expense.ipai_message or "",
        }
