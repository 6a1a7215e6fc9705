# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..tools.receipt import Reading
from ..tools.receipt_text import (
    MONTH_FIRST,
    amount_in,
    currency_in,
    date_in,
    number_in,
    tin_in,
)


class HrExpense(models.Model):
    """What the review screen asks of the server, on the way through a pile."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def ipai_review_queue(self, domain=None):
        """Ids of the expenses whose receipt needs a look, the oldest first.

        :param domain: a narrower choice; access rights and rules always apply
        """
        waiting = [
            ("ipai_state", "in", ("review", "failed")),
            ("state", "in", self._ipai_open_states()),
        ]
        return self.search([*waiting, *(domain or [])], order="create_date, id").ids

    def action_ipai_review(self):
        """Go through the selected expenses in the review screen."""
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "ipai_expense_ocr.hr_expense_review_action"
            ),
            "params": {"ids": self.ids},
        }

    def ipai_set_from_text(self, value, text, page=None, box=None):
        """Fill a value from a line of the receipt that a person pointed at, or from a
        runner-up of the reading.

        :param value: name of the value as in the reading (vendor, date, total, …)
        :param text: the line as it was read
        :param page: number of the page the line is on
        :param box: [x0, y0, x1, y1] in pixels of that page
        :raise UserError: a sentence, when the line holds no such value
        """
        self.ensure_one()
        self.check_access("write")
        fillers = {
            "vendor": self._ipai_vendor_from,
            "date": self._ipai_date_from,
            "total": self._ipai_total_from,
            "tax": self._ipai_tax_from,
            "tin": self._ipai_tin_from,
            "currency": self._ipai_currency_from,
            "receipt_number": self._ipai_number_from,
        }
        if value not in fillers:
            raise UserError(
                self.env._("“%(value)s” cannot be filled from text.", value=value)
            )
        text = " ".join((text or "").split())
        understood, vals = fillers[value](text)
        if not understood:
            raise UserError(
                self.env._(
                    "“%(text)s” holds nothing that fits here. Choose another line or "
                    "type the value.",
                    text=text,
                )
            )
        self.write(vals)
        self._ipai_keep_evidence(value, understood, text, page, box)
        return True

    def _ipai_keep_evidence(self, name, understood, text, page, box):
        """Let the reading say where the person found the value; what was read before
        becomes a runner-up, so that the choice can be taken back."""
        reading = self.ipai_reading or {}
        fields_read = dict(reading.get("fields") or {})
        before = fields_read.get(name) or {}
        others = [
            other
            for other in before.get("alternatives") or []
            if other.get("value") != understood
        ]
        if before.get("value") not in (None, understood):
            kept = ("value", "confidence", "page", "box")
            others.insert(0, {key: before.get(key) for key in kept})
        fields_read[name] = {
            "value": understood,
            "raw": text,
            "confidence": 1.0,
            "page": page,
            "box": box,
            "alternatives": others,
            "by": "person",
        }
        self.ipai_reading = {**reading, "fields": fields_read}

    def _ipai_vendor_from(self, text):
        partner = self.env["res.partner"]._ipai_find_vendor(None, text, self.company_id)
        return text, {"ipai_vendor_name": text, "vendor_id": partner.id}

    def _ipai_date_from(self, text):
        month_first = (self.ipai_reading or {}).get("locale") in MONTH_FIRST
        day = date_in(text, month_first, fields.Date.context_today(self))
        return fields.Date.to_string(day), {"date": day}

    def _ipai_total_from(self, text):
        if self.product_has_cost:
            raise UserError(
                self.env._(
                    "The amount of “%(category)s” follows from its cost and the "
                    "quantity. Choose another category to enter the total.",
                    category=self.product_id.display_name,
                )
            )
        amount = amount_in(text)
        vals = {"total_amount_currency": float(amount)} if amount else {}
        return str(amount) if amount else None, vals

    def _ipai_tax_from(self, text):
        amount = amount_in(text)
        if not amount:
            return None, {}
        digits = self.currency_id.decimal_places
        total = f"{self.total_amount_currency:.{digits}f}"
        tax = self.env["account.tax"]._ipai_purchase_vat(
            self.company_id,
            Reading({"fields": {"total": {"value": total}}}).amount("total") or 0,
            amount,
            self.product_id.supplier_taxes_id,
        )
        if not tax:
            raise UserError(
                self.env._(
                    "VAT of %(tax)s does not fit a total of %(total)s at the rate of "
                    "any purchase tax. Check the total first.",
                    tax=formatLang(self.env, float(amount)),
                    total=formatLang(self.env, float(total)),
                )
            )
        return str(amount), {"tax_ids": [Command.set(tax.ids)]}

    def _ipai_tin_from(self, text):
        tin = tin_in(text)
        vals = {"ipai_tin": tin}
        partner = self.env["res.partner"]._ipai_find_by_tin(tin, self.company_id)
        if partner and not self.vendor_id:
            vals["vendor_id"] = partner.id
        return tin, vals

    def _ipai_currency_from(self, text):
        currencies = self.env["res.currency"].search([])
        code = currency_in(text, currencies.mapped("name"))
        currency = currencies.filtered(lambda record: record.name == code)
        return code, {"currency_id": currency.id}

    def _ipai_number_from(self, text):
        number = number_in(text)
        return number, {"ipai_receipt_number": number}
