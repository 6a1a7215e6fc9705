# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.receipt import Reading
from .hr_expense import FAILED, READ, REVIEW

# As Odoo checks the TIN of a Philippine partner.
TIN = re.compile(r"\d{3}-\d{3}-\d{3}(-\d{3,5})?")


class HrExpense(models.Model):
    """What a person does about a receipt that was read."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def action_ipai_confirm(self):
        """A person looked at the marked values, and at what may be entered already,
        and found them right; or typed what could not be read."""
        looked_at = self.filtered(
            lambda expense: (
                expense.ipai_state == REVIEW
                or (expense.ipai_state == FAILED and expense.total_amount_currency)
            )
        )
        self._ipai_settle(looked_at)
        return True

    def _ipai_settle_if_clear(self):
        """Nothing is left to review once marks and duplicates are dealt with."""
        self.ensure_one()
        is_poor = Reading(self.ipai_reading or {}).is_poor
        unsure = self.ipai_low_confidence or self.ipai_duplicate_ids or is_poor
        if self.ipai_state == REVIEW and not (unsure or self.ipai_duplicate_note):
            self._ipai_settle(self)

    def _ipai_settle(self, expenses):
        """A person has dealt with everything that was unsure: remember the category
        that was let stand, and let the agent go on."""
        expenses.with_context(ipai_reading=True).write(
            {
                "ipai_state": READ,
                "ipai_low_confidence": False,
                "ipai_message": False,
                "ipai_confirmed_at": fields.Datetime.now(),
            }
        )
        expenses._ipai_remember_category()
        expenses._ipai_answer_run({"confirmed": True})

    def action_ipai_create_vendor(self):
        """Create the vendor that the receipt names and put it on the expense."""
        self.ensure_one()
        if not self.ipai_vendor_name:
            raise UserError(self.env._("Enter the name of the vendor first."))
        self.vendor_id = self.env["res.partner"].create(self._ipai_new_vendor())
        return True

    def _ipai_create_sure_vendor(self, reading, marks):
        """Create the vendor when the company wants that, and nothing about it is
        unsure: a partner made of a misread name would be found again and again."""
        sure = self.company_id.ipai_receipt_threshold
        is_sure = (
            self.company_id.ipai_creates_vendors
            and not {"vendor", "tin"} & set(marks)
            and min(map(reading.confidence, ("vendor", "tin"))) >= sure
            and TIN.fullmatch(self.ipai_tin or "")
        )
        if is_sure and self.ipai_vendor_name and not self.vendor_id:
            partners = self.env["res.partner"].sudo()
            vendor = partners.create(self._ipai_new_vendor())
            self.vendor_id = vendor.id
            self.ipai_filled = {**self.ipai_filled, "vendor_id": vendor.id}

    def _ipai_new_vendor(self):
        address = ((self.ipai_reading or {}).get("fields") or {}).get("address") or {}
        return {
            "name": self.ipai_vendor_name,
            "vat": self.ipai_tin,
            "street": address.get("value"),
            "company_type": "company",
            "supplier_rank": 1,
            "country_id": self.company_id.account_fiscal_country_id.id,
        }
