# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models

PAYMENT_METHODS = ("cash", "card", "ewallet", "bank", "check", "on_account")


class HrExpense(models.Model):
    """What a ReceiptReading means in the fields of an expense."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def _ipai_values(self, reading, doubts):
        """Values to write, taxes apart; adds to the doubts: {value of the receipt:
        sentence}."""
        vals = {
            **self._ipai_vendor_values(reading),
            **self._ipai_amount_values(reading, doubts),
            **self._ipai_payment_values(reading),
            "ipai_tin": reading.text("tin"),
            "date": reading.date(),
            "ipai_time": reading.text("time"),
        }
        registration = reading.text("vat_registration")
        if registration in ("VAT", "NON-VAT"):
            vals["ipai_vat_registered"] = registration
        if reading.date() and reading.date() > fields.Date.context_today(self):
            doubts["date"] = self.env._("The date on the receipt is in the future.")
        return {name: value for name, value in vals.items() if value}

    def _ipai_vendor_values(self, reading):
        vendor = self._ipai_right_name(reading)
        number = reading.text("receipt_number")
        partner = self.env["res.partner"]._ipai_find_vendor(
            reading.text("tin"), reading.text("vendor"), self.company_id
        )
        return {
            "name": " ".join(filter(None, (partner.name or vendor, number))),
            "vendor_id": partner.id,
            "ipai_vendor_name": vendor or partner.name,
            "ipai_receipt_number": number,
        }

    def _ipai_right_name(self, reading):
        """The vendor's name, as a person corrected the same reading before."""
        name = reading.text("vendor")
        corrections = self.env["ipai.expense.correction"].sudo()
        row = corrections._ipai_of_reading(
            "ipai_vendor_name", reading.text("tin"), name, self.company_id
        )
        return row.right_value or name

    def _ipai_amount_values(self, reading, doubts):
        """Amounts; a category with a price of its own keeps its amount."""
        if not reading.amount("total") or self.product_has_cost:
            return {}
        currency = self._ipai_currency(reading, doubts)
        vals = {
            "total_amount_currency": float(reading.amount("total")),
            "currency_id": currency.id,
        }
        for name in ("service_charge", "discount"):
            if reading.amount(name):
                vals[f"ipai_{name}"] = float(reading.amount(name))
        return vals

    def _ipai_payment_values(self, reading):
        """How it was paid; that the company paid only when it says so of cards."""
        method = reading.text("payment_method")
        if method not in PAYMENT_METHODS:
            return {}
        vals = {"ipai_payment_method": method}
        if method == "card" and self.company_id.ipai_card_is_company:
            vals["payment_mode"] = "company_account"
        return vals

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
            self._ipai_check_rate(currency, reading, doubts)
            return currency
        doubts["currency"] = self.env._(
            "The receipt is in %(code)s, which is not in use here, so the amount was "
            "entered in %(own)s. Activate %(code)s under Accounting > Configuration > "
            "Currencies and read the receipt again, or enter the converted amount.",
            code=code,
            own=own.name,
        )
        return own

    def _ipai_check_rate(self, currency, reading, doubts):
        """Odoo converts at the rate of the receipt's date, and at 1 without one."""
        if currency == self.company_id.currency_id:
            return
        day = reading.date() or self.date or fields.Date.context_today(self)
        known = self.env["res.currency.rate"].search_count(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", (False, self.company_id.root_id.id)),
                ("name", "<=", day),
            ],
            limit=1,
        )
        if not known:
            doubts["currency"] = self.env._(
                "There is no rate of %(code)s for %(day)s. Enter it under Accounting > "
                "Configuration > Currencies and read the receipt again, or enter the "
                "converted amount.",
                code=currency.name,
                day=fields.Date.to_string(day),
            )

    def _ipai_fill_lines(self, reading):
        """Keep the items of the receipt, unless a person changed them."""
        filled = self.ipai_filled or {}
        if self.ipai_line_ids and self._ipai_line_keys() != filled.get("ipai_line_ids"):
            return
        exempt = self._ipai_exempt_items(reading)
        rows = [
            {
                "sequence": position,
                "description": item["description"],
                **{
                    name: float(item[name])
                    for name in ("quantity", "unit_price", "amount")
                    if item[name] is not None
                },
                "confidence": item.get("confidence") or 0,
                "page": item.get("page"),
                "box": item.get("box"),
                "is_vatable": position not in exempt,
            }
            for position, item in enumerate(reading.items())
        ]
        self.ipai_line_ids = [Command.clear(), *map(Command.create, rows)]
        self.ipai_filled = {**filled, "ipai_line_ids": self._ipai_line_keys()}

    def _ipai_line_keys(self):
        """What a person may change of the items, in a form to compare."""
        return [
            [
                line.description,
                line.quantity,
                line.unit_price,
                line.amount,
                line.is_vatable,
                line.product_id.id,
            ]
            for line in self.ipai_line_ids
        ]
