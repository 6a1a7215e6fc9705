# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models

PENDING, READ, REVIEW, FAILED = ("pending", "read", "review", "failed")
# Booked, under the names of both versions.
POSTED = ("done", "posted", "in_payment", "paid")


class HrExpense(models.Model):
    """One expense; here, with what was read on its receipt."""

    _inherit = "hr.expense"

    ipai_state = fields.Selection(
        [
            (PENDING, "Waiting"),
            (READ, "Read"),
            (REVIEW, "Review"),
            (FAILED, "Not readable"),
        ],
        string="Receipt",
        copy=False,
        index=True,
        help="Waiting: the receipt will be read. Review: some values need a look. "
        "Not readable: enter the values by hand.",
    )
    ipai_source = fields.Selection(
        [
            ("upload", "Upload"),
            ("mail", "E-mail"),
            ("api", "API"),
            ("attached", "Attached by hand"),
        ],
        string="Receipt Came By",
        copy=False,
    )
    ipai_message = fields.Text(string="About the Receipt", copy=False)
    ipai_reading = fields.Json(string="Receipt Reading", copy=False)
    ipai_low_confidence = fields.Char(
        string="Values to Check",
        copy=False,
        help="Names of the values read with little confidence, or not at all.",
    )
    ipai_filled = fields.Json(
        string="Filled Values",
        copy=False,
        help="The values that no person typed, as the machine left them.",
    )
    ipai_read_at = fields.Datetime(string="Read On", copy=False)
    ipai_confirmed_at = fields.Datetime(string="Checked On", copy=False)
    ipai_seconds = fields.Float(string="Reading Seconds", copy=False, digits=(16, 2))
    ipai_cost = fields.Float(string="Cost (USD)", copy=False, digits=(16, 6))
    ipai_correction_ids = fields.One2many(
        "ipai.expense.correction",
        "expense_id",
        string="Corrections",
        copy=False,
        groups="hr_expense.group_hr_expense_manager,ipai_base.group_reviewer",
    )
    ipai_is_touch_free = fields.Boolean(
        string="Touch-free",
        compute="_compute_ipai_is_touch_free",
        store=True,
        help="Read from its receipt and posted without a person having had to look.",
    )

    # What the receipt says beside Odoo's own fields
    ipai_vendor_name = fields.Char(string="Vendor on Receipt", copy=False)
    ipai_tin = fields.Char(string="Vendor TIN", copy=False)
    ipai_receipt_number = fields.Char(string="Receipt Number", copy=False)
    ipai_time = fields.Char(string="Time on Receipt", copy=False)
    ipai_vat_registered = fields.Selection(
        [("VAT", "VAT registered"), ("NON-VAT", "Not VAT registered")],
        string="Vendor's VAT Registration",
        copy=False,
    )
    ipai_payment_method = fields.Selection(
        [
            ("cash", "Cash"),
            ("card", "Card"),
            ("ewallet", "E-wallet"),
            ("bank", "Bank transfer"),
            ("check", "Check"),
            ("on_account", "On account"),
        ],
        string="Paid With",
        copy=False,
    )
    ipai_service_charge = fields.Monetary(
        string="Service Charge", currency_field="currency_id", copy=False
    )
    ipai_discount = fields.Monetary(
        string="Discount", currency_field="currency_id", copy=False
    )
    ipai_line_ids = fields.One2many(
        "ipai.expense.line", "expense_id", string="Items on Receipt", copy=False
    )

    # The category and why
    ipai_category_reason = fields.Char(string="Reason for Category", copy=False)
    ipai_category_confidence = fields.Float(
        string="Confidence of Category", copy=False, digits=(16, 2)
    )
    ipai_category_alternatives = fields.Json(string="Other Categories", copy=False)

    # One file may hold several receipts, one receipt several expenses
    ipai_origin_id = fields.Many2one(
        "hr.expense",
        string="First Expense of the File",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    ipai_receipt_index = fields.Integer(
        string="Receipt in the File",
        copy=False,
        help="0 for the first receipt of a file, 1 for the second, and so on.",
    )

    ipai_receipt_mode = fields.Selection(
        related="company_id.ipai_receipt_mode", string="Reading of Receipts"
    )
    ipai_receipt_threshold = fields.Float(related="company_id.ipai_receipt_threshold")
    ipai_receipt_mimetype = fields.Char(related="message_main_attachment_id.mimetype")

    @api.depends(
        "ipai_posted_at", "ipai_read_at", "ipai_confirmed_at", "ipai_correction_ids"
    )
    def _compute_ipai_is_touch_free(self):
        for expense in self:
            expense.ipai_is_touch_free = bool(
                expense.ipai_read_at
                and expense.ipai_posted_at
                and not expense.ipai_confirmed_at
                and not expense.sudo().ipai_correction_ids
            )

    def _ipai_open_states(self):
        """States in which the employee may still change an expense (18.0 knows one
        more: in a report that was not submitted)."""
        return ("draft", "reported") if "sheet_id" in self._fields else ("draft",)

    def _ipai_is_open(self):
        self.ensure_one()
        return self.state in self._ipai_open_states()

    def _ipai_as_system(self):
        """The expense for the machine's own work: no rule of a person applies, texts
        are in the language of its employee."""
        self.ensure_one()
        system = self.with_user(SUPERUSER_ID)
        lang = system.employee_id.user_id.lang or self.env.lang
        return system.with_company(system.company_id).with_context(lang=lang)

    def _ipai_per_diems(self):
        """{expense: what a day may cost (Decimal, company currency)} where an approved
        travel request sets the rate; modules of travel extend it."""
        return {}
