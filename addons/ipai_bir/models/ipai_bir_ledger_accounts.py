# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

SETTLING_TYPES = ("asset_cash", "liability_credit_card")
SETTLING_FIELDS = (
    "ipai_vat_payable_account_id",
    "ipai_input_carry_account_id",
    "ipai_tax_penalty_account_id",
    "ipai_return_difference_account_id",
)


class IpaiBirLedgerAccounts(models.AbstractModel):
    """What stands on the accounts of taxes without a tax having made it."""

    _inherit = "ipai.bir.ledger"

    @api.model
    def unexplained(self, period, accounts, tax_accounts):
        """Items without a tax on accounts of taxes, settlements left out.

        A settlement is an entry proposed for a return, or one that only takes down
        accounts of taxes (`tax_accounts`) against money or the company's accounts of
        tax payable, carried input tax and penalties: what is owed is debited, what is
        claimed is credited. A purchase paid in cash that somebody booked on the input
        tax by hand brings a claim up, so it is none.

        :param accounts: to look at
        :return: {account id: (sum of balances as Decimal, ids of the items)}
        """
        if not accounts:
            return {}
        self._flush_books()
        query = SQL(
            """
            SELECT line.account_id, SUM(line.balance)::text, array_agg(line.id)
              FROM (%(untaxed)s) AS asked
              JOIN account_move_line AS line USING (id)
              JOIN account_move AS move ON move.id = line.move_id
             WHERE move.ipai_bir_return_id IS NULL
               AND EXISTS (
                    SELECT 1
                      FROM account_move_line AS leg
                      JOIN account_account AS account ON account.id = leg.account_id
                     WHERE leg.move_id = line.move_id AND NOT %(settles)s)
             GROUP BY line.account_id
            """,
            untaxed=self._single_items(
                period,
                SQL(
                    """line.taxes IS NULL AND line.tax_id IS NULL
                       AND line.account_id = ANY(%s)""",
                    accounts.ids,
                ),
                SQL(
                    "line.tax_line_id IS NULL AND line.account_id = ANY(%s)",
                    accounts.ids,
                ),
            ),
            settles=self._settling_leg(period[0], tax_accounts),
        )
        return {
            account_id: (Decimal(balance), ids)
            for account_id, balance, ids in self.env.execute_query(query)
        }

    @api.model
    def _settling_leg(self, companies, tax_accounts):
        """Whether one item of an entry is what a settlement has."""
        own = [
            company[field].id
            for company in companies
            for field in SETTLING_FIELDS
            if company[field]
        ]
        return SQL(
            """(leg.tax_line_id IS NULL
                AND (account.account_type IN %(money)s
                     OR leg.account_id = ANY(%(own)s)
                     OR (move.origin_payment_id IS NOT NULL
                         AND NOT leg.account_id = ANY(%(taxes)s))
                     OR (leg.account_id = ANY(%(taxes)s)
                         AND CASE WHEN starts_with(account.account_type, 'asset')
                                  THEN leg.balance <= 0 ELSE leg.balance >= 0 END)))""",
            money=SETTLING_TYPES,
            own=SQL("%s::int[]", own),
            taxes=tax_accounts.ids,
        )
