# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.tools import float_repr, formatLang

from ..tools.receipt import Reading

# Which fields of an expense come from which value of the receipt.
FILLED_BY = {
    "name": "vendor",
    "vendor_id": "vendor",
    "ipai_vendor_name": "vendor",
    "ipai_tin": "tin",
    "ipai_receipt_number": "receipt_number",
    "date": "date",
    "total_amount_currency": "total",
    "currency_id": "currency",
    "tax_ids": "tax",
}
# An expense cannot be approved without these, so their absence is marked.
ESSENTIAL = {
    "vendor": ("vendor_id", "ipai_vendor_name"),
    "date": ("date",),
    "total": ("total_amount_currency",),
}
# A remark, not a doubt: many honest receipts show no VAT.
NO_VAT = "no_vat"


class HrExpense(models.Model):
    """From a ReceiptReading to the values of an expense."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def _ipai_fill(self, data):
        """Fill what no person typed from a ReceiptReading and mark what is unsure."""
        self.ensure_one()
        reading = Reading(data)
        vals, doubts = self._ipai_values(reading)
        vals = {name: vals[name] for name in vals if self._ipai_may_fill(name)}
        if "total_amount_currency" not in vals:
            vals.pop("currency_id", None)
        expense = self.with_context(ipai_reading=True)
        expense.write(vals)
        marks = expense._ipai_marks(reading, vals, doubts)
        sentences = [reading.advice] if reading.advice else []
        sentences += [doubts[name] for name in doubts if name in (*marks, NO_VAT)]
        expense.write(
            {
                "ipai_reading": data,
                "ipai_filled": {
                    **(self.ipai_filled or {}),
                    **{name: self._ipai_value(name) for name in vals},
                },
                "ipai_low_confidence": ",".join(marks) or False,
                "ipai_state": "review" if marks or reading.is_poor else "read",
                "ipai_message": "\n".join(sentences) or False,
                "ipai_attempts": 0,
                "ipai_next_attempt_at": False,
            }
        )

    def _ipai_values(self, reading):
        """Values to write, and the doubts: {value of the receipt: sentence}."""
        doubts = {}
        vendor = reading.text("vendor")
        number = reading.text("receipt_number")
        partner = self.env["res.partner"]._ipai_find_vendor(
            reading.text("tin"), vendor, self.company_id
        )
        vals = {
            "name": " ".join(filter(None, (partner.name or vendor, number))),
            "vendor_id": partner.id,
            "ipai_vendor_name": vendor or partner.name,
            "ipai_tin": reading.text("tin"),
            "ipai_receipt_number": number,
            "date": reading.date(),
        }
        if reading.date() and reading.date() > fields.Date.context_today(self):
            doubts["date"] = self.env._("The date on the receipt is in the future.")
        if reading.amount("total") and not self.product_has_cost:
            vals["total_amount_currency"] = float(reading.amount("total"))
            vals["currency_id"] = self._ipai_currency(reading, doubts).id
        vals = {name: value for name, value in vals.items() if value}
        return {**vals, **self._ipai_tax(reading, doubts)}, doubts

    def _ipai_currency(self, reading, doubts):
        """The receipt's currency when it is in use here, else the company's."""
        own = self.company_id.currency_id
        code = reading.text("currency")
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", (code or own.name).upper())], limit=1)
        )
        if currency.active:
            return currency
        doubts["currency"] = self.env._(
            "The receipt is in %(code)s, which is not in use here, so the amount was "
            "entered in %(own)s. Activate %(code)s under Accounting > Configuration > "
            "Currencies and read the receipt again, or enter the converted amount.",
            code=code,
            own=own.name,
        )
        return own

    def _ipai_tax(self, reading, doubts):
        """The purchase tax to claim: only with a TIN and a VAT amount that one of the
        company's taxes explains (an input tax needs both on the invoice, NIRC 113)."""
        total, tax = reading.amount("total"), reading.amount("tax")
        none = {"tax_ids": [Command.clear()]}
        if not total:
            return none
        if not tax:
            doubts[NO_VAT] = self.env._("No VAT was claimed: the receipt shows none.")
            return none
        if not reading.text("tin"):
            doubts["tin"] = self.env._(
                "No VAT was claimed: the receipt shows VAT, but no TIN was found on it."
            )
            return none
        found = self.env["account.tax"]._ipai_purchase_vat(
            self.company_id, total, tax, self.product_id.supplier_taxes_id
        )
        if not found:
            doubts["tax"] = self.env._(
                "No VAT was claimed: VAT of %(tax)s does not fit a total of %(total)s "
                "at the rate of any purchase tax. If part of the purchase is exempt, "
                "split the expense.",
                tax=formatLang(self.env, float(tax)),
                total=formatLang(self.env, float(total)),
            )
            return none
        return {"tax_ids": [Command.set(found.ids)]}

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
        return [name for name in dict.fromkeys(FILLED_BY.values()) if name in marked]

    def _ipai_lacks(self, name, reading):
        """Whether neither the receipt nor a person gave an essential value."""
        if reading.text(name):
            return False
        return all(self._ipai_may_fill(field) for field in ESSENTIAL[name])

    def _ipai_may_fill(self, name):
        """Whether no person typed this field: it is empty, as a reading left it, or as
        Odoo proposes it."""
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
        if name == "tax_ids":
            domain = self.env["account.tax"]._check_company_domain(self.company_id)
            taxes = self.product_id.supplier_taxes_id.filtered_domain(domain)
            return [sorted(taxes.ids)]
        if name == "date" and self.create_date:
            local = fields.Date.context_today(self, self.create_date)
            return [fields.Date.to_string(day) for day in (local, self.create_date)]
        return []

    def write(self, vals):
        """A value that a person corrects needs no check any more."""
        result = super().write(vals)
        touched = {FILLED_BY[name] for name in vals if name in FILLED_BY}
        if touched and "ipai_reading" not in self.env.context:
            for expense in self.filtered("ipai_low_confidence"):
                expense._ipai_unmark(touched)
        return result

    def _ipai_unmark(self, names):
        marks = [n for n in self.ipai_low_confidence.split(",") if n not in names]
        vals = {"ipai_low_confidence": ",".join(marks) or False}
        if not marks and self.ipai_state == "review":
            vals.update(ipai_state="read", ipai_message=False)
        self.write(vals)
