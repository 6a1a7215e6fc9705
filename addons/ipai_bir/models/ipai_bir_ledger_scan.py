# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.tax_cube import Base, Made, TaxCube


@dataclass(eq=False)
class BooksRead:
    """What one computation read of the books, so that it reads them once.

    :param with_partners: whether it will ask for partners and months
    """

    with_partners: bool
    cubes: dict = field(default_factory=dict)
    coverages: dict = field(default_factory=dict)
    expenses: dict = field(default_factory=dict)
    taxes: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    groups: dict | None = None


class IpaiBirLedgerScan(models.AbstractModel):
    """The two statements that sum up a period's journal items.

    Both group in the database and hand over a row a combination, so neither time nor
    memory here grows with the books. One groups the items that carry taxes: by item
    first, in the order of the primary keys, so that each has one set of taxes and
    nothing has to be told apart afterwards. The other groups the items that taxes made,
    with whatever else stands on the accounts of taxes. Days that are summed up already
    come from there (`_coverage`), all others from their items.
    """

    _inherit = "ipai.bir.ledger"

    @api.model
    def _reading_once(self, with_partners):
        """This ledger for one computation, while which nobody posts entries."""
        return self.with_context(ipai_bir_books=BooksRead(with_partners))

    @api.model
    def _cube(self, period, rules, with_partners=False):
        """The sums of a period; of the taxes of `rules` at least."""
        read = self.env.context.get("ipai_bir_books")
        if read is None:
            return self._scan(period, list(rules), with_partners)
        companies, *dates = period
        key = frozenset(companies.ids), *dates, with_partners or read.with_partners
        if key not in read.cubes:
            every = self._rules(self.env["account.tax"]._ipai_of(companies))
            read.cubes[key] = self._scan(period, list(every.values()), key[-1])
        return read.cubes[key]

    @api.model
    def _scan(self, period, rules, with_partners):
        self._flush_books()
        columns = self._columns(period, with_partners)
        late = [c for rule in rules if rule.when != "booked" for c in rule.carriers]
        bases = self.env.execute_query(self._bases(period, rules, columns, late))
        made = self.env.execute_query(self._made(period, rules, columns, late))
        months = self._months(period)
        return TaxCube(
            (
                Base(frozenset(ids), due, partner, months[at], Decimal(sum_), count)
                for ids, due, partner, at, sum_, count in bases
            ),
            (
                Made(*made_by, due, partner, months[at], Decimal(sum_), count)
                for *made_by, due, partner, at, sum_, count in made
            ),
        )

    @api.model
    def _bases(self, period, rules, columns, late):
        carriers = sorted({c for rule in rules for c in rule.carriers})
        asked = SQL("TRUE"), SQL("line.taxes IS NOT NULL")
        if not self._reads_once():
            asked = (
                SQL("carried.account_tax_id = ANY(%s)", carriers),
                SQL("line.taxes && %s", carriers),
            )
        return SQL(
            """
            SELECT taxes, due, partner_id, month, SUM(balance)::text, SUM(count)::int
              FROM (
                SELECT array_agg(carried.account_tax_id) AS taxes,
                       CASE WHEN array_agg(carried.account_tax_id) && %(late)s
                            THEN %(due)s ELSE 0 END AS due,
                       %(partner)s AS partner_id, %(month)s AS month, line.balance,
                       1 AS count
                  FROM account_move_line AS line
                  JOIN account_move_line_account_tax_rel AS carried
                    ON carried.account_move_line_id = line.id
                 WHERE %(live)s AND %(asked)s
                 GROUP BY line.id
                 UNION ALL
                SELECT line.taxes,
                       CASE WHEN line.taxes && %(late)s THEN line.due ELSE 0 END,
                       %(partner)s, %(month)s, line.balance, line.count
                  FROM %(sums)s
                 WHERE %(asked_of_sums)s
              ) AS item
             GROUP BY taxes, due, partner_id, month
            """,
            **columns,
            late=SQL("%s::int[]", late),
            due=self._due_bits(),
            asked=asked[0],
            asked_of_sums=asked[1],
            live=self._live_items(period),
            sums=self._sums(period),
        )

    @api.model
    def _made(self, period, rules, columns, late):
        taxes = [rule.tax_id for rule in rules]
        accounts = self._tax_accounts(taxes) if self._reads_once() else []
        return SQL(
            """
            SELECT tax_id, share_id, account_id, due, partner_id, month,
                   SUM(balance)::text, SUM(count)::int
              FROM (
                SELECT line.tax_line_id AS tax_id,
                       line.tax_repartition_line_id AS share_id, line.account_id,
                       CASE WHEN line.tax_line_id = ANY(%(late)s)
                            THEN %(due)s ELSE 0 END AS due,
                       CASE WHEN line.tax_line_id IS NOT NULL
                            THEN %(partner)s END AS partner_id,
                       %(month)s AS month, line.balance, 1 AS count
                  FROM account_move_line AS line
                 WHERE %(live)s
                   AND (line.tax_line_id = ANY(%(taxes)s)
                        OR (line.tax_line_id IS NULL
                            AND line.account_id = ANY(%(accounts)s)))
                 UNION ALL
                SELECT line.tax_id, line.share_id, line.account_id,
                       CASE WHEN line.tax_id = ANY(%(late)s)
                            THEN line.due ELSE 0 END,
                       %(partner)s, %(month)s, line.balance, line.count
                  FROM %(sums)s
                 WHERE line.taxes IS NULL
                   AND (line.tax_id = ANY(%(taxes)s)
                        OR (line.tax_id IS NULL
                            AND line.account_id = ANY(%(accounts)s)))
              ) AS item
             GROUP BY tax_id, share_id, account_id, due, partner_id, month
            """,
            **columns,
            late=SQL("%s::int[]", late),
            due=self._due_bits(),
            taxes=SQL("%s::int[]", taxes),
            accounts=SQL("%s::int[]", accounts),
            live=self._live_items(period),
            sums=self._sums(period),
        )

    @api.model
    def _live_items(self, period):
        """Whether a posted item (`line`) is of a day that is not summed up."""
        days = self._on_days("line", self._coverage(period).live)
        return SQL("%s AND line.parent_state = 'posted'", days)

    @api.model
    def _sums(self, period):
        """The rows of the days and months that are summed up, as `line`."""
        coverage = self._coverage(period)
        columns = SQL(
            """line.company_id, line.date, line.taxes, line.tax_id, line.share_id,
               line.account_id, line.due, line.partner_id, line.expense_id,
               line.balance, line.count"""
        )
        return SQL(
            """(SELECT %s FROM ipai_bir_ledger_month AS line WHERE %s
                 UNION ALL
                SELECT %s FROM ipai_bir_ledger_day AS line WHERE %s) AS line""",
            columns,
            self._on_days("line", coverage.months),
            columns,
            self._on_days("line", coverage.days),
        )

    @api.model
    def _columns(self, period, with_partners):
        if not with_partners:
            return {"partner": SQL("NULL::int"), "month": SQL("0")}
        return {
            "partner": self._partner_column(),
            "month": self._month_column(period),
        }

    @api.model
    def _months(self, period):
        """First days of the months of a period, in the order of `_month_column`."""
        months = [fields.Date.start_of(period[1], "month")]
        while (following := fields.Date.end_of(months[-1], "month")) < period[2]:
            months.append(following + timedelta(days=1))
        return months

    @api.model
    def _month_column(self, period):
        """Place of an item's month in the period; cheaper than a date of the month."""
        months = self._months(period)
        cases = [
            SQL("WHEN line.date < %s THEN %s", following, place)
            for place, following in enumerate(months[1:])
        ]
        if not cases:
            return SQL("0")
        return SQL("CASE %s ELSE %s END", SQL(" ").join(cases), len(cases))

    @api.model
    def _due_bits(self):
        """`due` of the entry of a line; asked of items with a tax that is due later."""
        return SQL(
            """(SELECT CASE WHEN move.move_type = 'entry' THEN 1 ELSE 0 END
                     + CASE WHEN move.always_tax_exigible
                              OR move.tax_cash_basis_rec_id IS NOT NULL
                            THEN 2 ELSE 0 END
                  FROM account_move AS move WHERE move.id = line.move_id)"""
        )

    @api.model
    def _period_condition(self, period):
        companies, date_from, date_to = period
        return SQL(
            """line.company_id IN %s AND line.parent_state = 'posted'
               AND line.date BETWEEN %s AND %s""",
            tuple(companies.ids),
            date_from,
            date_to,
        )

    @api.model
    def _reads_once(self):
        return self.env.context.get("ipai_bir_books") is not None

    @api.model
    def _tax_accounts(self, tax_ids):
        """Accounts that the parts of these taxes are booked on."""
        shares = self.env["account.tax.repartition.line"].sudo()
        found = shares.search(
            [
                ("tax_id", "in", tax_ids),
                ("tax_id.ipai_tax_class", "not in", [False, "outside"]),
                ("account_id", "!=", False),
            ]
        )
        return found.account_id.ids
