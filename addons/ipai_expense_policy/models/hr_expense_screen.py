# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date, formatLang


class HrExpense(models.Model):
    """An expense as an approver sees it."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def _ipai_vendor(self):
        return self.vendor_id.name or self.ipai_vendor_name or ""

    def _ipai_as_receipt(self):
        """What the approver's screen shows of one expense: the picture with its
        reading, the values, what was checked and what it looks like."""
        self.ensure_one()
        receipt = self.message_main_attachment_id
        return {
            "id": self.id,
            "name": self.name,
            "vendor": self._ipai_vendor(),
            "tin": self.ipai_tin or "",
            "number": self.ipai_receipt_number or "",
            "date": self.date
            and format_date(self.env, self.date, date_format="EEE d MMM y")
            or "",
            "category": self.product_id.name or "",
            "category_reason": self.ipai_category_reason or "",
            "amount": self._ipai_money(self.total_amount_currency, self.currency_id),
            "company_amount": self._ipai_money(
                self.total_amount, self.company_currency_id
            )
            if self.currency_id != self.company_currency_id
            else "",
            "tax": self._ipai_money(self.tax_amount_currency, self.currency_id)
            if self.tax_amount_currency
            else "",
            "note": self.description or "",
            "items": [
                {
                    "id": item.id,
                    "text": item.description,
                    "amount": self._ipai_money(item.amount, self.currency_id),
                }
                for item in self.ipai_line_ids
            ],
            "checks": [
                {
                    "text": check.get("text") or check.get("code"),
                    "passed": bool(check.get("passed")),
                }
                for check in (self.ipai_reading or {}).get("checks") or []
            ],
            "breaches": [breach._as_chip() for breach in self.ipai_breach_ids],
            "duplicates": [one._ipai_as_duplicate() for one in self.ipai_duplicate_ids],
            "duplicate_note": self.ipai_duplicate_note or "",
            "attachment": [receipt.id, receipt.name] if receipt else False,
            "mimetype": receipt.mimetype or "",
            "reading": self.ipai_reading or False,
            "state": self.ipai_state or False,
            "low": self.ipai_low_confidence or False,
        }

    def _ipai_as_duplicate(self):
        """An expense that looks the same, in short."""
        return {
            "id": self.id,
            "name": self.name,
            "employee": self.employee_id.name,
            "date": format_date(self.env, self.date, date_format="d MMM y"),
            "amount": self._ipai_money(self.total_amount_currency, self.currency_id),
            "attachment": self.message_main_attachment_id.id,
        }

    def _ipai_money(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)
