# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import RedirectWarning

# Accounts of the Philippine chart whose use is plain, on 18.0 and on 19.0.
OBVIOUS_ACCOUNTS = {
    "ipai_vat_payable_account_id": ["l10n_ph_account_200305"],
    "ipai_tax_penalty_account_id": ["l10n_ph_account_624000", "l10n_ph_624000"],
}
LIABILITIES = ["liability_payable", "liability_current"]
ASSETS = ["asset_current", "asset_prepayments", "asset_receivable"]


class ResCompanyAccounts(models.Model):
    """Where a company books what its returns settle."""

    _inherit = "res.company"

    ipai_vat_payable_account_id = fields.Many2one(
        "account.account",
        string="VAT payable",
        check_company=True,
        domain=[("account_type", "in", LIABILITIES)],
        help="Takes what a VAT return leaves to pay until it is paid.",
    )
    ipai_input_carry_account_id = fields.Many2one(
        "account.account",
        string="Input tax carried over",
        check_company=True,
        domain=[("account_type", "in", ASSETS)],
        help="Takes the excess input tax that moves into the next quarter. Empty: it "
        "stays in the account of input tax.",
    )
    ipai_tax_penalty_account_id = fields.Many2one(
        "account.account",
        string="Penalties",
        check_company=True,
        domain=[("internal_group", "=", "expense")],
        help="Surcharge, interest and compromise of late returns.",
    )
    ipai_return_difference_account_id = fields.Many2one(
        "account.account",
        string="Amounts typed into returns",
        check_company=True,
        help="Takes the amounts of a return that no journal item stands behind: what "
        "was typed or overridden. Without it a return with such amounts is not booked.",
    )
    ipai_bir_partner_id = fields.Many2one(
        "res.partner",
        string="BIR as a partner",
        check_company=True,
        help="Stands on the payable and the payment of returns.",
    )
    ipai_return_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of closing entries",
        check_company=True,
        domain=[("type", "=", "general")],
    )
    ipai_tax_payment_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of tax payments",
        check_company=True,
        domain=[("type", "in", ("bank", "cash"))],
    )

    def _ipai_prefill_accounts(self):
        """Fill what is empty and plain: accounts of the Philippine chart, journals."""
        chart = self.env["account.chart.template"]
        bureau = self.env.ref("ipai_bir.partner_bir", raise_if_not_found=False)
        for company in self:
            its_chart = chart.with_company(company)
            found = {
                name: next(
                    filter(
                        None,
                        (its_chart.ref(x, raise_if_not_found=False) for x in xmlids),
                    ),
                    None,
                )
                for name, xmlids in OBVIOUS_ACCOUNTS.items()
            }
            found["ipai_return_journal_id"] = company._ipai_first_journal("general")
            found["ipai_tax_payment_journal_id"] = company._ipai_first_journal("bank")
            found["ipai_bir_partner_id"] = bureau
            company.write(
                {
                    name: record.id
                    for name, record in found.items()
                    if record and not company[name]
                }
            )

    def _ipai_first_journal(self, kind):
        special = self.currency_exchange_journal_id | self.tax_cash_basis_journal_id
        return self.env["account.journal"].search(
            [
                ("company_id", "=", self.id),
                ("type", "=", kind),
                ("id", "not in", special.ids),
            ],
            limit=1,
        )

    def _ipai_account(self, field):
        """The record in a setting; refused by name when it is empty."""
        record = self.sudo()[field]
        if record:
            return record.sudo(False)
        raise RedirectWarning(
            self.env._(
                "“%(setting)s” is not set for %(company)s. Choose it on the company, "
                "then propose the entries again.",
                setting=self._fields[field].get_description(self.env)["string"],
                company=self.name,
            ),
            {
                "type": "ir.actions.act_window",
                "name": self.env._("Company"),
                "res_model": "res.company",
                "res_id": self.id,
                "views": [(False, "form")],
            },
            self.env._("Open the company"),
        )
