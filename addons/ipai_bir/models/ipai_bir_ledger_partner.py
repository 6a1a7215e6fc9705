# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class IpaiBirLedgerPartner(models.AbstractModel):
    """The taxes of a period by partner, as the lists that go with returns read them."""

    _inherit = "ipai.bir.ledger"

    @api.model
    def by_partner(self, period, taxes, owed=False):
        """Base and amount of each tax by partner and month.

        The partner of an expense that an employee paid is the supplier, not the
        employee the entry owes. Self-assessed counterparts and taxes that are due
        on payment count as in `amounts`.

        :param period: (companies, date_from, date_to)
        :param owed: amounts of what we owe, as of `_ipai_owed_shares`
        :return: [{partner_id (None without one), tax_id, month (its first day), base
            and tax (sums of balances, debit positive, Decimal), count (of items)}],
            by month, partner and tax
        """
        rules = self._rules(taxes, owed).values()
        if not rules:
            return []
        cube = self._cube(period, rules, with_partners=True)
        found = sorted(
            cube.by_partner(rules).items(),
            key=lambda item: (item[0][2], item[0][0] or 0, item[0][1]),
        )
        return [
            {
                "partner_id": partner_id,
                "tax_id": tax_id,
                "month": month,
                "base": base,
                "tax": amount,
                "count": count,
            }
            for (partner_id, tax_id, month), (base, amount, count) in found
        ]

    @api.model
    def lines_domain_for(self, period, taxes, partner_id):
        """Domain of the journal items that `by_partner` counts for one partner.

        :param partner_id: of the partner, or None for the items without one
        """
        return [
            *self.period_domain(*period),
            *self._partner_domain(period, partner_id),
            "|",
            *self.lines_domain("tax_base", taxes),
            *self.lines_domain("tax_amount", taxes),
        ]

    @api.model
    def _knows_expenses(self):
        """Whether journal items can come from an expense (hr_expense is installed).

        An expense that an employee paid is a bill of the employee, on 18.0 and 19.0
        alike; the supplier stands on the expense alone.
        """
        return "expense_id" in self.env["account.move.line"]._fields

    @api.model
    def _partner_column(self):
        """Looked up for items of expenses alone, so all others cost nothing."""
        if not self._knows_expenses():
            return SQL("line.partner_id")
        return SQL(
            """CASE WHEN line.expense_id IS NULL THEN line.partner_id
                    ELSE COALESCE((SELECT vendor.commercial_partner_id
                                     FROM hr_expense AS expense
                                     JOIN res_partner AS vendor
                                       ON vendor.id = expense.vendor_id
                                    WHERE expense.id = line.expense_id),
                                  line.partner_id) END"""
        )

    @api.model
    def _partner_domain(self, period, partner_id):
        """Expenses by their numbers: who reads journal items may not read expenses."""
        of_line = ("partner_id", "=", partner_id or False)
        if not self._knows_expenses():
            return [of_line]
        of_vendor, of_others = self._expenses(period).get(partner_id or None, ((), ()))
        domain = [of_line]
        if of_others:
            domain = ["&", of_line, ("expense_id", "not in", list(of_others))]
        if not of_vendor:
            return domain
        return ["|", ("expense_id", "in", list(of_vendor)), *domain]

    @api.model
    def _expenses(self, period):
        """{partner: (expenses it supplied, expenses booked on it that another
        supplied)} of a period; a computation reads them once, for all partners."""
        read = self.env.context.get("ipai_bir_books")
        companies, *dates = period
        key = frozenset(companies.ids), *dates
        if read is not None and key in read.expenses:
            return read.expenses[key]
        self._flush_books()
        query = SQL(
            """
            SELECT DISTINCT expense.id, vendor.commercial_partner_id, line.partner_id
              FROM (%s) AS line
              JOIN hr_expense AS expense ON expense.id = line.expense_id
              JOIN res_partner AS vendor ON vendor.id = expense.vendor_id
             ORDER BY expense.id
            """,
            self._expense_items(period, SQL("TRUE"), SQL("TRUE")),
        )
        found = defaultdict(lambda: ({}, {}))
        for expense_id, vendor_id, booked_on in self.env.execute_query(query):
            found[vendor_id][0][expense_id] = True
            if booked_on != vendor_id:
                found[booked_on][1][expense_id] = True
        if read is not None:
            read.expenses[key] = found
        return found

    @api.model
    def _expense_items(self, period, of_sums, of_items):
        """Statement for expense and partner of the items with a tax that expenses made.

        :param of_sums: which of the sums (`line`)
        :param of_items: which of the items (`line`) of days that are not summed up
        """
        return SQL(
            """
            SELECT line.expense_id, line.partner_id FROM %s
             WHERE line.expense_id IS NOT NULL AND %s
             UNION
            SELECT line.expense_id, line.partner_id
              FROM account_move_line AS line
             WHERE %s AND line.expense_id IS NOT NULL AND %s
            """,
            self._sums(period),
            of_sums,
            self._live_items(period),
            of_items,
        )

    @api.model
    def _flush_books(self):
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        if self._knows_expenses():
            self.env["hr.expense"].flush_model(["vendor_id"])
            self.env["res.partner"].flush_model(["commercial_partner_id"])
