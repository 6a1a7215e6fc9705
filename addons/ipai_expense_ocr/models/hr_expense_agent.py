# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hr_expense import READ, REVIEW

# Names a reader can be told; the most used come first.
MOST_VENDORS = 1000
MOST_ALIASES = 50


class HrExpense(models.Model):
    """What the expense agent of the sidecar asks and does; nobody else may.

    Each method may be called twice with the same arguments: the second call changes
    nothing and answers the same.
    """

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_notified_at = fields.Datetime(string="Employee Told On", copy=False)

    @api.model
    def ipai_agent_receipt(self, expense_id):
        """The file of an expense, and what helps reading it.

        :return: {name, content (base64), mimetype, locale, company_id, today, reading
            (of this very file, when it was read already), known_vendors: [{id, name,
            tin, aliases}]}
        """
        expense = self._ipai_agent_expense(expense_id)
        receipt = expense.message_main_attachment_id
        if not receipt:
            raise UserError(self.env._("Attach a receipt, then read it."))
        content = receipt.raw or b""
        return {
            "name": receipt.name,
            "content": base64.b64encode(content).decode("ascii"),
            "mimetype": receipt.mimetype,
            "locale": None,
            "company_id": expense.company_id.id,
            "today": fields.Date.to_string(fields.Date.context_today(expense)),
            "reading": expense._ipai_reading_of(content),
            "known_vendors": expense._ipai_known_vendors(),
        }

    def _ipai_reading_of(self, content):
        """The reading that came with the file, None when it is to be read (again)."""
        reading = self.ipai_reading or {}
        is_same = reading.get("file_hash") == hashlib.sha256(content).hexdigest()
        return reading if is_same and self.ipai_state in (READ, REVIEW) else None

    def _ipai_known_vendors(self):
        """The company's vendors, and names a person corrected a reading to; each with
        the readings that were corrected to it."""
        partners = self.env["res.partner"]
        domain = partners._check_company_domain(self.company_id)
        vendors = partners.search(
            [*domain, ("supplier_rank", ">", 0)],
            order="supplier_rank desc, id desc",
            limit=MOST_VENDORS,
        )
        known = {
            vendor.name: {
                "id": vendor.id,
                "name": vendor.name,
                "tin": vendor.vat or None,
                "aliases": [],
            }
            for vendor in reversed(vendors)
            if vendor.name
        }
        for row in self._ipai_corrected_vendors():
            right = row.partner_id.name or row.right_value
            tin = row.partner_id.vat or row.vendor_tin or None
            entry = known.setdefault(
                right,
                {
                    "id": row.partner_id.id or None,
                    "name": right,
                    "tin": tin,
                    "aliases": [],
                },
            )
            if row.vendor_name not in (*entry["aliases"], right, False):
                entry["aliases"].append(row.vendor_name)
        for entry in known.values():
            entry["aliases"] = entry["aliases"][:MOST_ALIASES]
        return list(known.values())

    def _ipai_corrected_vendors(self):
        """The latest corrections of vendors in the company."""
        return self.env["ipai.expense.correction"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("field", "in", ("vendor_id", "ipai_vendor_name")),
                ("right_value", "!=", False),
            ],
            limit=MOST_VENDORS,
        )

    @api.model
    def ipai_agent_fill(self, expense_id, run_uuid, reading):
        """Fill an expense from a ReceiptReading.

        :return: {state, low: names of the values to check, message, duplicates: ids}
        """
        expense = self._ipai_agent_expense(expense_id, run_uuid)
        if expense._ipai_is_open() and expense.ipai_filled_run != run_uuid:
            expense._ipai_fill(reading)
            expense.ipai_filled_run = run_uuid
        return expense._ipai_agent_result()

    @api.model
    def ipai_agent_fail(self, expense_id, run_uuid, sentence):
        """Write down why the file cannot be read; the expense and the file stay."""
        expense = self._ipai_agent_expense(expense_id, run_uuid)
        if expense._ipai_is_open() and expense.ipai_filled_run != run_uuid:
            expense._ipai_fail(sentence)
        return expense._ipai_agent_result()

    def _ipai_agent_result(self):
        low = self.ipai_low_confidence
        return {
            "state": self.ipai_state,
            "low": low.split(",") if low else [],
            "message": self.ipai_message or None,
            "duplicates": self.ipai_duplicate_ids.ids,
        }

    @api.model
    def ipai_agent_policy(self, expense_id, run_uuid):
        """Which rules an expense breaks, and what a person has to do before it goes on.

        :return: {breaches: [{rule, severity, text}], waits_for: a sentence or None}
        """
        expense = self._ipai_agent_expense(expense_id, run_uuid)
        waits_for = None
        if expense._ipai_is_open():
            expense._ipai_find_duplicates(only_earlier=True)
            if expense.ipai_state == REVIEW:
                waits_for = expense._ipai_what_to_check()
        return {"breaches": [], "waits_for": waits_for}

    def _ipai_what_to_check(self):
        """What a person has to look at before the expense goes on."""
        duplicates = self.ipai_duplicate_note
        if self.ipai_low_confidence or not duplicates:
            marked = self.env._("Check the marked values against the receipt.")
            return "\n".join(filter(None, (marked, duplicates)))
        return duplicates

    @api.model
    def ipai_agent_route(self, expense_id, run_uuid):
        """Who will be asked to approve an expense, and why.

        :return: {approvers: [names], reason}
        """
        expense = self._ipai_agent_expense(expense_id, run_uuid)
        approver = expense._ipai_default_approver()
        if approver:
            reason = self.env._("Expense approver of the employee.")
        else:
            reason = self.env._(
                "The employee has no approver; anybody who may approve."
            )
        return {"approvers": approver.mapped("name"), "reason": reason}

    def _ipai_default_approver(self):
        """Whom Odoo itself asks: 19.0 asks the expense, 18.0 its report."""
        self.ensure_one()
        if hasattr(self, "_get_default_responsible_for_approval"):
            return self._get_default_responsible_for_approval()
        report = self.env["hr.expense.sheet"].new({"employee_id": self.employee_id.id})
        return report._get_responsible_for_approval()

    @api.model
    def ipai_agent_notify(self, expense_id, run_uuid):
        """Tell the employee what became of the receipt, once a run.

        :return: {notified: [names]}
        """
        expense = self._ipai_agent_expense(expense_id, run_uuid)
        return {"notified": expense._ipai_tell_employee().mapped("name")}

    def _ipai_tell_employee(self):
        """Tell the employee by message of a receipt that came by mail or API, once a
        run; whoever sent it from a screen sees it there.

        :return: the partner who was told
        """
        partner = self.employee_id.user_id.partner_id
        if self.ipai_source not in ("mail", "api") or not partner:
            return partner.browse()
        if not self.ipai_notified_at:
            self.with_context(ipai_reading=True).write(
                {"ipai_notified_at": fields.Datetime.now()}
            )
            self.message_notify(
                partner_ids=partner.ids,
                subject=self.env._("Your receipt: %(expense)s", expense=self.name),
                body=self.ipai_message or self.env._("It is ready to be submitted."),
            )
        return partner

    def _ipai_agent_expense(self, expense_id, run_uuid=None):
        """The expense for the agent's work, as the system.

        :raises AccessError: for anybody but the service user
        :raises UserError: when the expense is gone, or has another run by now
        """
        if not (self.env.su or self.env.user.has_group("ipai_base.group_service")):
            raise AccessError(
                self.env._("Only the Workbench service user may work on receipts.")
            )
        expense = self.sudo().browse(expense_id).exists()
        if not expense:
            raise UserError(self.env._("This expense was deleted meanwhile."))
        if run_uuid and expense.ipai_run_id.uuid != run_uuid:
            raise UserError(
                self.env._(
                    "“%(expense)s” is being read anew, so this run has ended.",
                    expense=expense.name,
                )
            )
        return expense._ipai_as_system()
