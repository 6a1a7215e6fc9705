# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..tools.tax_cube import Base, Made


class IpaiBirLedgerEntry(models.AbstractModel):
    """What single entries and items say, where sums of a day are not enough."""

    _inherit = "ipai.bir.ledger"

    @api.model
    def _single_items(self, period, of_sums, of_items):
        """Statement for the ids of posted items of a period.

        Days that are summed up kept the ids of what single items are asked of; where
        they did not, because it was not asked then, the items of the day are read.

        :param of_sums: which sums (`line`, of ipai_bir_ledger_day) they are in
        :param of_items: which items (`line`) they are
        """
        summed = self._on_days("line", self._coverage(period).summed)
        return SQL(
            """
            SELECT unnest(line.items) AS id
              FROM ipai_bir_ledger_day AS line
             WHERE %(summed)s AND %(of_sums)s AND line.items IS NOT NULL
             UNION
            SELECT line.id
              FROM account_move_line AS line
             WHERE %(live)s AND %(of_items)s
             UNION
            SELECT line.id
              FROM (SELECT DISTINCT line.company_id, line.date
                      FROM ipai_bir_ledger_day AS line
                     WHERE %(summed)s AND %(of_sums)s AND line.items IS NULL) AS day
              JOIN account_move_line AS line
                ON line.company_id = day.company_id AND line.date = day.date
             WHERE line.parent_state = 'posted' AND %(of_items)s
            """,
            summed=summed,
            live=self._live_items(period),
            of_sums=of_sums,
            of_items=of_items,
        )

    @api.model
    def by_entry(self, period, taxes):
        """Base and amount of each tax by entry, each tax by itself.

        :param period: (companies, date_from, date_to)
        :return: iterator of (entry id, tax id, "tax_base" or "tax_amount", sum of the
            balances as Decimal), in the order of the entries
        """
        rules = self._rules(taxes)
        for entry, base, made in self._entry_sums(period, rules):
            for rule in rules.values():
                if base and rule.counts_base(base):
                    yield entry, rule.tax_id, "tax_base", base.balance
                if made and rule.counts_made(made):
                    yield entry, rule.tax_id, "tax_amount", made.balance

    @api.model
    def _entry_sums(self, period, rules):
        """(entry id, Base or None, Made or None) of the entries with the taxes."""
        if not rules:
            return
        self._flush_books()
        carriers = sorted({c for rule in rules.values() for c in rule.carriers})
        bases = SQL(
            """
            SELECT move_id, taxes, due, SUM(balance)::text, COUNT(*)
              FROM (
                SELECT line.move_id, line.balance, %(due)s AS due,
                       array_agg(carried.account_tax_id) AS taxes
                  FROM (%(ids)s) AS asked
                  JOIN account_move_line AS line USING (id)
                  JOIN account_move_line_account_tax_rel AS carried
                    ON carried.account_move_line_id = line.id
                 GROUP BY line.id
              ) AS item
             GROUP BY move_id, taxes, due
             ORDER BY move_id
            """,
            due=self._due_bits(),
            ids=self._single_items(
                period,
                SQL("line.taxes && %s", carriers),
                SQL(
                    """EXISTS (SELECT FROM account_move_line_account_tax_rel AS its
                                WHERE its.account_move_line_id = line.id
                                  AND its.account_tax_id = ANY(%s))""",
                    carriers,
                ),
            ),
        )
        for entry, ids, due, balance, count in self.env.execute_query(bases):
            base = Base(frozenset(ids), due, None, None, Decimal(balance), count)
            yield entry, base, None
        made = SQL(
            """
            SELECT line.move_id, line.tax_line_id, line.tax_repartition_line_id,
                   line.account_id, %(due)s AS due, SUM(line.balance)::text, COUNT(*)
              FROM (%(ids)s) AS asked
              JOIN account_move_line AS line USING (id)
             GROUP BY 1, 2, 3, 4, 5
             ORDER BY 1, 2, 3
            """,
            due=self._due_bits(),
            ids=self._single_items(
                period,
                SQL("line.tax_id = ANY(%s)", list(rules)),
                SQL("line.tax_line_id = ANY(%s)", list(rules)),
            ),
        )
        for entry, *made_by, balance, count in self.env.execute_query(made):
            yield entry, None, Made(*made_by, None, None, Decimal(balance), count)

    @api.model
    def first_payments(self, entry_ids):
        """{entry id: (reference, date) of the first payment that settled it}."""
        if not entry_ids:
            return {}
        for model in ("account.payment", "account.partial.reconcile", "account.move"):
            self.env[model].flush_model()
        query = SQL(
            """
            WITH owed AS MATERIALIZED (
                SELECT line.id, line.move_id
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id
                 WHERE line.move_id = ANY(%s)
                   AND account.account_type IN ('asset_receivable', 'liability_payable')
            ), settled AS MATERIALIZED (
                SELECT owed.move_id, partial.debit_move_id AS paid_id
                  FROM owed
                  JOIN account_partial_reconcile AS partial
                    ON partial.credit_move_id = owed.id
                 UNION ALL
                SELECT owed.move_id, partial.credit_move_id
                  FROM owed
                  JOIN account_partial_reconcile AS partial
                    ON partial.debit_move_id = owed.id
            )
            SELECT DISTINCT ON (settled.move_id) settled.move_id,
                   COALESCE(NULLIF(payment.memo, ''), payment.name), payment.date
              FROM settled
              JOIN account_move_line AS paid ON paid.id = settled.paid_id
              JOIN account_move AS entry ON entry.id = paid.move_id
              JOIN account_payment AS payment ON payment.id = entry.origin_payment_id
             ORDER BY settled.move_id, payment.date, payment.id
            """,
            list(entry_ids),
        )
        return {
            entry_id: (reference, date)
            for entry_id, reference, date in self.env.execute_query(query)
        }
