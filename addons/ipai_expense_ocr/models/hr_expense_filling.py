# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import float_repr

from ..tools.receipt import Reading
from .hr_expense import READ, REVIEW

# Which fields of an expense come from which value of the receipt.
FILLED_BY = {
    "name": "vendor",
    "vendor_id": "vendor",
    "ipai_vendor_name": "vendor",
    "ipai_tin": "tin",
    "ipai_receipt_number": "receipt_number",
    "date": "date",
    "ipai_time": "time",
    "total_amount_currency": "total",
    "currency_id": "currency",
    "tax_ids": "tax",
    "ipai_service_charge": "service_charge",
    "ipai_discount": "discount",
    "ipai_vat_registered": "vat_registration",
    "ipai_payment_method": "payment_method",
    "payment_mode": "payment_method",
    "product_id": "category",
}
# Worth a look when unsure: what is booked, reported or compared. The others are extras.
CHECKED = ("vendor", "tin", "receipt_number", "date", "total", "currency", "tax")
# An expense cannot be approved without these, so their absence is marked.
ESSENTIAL = {
    "vendor": ("vendor_id", "ipai_vendor_name"),
    "date": ("date",),
    "total": ("total_amount_currency",),
}


class HrExpense(models.Model):
    """From a ReceiptReading to the values of an expense."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_filled_run = fields.Char(
        copy=False, help="Number of the run that filled the expense last."
    )

    def _ipai_fill(self, data):
        """Fill what no person typed from a ReceiptReading and mark what is unsure."""
        self.ensure_one()
        data = self._ipai_own_reading(data)
        reading = Reading(data)
        expense = self.with_context(ipai_reading=True)
        doubts = {}
        vals = expense._ipai_fitting(expense._ipai_values(reading, doubts))
        expense.write({"ipai_reading": data, **vals})
        tax = expense._ipai_fitting(expense._ipai_tax_values(doubts))
        expense.write(tax)
        vals.update(tax)
        if vals.keys() & {"date", "total_amount_currency", "currency_id"}:
            expense._ipai_convert_again()
        expense._ipai_fill_lines(reading)
        marks = expense._ipai_marks(reading, vals, doubts)
        expense.write(expense._ipai_outcome(reading, vals, marks, doubts))
        expense._ipai_create_sure_vendor(reading, marks)
        expense._ipai_find_duplicates(again=True)
        expense._ipai_fill_further(reading)

    def _ipai_own_reading(self, data):
        """The reading of this expense's receipt out of that of its whole file."""
        further = data.get("more") or []
        if 0 < self.ipai_receipt_index <= len(further):
            return further[self.ipai_receipt_index - 1]
        return data

    def _ipai_outcome(self, reading, vals, marks, doubts):
        """What is kept of a filling beside the values themselves."""
        sentences = [reading.advice] if reading.advice else []
        sentences += [
            sentence
            for name, sentence in doubts.items()
            if name in marks or name not in CHECKED
        ]
        filled = {**(self.ipai_filled or {})}
        filled.update({name: self._ipai_value(name) for name in vals})
        filled["from_receipt"] = sorted({*filled.get("from_receipt", ()), *vals})
        return {
            "ipai_filled": filled,
            "ipai_file_hash": reading.data.get("file_hash") or self.ipai_file_hash,
            "ipai_picture_hash": reading.data.get("picture_hash"),
            "ipai_seconds": reading.data.get("seconds"),
            "ipai_read_at": fields.Datetime.now(),
            "ipai_low_confidence": ",".join(marks) or False,
            "ipai_state": REVIEW if marks or reading.is_poor else READ,
            "ipai_message": "\n".join(sentences) or False,
        }

    def _ipai_fitting(self, vals):
        """Those of the values that no person typed."""
        vals = {name: vals[name] for name in vals if self._ipai_may_fill(name)}
        if "total_amount_currency" not in vals:
            vals.pop("currency_id", None)
        return vals

    def _ipai_marks(self, reading, vals, doubts):
        """Names of the receipt's values a person should look at, in screen order."""
        threshold = self.company_id.ipai_receipt_threshold
        written = {FILLED_BY[name] for name in vals}
        low = {
            name
            for name in written
            if reading.text(name) and reading.confidence(name) < threshold
        }
        if not self.tax_ids:
            low.discard("tax")
        missing = {name for name in ESSENTIAL if self._ipai_lacks(name, reading)}
        marked = low | missing | (doubts.keys() & {*written, "currency", "tin"})
        return [name for name in CHECKED if name in marked]

    def _ipai_lacks(self, name, reading):
        """Whether neither the receipt nor a person gave an essential value."""
        if reading.text(name):
            return False
        return all(self._ipai_may_fill(field) for field in ESSENTIAL[name])

    def _ipai_may_fill(self, name):
        """Whether no person typed or emptied this field: it is empty, as a reading left
        it, or as Odoo proposes it."""
        if name in self.sudo().ipai_correction_ids.mapped("field"):
            return False
        value = self._ipai_value(name)
        filled = self.ipai_filled or {}
        if not value or value == filled.get(name):
            return True
        return name not in filled and value in self._ipai_defaults(name)

    def _ipai_value(self, name):
        """A field's value in a form that JSON keeps and that can be compared."""
        field, value = self._fields[name], self[name]
        if field.type == "many2many":
            return sorted(value.ids)
        if field.type == "many2one":
            return value.id
        if field.type == "monetary":
            digits = self.currency_id.decimal_places or 0
            return float_repr(value, digits) if value else None
        return fields.Date.to_string(value) if field.type == "date" else value

    def _ipai_defaults(self, name):
        """What Odoo itself puts into a field of a new expense."""
        if name == "name":
            return [self.product_id.display_name]
        if name == "currency_id":
            return [self.company_id.currency_id.id]
        if name == "payment_mode":
            return ["own_account"]
        if name == "tax_ids":
            domain = self.env["account.tax"]._check_company_domain(self.company_id)
            taxes = self.product_id.supplier_taxes_id.filtered_domain(domain)
            return [sorted(taxes.ids)]
        if name == "date" and self.create_date:
            local = fields.Date.context_today(self, self.create_date)
            return [fields.Date.to_string(day) for day in (local, self.create_date)]
        return []
