# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, models
from odoo.exceptions import AccessError, UserError


class HrExpense(models.Model):
    """Receipts that come to the sidecar by REST, from n8n or another program."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

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
        receiver = (
            self.sudo()
            .with_company(company)
            .with_context(
                default_employee_id=owner.id,
                default_company_id=company.id,
                ipai_source="api",
            )
        )
        return [receiver._ipai_receive_one(file) for file in files]

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
        """The expense of one file. What was read is filled at once; the agent's run
        then finds it read and goes on to category, policy and approver."""
        reading, problem = file.get("reading"), file.get("message")
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
        intake = self.with_context(ipai_is_read=bool(reading or problem))
        intake.create_expense_from_attachments(attachment.ids)
        # The context was for the new record; a further receipt's is its own matter.
        expense = self.browse(attachment.res_id)
        expense = expense.with_context(default_employee_id=False, ipai_source=False)
        if expense.ipai_receipt_mode == "off":
            expense.ipai_message = self.env._(
                "Reading receipts is switched off for %s; enter the values by hand.",
                expense.company_id.name,
            )
        elif reading:
            expense._ipai_fill_read(reading)
        elif problem:
            expense._ipai_fail(problem)
        return {
            "id": expense.id,
            "status": expense.ipai_state or "unread",
            "message": expense.ipai_message or "",
        }

    def _ipai_fill_read(self, reading):
        """Fill from a reading that is there already, and begin the run that goes on
        from it."""
        self.ensure_one()
        system = self._ipai_as_system()
        system._ipai_fill(reading)
        system._ipai_begin_run(state=system.ipai_state)
        system.ipai_filled_run = system.ipai_run_id.uuid
