# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..tools.receipt import rate_explains


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _ipai_purchase_vat(self, company, total, tax, preferred):
        """The purchase tax that explains the VAT printed on a receipt.

        :param total: what was paid, VAT included (Decimal)
        :param tax: the VAT printed (Decimal)
        :param preferred: taxes to take first when several have the rate, such as
            those of the expense category
        :return: one tax, or an empty recordset when none fits
        """
        taxes = self.search(
            [
                *self._check_company_domain(company),
                ("type_tax_use", "=", "purchase"),
                ("amount_type", "=", "percent"),
                ("amount", ">", 0),
                ("country_id", "=", company.account_fiscal_country_id.id),
            ]
        )
        fitting = taxes.filtered(
            lambda record: (
                record._ipai_is_domestic() and rate_explains(record.amount, total, tax)
            )
        )
        usual = preferred | company.account_purchase_tax_id
        return (fitting & usual)[:1] or fitting[:1]

    def _ipai_is_domestic(self):
        """Whether the tax is for purchases at home: 19.0 ties taxes to fiscal
        positions; on 18.0 a position puts its tax in place of the domestic one."""
        self.ensure_one()
        if "fiscal_position_ids" in self._fields:
            home = self.company_id.domestic_fiscal_position_id
            return not self.fiscal_position_ids or home in self.fiscal_position_ids
        return not self.env["account.fiscal.position.tax"].search_count(
            [("tax_dest_id", "=", self.id)], limit=1
        )
