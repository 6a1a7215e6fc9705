# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command, models
from odoo.tools import float_repr, formatLang

from ..tools.receipt import Reading
from ..tools.split import exempt_items


class HrExpense(models.Model):
    """Whether input VAT may be claimed on a receipt, and on how much of it.

    Input tax is creditable only when a VAT invoice of a VAT-registered seller shows
    the seller's TIN and the VAT as an item of its own (NIRC 110(A) and 113(A) and (B),
    as amended by RA 11976, the Ease of Paying Taxes Act; RR 7-2024). Without one of
    these nothing is claimed and the expense says why.
    """

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def _ipai_tax_values(self, doubts):
        """The purchase taxes to claim as values to write; adds why not to doubts."""
        if not self.total_amount_currency or self.product_has_cost:
            return {}
        return {"tax_ids": [Command.set(self._ipai_claim(doubts).ids)]}

    def _ipai_claim(self, doubts):
        """The purchase tax whose VAT the receipt lets the company claim, or none.

        Values a person typed count before those that were read.
        """
        reading = Reading(self.ipai_reading or {})
        none = self.env["account.tax"]
        why_not = self._ipai_no_claim(reading)
        if why_not:
            doubts.update([why_not])
            return none
        if self.ipai_part:
            is_vatable = self.ipai_part == "vatable"
            return self._ipai_part_tax(reading) if is_vatable else none
        total, tax = self._ipai_total(), reading.amount("tax")
        found = none._ipai_purchase_vat(
            self.company_id, total, tax, self.product_id.supplier_taxes_id
        )
        if not found:
            doubts["tax"] = self._ipai_unexplained(total, tax)
        return found

    def _ipai_no_claim(self, reading):
        """(value of the receipt, sentence) of the rule that forbids a claim, or None.

        Only a missing TIN is for a person to check; the others are plain facts.
        """
        if self.ipai_vat_registered == "NON-VAT":
            return "no_vat", self.env._(
                "No VAT was claimed: the vendor is not VAT-registered (NIRC 110 and "
                "113 as amended by the EOPT Act)."
            )
        if reading.refuses_input_tax:
            return "no_vat", self.env._(
                "No VAT was claimed: the document says it is not valid for a claim of "
                "input tax (NIRC 110 and 113 as amended by the EOPT Act). Ask the "
                "vendor for the VAT invoice."
            )
        if not reading.amount("tax"):
            return "no_vat", self.env._("No VAT was claimed: the receipt shows none.")
        if not self.ipai_tin:
            return "tin", self.env._(
                "No VAT was claimed: the receipt shows VAT, but no TIN was found on it "
                "(NIRC 113 as amended by the EOPT Act requires it)."
            )
        return None

    def _ipai_total(self):
        """The amount paid as Decimal, in the currency of the expense."""
        return self._ipai_decimal(self.total_amount_currency, self.currency_id)

    def _ipai_decimal(self, amount, currency):
        return Decimal(float_repr(amount, currency.decimal_places or 0))

    def _ipai_unexplained(self, total, tax):
        """What to do about a VAT that is not the VAT of the whole amount."""
        vatable = self._ipai_vatable_part()
        if vatable:
            return self.env._(
                "No VAT was claimed yet: VAT of %(tax)s is due on %(vatable)s of "
                "%(total)s only; the rest is exempt, zero-rated, discounted or a "
                "service charge. Press “Split receipt” to claim it on that part.",
                tax=formatLang(self.env, float(tax)),
                vatable=formatLang(self.env, float(vatable)),
                total=formatLang(self.env, float(total)),
            )
        return self.env._(
            "No VAT was claimed: VAT of %(tax)s does not fit a total of %(total)s "
            "at the rate of any purchase tax. If part of the purchase is exempt, "
            "split the expense.",
            tax=formatLang(self.env, float(tax)),
            total=formatLang(self.env, float(total)),
        )

    def _ipai_vatable_part(self):
        """What of a mixed receipt carries VAT, VAT included (Decimal), or None when
        all or nothing does, or the receipt does not add up."""
        reading = Reading(self.ipai_reading or {})
        tax, sales = reading.amount("tax"), reading.amount("vatable_sales")
        if not tax or not sales or self._ipai_no_claim(reading):
            return None
        fits = self._ipai_part_tax(reading)
        return sales + tax if fits and sales + tax < self._ipai_total() else None

    def _ipai_part_tax(self, reading, product=None):
        """The purchase tax that explains the VAT of the vatable sales."""
        taxes, tax = self.env["account.tax"], reading.amount("tax")
        sales = reading.amount("vatable_sales")
        total = sales + tax if sales else reading.amount("total")
        if not total:
            return taxes
        usual = (product or self.product_id).supplier_taxes_id
        return taxes._ipai_purchase_vat(self.company_id, total, tax, usual)

    def _ipai_exempt_items(self, reading):
        """Positions of the items that make up the exempt and zero-rated sales."""
        exempt = (reading.amount("vat_exempt") or 0) + (
            reading.amount("zero_rated") or 0
        )
        amounts = [item["amount"] for item in reading.items()]
        if not exempt or any(amount is None for amount in amounts):
            return []
        if not reading.amount("vatable_sales"):
            return range(len(amounts))
        return exempt_items(amounts, Decimal(exempt)) or []

    def _compute_tax_ids(self):
        """Choosing another category must not claim VAT the receipt does not carry."""
        result = super()._compute_tax_ids()
        for expense in self.filtered("ipai_reading"):
            if expense.total_amount_currency and not expense.product_has_cost:
                expense.tax_ids = expense._ipai_claim({})
        return result
