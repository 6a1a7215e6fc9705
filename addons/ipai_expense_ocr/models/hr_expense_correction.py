# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_amount, format_date

from ..tools.receipt import Reading, name_words
from .hr_expense_filling import FILLED_BY

# The description is free text, and who paid is no value of the receipt.
NOT_CORRECTED = ("name", "payment_mode")
# What else follows from a changed value
DECIDES_VAT = {"total_amount_currency", "ipai_tin", "ipai_vat_registered"}
TELLS_PURCHASE = {
    "vendor_id",
    "ipai_vendor_name",
    "ipai_tin",
    "ipai_receipt_number",
    "total_amount_currency",
    "date",
}


class HrExpense(models.Model):
    """What a person changes: marks go, corrections are kept, the company learns."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        """Notice what a person changes; the machine writes with ``ipai_reading``."""
        names = [name for name in vals if name in FILLED_BY]
        if not names or self.env.context.get("ipai_reading"):
            return super().write(vals)
        before = {
            expense: {name: expense._ipai_value(name) for name in names}
            for expense in self
        }
        result = super().write(vals)
        for expense, values in before.items():
            changed = {n for n in names if values[n] != expense._ipai_value(n)}
            if "date" in changed and "total_amount" not in vals:
                expense._ipai_convert_again()
            expense._ipai_note_change(names, changed, vals)
        return result

    def _ipai_convert_again(self):
        """A foreign amount is converted at the rate of the receipt's date; Odoo does
        so when the currency changes, and on screen, but not when only the date is
        written."""
        if self.currency_id != self.company_currency_id:
            today = fields.Date.context_today(self)
            self._set_expense_currency_rate(date_today=today)
            self.total_amount = self.total_amount_currency * self.currency_rate

    def _ipai_note_change(self, names, changed, vals):
        """Draw the consequences of a person's change of some values.

        :param names: fields the person wrote, also with the value they had: having
            looked at it settles its mark
        """
        self.ensure_one()
        if self.ipai_read_at and changed:
            if changed & DECIDES_VAT and "tax_ids" not in vals:
                self._ipai_claim_again()
            # Another category brings its taxes along; that corrects nothing.
            told = changed - {"tax_ids"} if "product_id" in changed else changed
            self.sudo()._ipai_keep_corrections(told)
            if "product_id" in changed:
                self._ipai_note_taxes()
                self._ipai_remember_category()
        if self.ipai_low_confidence:
            self._ipai_unmark({FILLED_BY[name] for name in names})
        if changed & TELLS_PURCHASE:
            self._ipai_find_duplicates()

    def _ipai_claim_again(self):
        """Claim, or stop claiming, VAT after a person corrected what decides it."""
        system = self.with_context(ipai_reading=True)
        system.write(system._ipai_fitting(system._ipai_tax_values({})))
        self._ipai_note_taxes()

    def _ipai_note_taxes(self):
        """Taxes that follow from the receipt and the category are no person's."""
        taxes = self._ipai_value("tax_ids")
        if taxes == sorted(self._ipai_claim({}).ids):
            filled = {**(self.ipai_filled or {}), "tax_ids": taxes}
            self.with_context(ipai_reading=True).ipai_filled = filled

    def _ipai_unmark(self, names):
        marks = self._ipai_marks_without(names)
        self.with_context(ipai_reading=True).ipai_low_confidence = marks
        self._ipai_settle_if_clear()

    def _ipai_marks_without(self, names):
        marks = (self.ipai_low_confidence or "").split(",")
        return ",".join(mark for mark in marks if mark not in names) or False

    def _ipai_keep_corrections(self, names):
        """One row a field: what was read, what is right; none when it was right."""
        known = {row.field: row for row in self.ipai_correction_ids}
        for name in names:
            if name in NOT_CORRECTED:
                continue
            vals = self._ipai_correction(name)
            row = known.get(name)
            if not vals:
                (row or self.ipai_correction_ids.browse()).unlink()
            elif row:
                row.write(vals)
            else:
                self.ipai_correction_ids.create({"field": name, **vals})

    def _ipai_correction(self, name):
        """The correction of one field, None when its value is what was read."""
        filled = self.ipai_filled or {}
        was_read = name in filled.get("from_receipt", ())
        read = filled.get(name) if was_read else None
        if self._ipai_value(name) == read:
            return None
        words = name_words(filled.get("ipai_vendor_name"))
        if (
            name == "vendor_id"
            and not read
            and name_words(self.vendor_id.name) == words
        ):
            return None  # the vendor that was read, now one the company knows
        return {
            "expense_id": self.id,
            "company_id": self.company_id.id,
            "read_value": self._ipai_shown(name, read),
            "right_value": self._ipai_shown(name, self._ipai_value(name)),
            "confidence": Reading(self.ipai_reading or {}).confidence(FILLED_BY[name]),
            "vendor_tin": self.ipai_tin,
            "vendor_name": filled.get("ipai_vendor_name"),
            "vendor_words": " ".join(words) or False,
            "partner_id": self.vendor_id.id,
            "user_id": self.env.uid,
        }

    def _ipai_shown(self, name, value):
        """A value of `_ipai_value` as a person reads it."""
        field = self._fields[name]
        if not value:
            return False
        if field.relational:
            records = self.env[field.comodel_name].browse(value).exists()
            return ", ".join(records.mapped("display_name"))
        if field.type == "monetary":
            return format_amount(self.env, float(value), self.currency_id)
        return format_date(self.env, value) if field.type == "date" else value
