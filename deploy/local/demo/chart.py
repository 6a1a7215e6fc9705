"""The accounts and taxes of the demo company, found by what they mean in the installed chart."""

from odoo import Command

from .records import Line

EXTRA_ACCOUNTS = {
    "contributions": ("200391", "SSS, PhilHealth and Pag-IBIG Payable"),
    "compensation_tax": ("200392", "Withholding Tax on Compensation Payable"),
    "vat_withheld": ("110208", "Creditable VAT Withheld"),
    "vat_payable": ("200393", "VAT Payable"),
    "penalties": ("690091", "Penalties of the BIR"),
    "input_tax_cost": ("690092", "Input Tax of Exempt Sales"),
}
KINDS = {"1": "asset_current", "2": "liability_current", "6": "expense"}
"""Type of an account we add, by the first digit of its code."""
ATC_RATES = {
    "WC011": 15,
    "WC100": 5,
    "WC157": 2,
    "WC158": 1,
    "WC160": 2,
    "WI011": 10,
    "WI100": 5,
    "WV020": 5,
}
"""Percent withheld per code: Odoo 18 has two taxes for WC158, the code alone names none."""
SAME_BOX = {"sale_government": "sale_vatable"}
"""For a class the chart has no tax of: the class with the same box (31 in the 2550Q of 2024)."""


class Chart:
    """The chart of the demo company: one account per code, one tax per class and ATC."""

    def __init__(self, company):
        self.company = company
        self.env = company.env
        self.accounts: dict[str, object] = {}
        self.taxes: dict[tuple[str, str], object] = {}
        self.bank = self.journal("bank")
        lines = (
            self.bank.inbound_payment_method_line_ids | self.bank.outbound_payment_method_line_ids
        )
        # Payments go straight to the bank: no statement would clear an outstanding account.
        lines.payment_account_id = self.bank.default_account_id

    def journal(self, kind: str):
        """The first journal of a kind: for `general` the miscellaneous operations."""
        domain = [("company_id", "=", self.company.id), ("type", "=", kind)]
        if kind == "general":
            domain += [("code", "=", "MISC")]
        return self.env["account.journal"].search(domain, limit=1)

    def account(self, code: str):
        """The account of a code, of the bank, or one of those the charts lack."""
        if code == "bank":
            return self.bank.default_account_id
        if code not in self.accounts:
            accounts = self.env["account.account"]
            number, name = EXTRA_ACCOUNTS.get(code, (code, None))
            owned = [("code", "=", number), ("company_ids", "in", self.company.ids)]
            found = accounts.search(owned)
            if not found and name:
                kind = KINDS[number[0]]
                found = accounts.create({"code": number, "name": name, "account_type": kind})
            if not found:
                raise LookupError(f"The Philippine chart of this Odoo has no account {code}.")
            self.accounts[code] = found
        return self.accounts[code]

    def tax(self, tax_class: str, atc: str = ""):
        """The tax of a class (and ATC), switched on if the chart ships it archived."""
        if (tax_class, atc) not in self.taxes:
            self.taxes[tax_class, atc] = self.find_tax(tax_class, atc)
        return self.taxes[tax_class, atc]

    def find_tax(self, tax_class: str, atc: str):
        """Search the tax, or make do with one of the same box; LookupError when there is none."""
        domain = [("company_id", "=", self.company.id), ("ipai_tax_class", "=", tax_class)]
        if atc:
            domain += [("l10n_ph_atc", "=", atc), ("amount", "=", -ATC_RATES[atc])]
        taxes = self.env["account.tax"].with_context(active_test=False)
        tax = taxes.search(domain, order="active desc, sequence, id", limit=1)
        if not tax and tax_class in SAME_BOX:
            return self.tax(SAME_BOX[tax_class], atc)
        if not tax and tax_class == "withholding_vat_received":
            return self.create_vat_withheld(atc)
        if not tax:
            what = f"{tax_class} with ATC {atc}" if atc else tax_class
            raise LookupError(f"No tax of {self.company.name} has the BIR classification {what}.")
        tax.active = True
        return tax

    def create_vat_withheld(self, atc: str):
        """The VAT a government customer keeps back: Odoo 18's chart has no tax for it."""
        shares = [
            Command.create({"repartition_type": "base", "factor_percent": 100}),
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": 100,
                    "account_id": self.account("vat_withheld").id,
                }
            ),
        ]
        return self.env["account.tax"].create(
            {
                "name": f"{ATC_RATES[atc]}% WVAT",
                "invoice_label": f"{atc} VAT withheld",
                "type_tax_use": "sale",
                "amount_type": "percent",
                "amount": -ATC_RATES[atc],
                "company_id": self.company.id,
                "country_id": self.company.country_id.id,
                "tax_group_id": self.tax("withholding_received", "WC157").tax_group_id.id,
                "l10n_ph_atc": atc,
                "ipai_tax_class": "withholding_vat_received",
                "invoice_repartition_line_ids": shares,
                "refund_repartition_line_ids": shares,
            }
        )

    def taxes_of(self, line: Line):
        """VAT of a line and what is withheld from it, by us or by the customer."""
        taxes = self.tax(line.tax_class)
        for atc in line.atcs:
            if line.tax_class.startswith("purchase_"):
                taxes |= self.tax("withholding_expanded", atc)
            elif atc.startswith("WV"):
                taxes |= self.tax("withholding_vat_received", atc)
            else:
                taxes |= self.tax("withholding_received", atc)
        return taxes

    def settle_returns(self) -> None:
        """Say on the company where returns are booked."""
        self.company._ipai_prefill_accounts()
        self.company.write(
            {
                "ipai_vat_payable_account_id": self.account("vat_payable").id,
                "ipai_tax_penalty_account_id": self.account("penalties").id,
                "ipai_return_difference_account_id": self.account("input_tax_cost").id,
                "ipai_return_journal_id": self.journal("general").id,
                "ipai_tax_payment_journal_id": self.bank.id,
            }
        )
