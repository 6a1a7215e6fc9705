# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

IMPORTS = ("purchase_import", "purchase_import_exempt")


class IpaiBirLedgerRefresh(models.AbstractModel):
    """Summing up the days that were marked.

    One transaction takes one month of one company: it sees the marks of the month,
    sums up their days as of the same snapshot, and removes the marks it saw. Two that
    meet want to remove the same marks, and PostgreSQL lets one of them do it
    (REPEATABLE READ); so sums of an older snapshot never replace newer ones.
    """

    _inherit = "ipai.bir.ledger"

    @api.model
    def _cron_sum_up(self):
        """Sum up one month that has marks; the scheduler commits, then comes back."""
        remaining = self._sum_up_next()
        cron = self.env["ir.cron"]
        # 19.0 commits and tells progress in one call
        if hasattr(cron, "_commit_progress"):
            cron._commit_progress(1, remaining=remaining)
        else:
            cron._notify_progress(done=1, remaining=remaining)

    @api.model
    def _ask_to_sum_up(self, period):
        """Have the scheduler sum up soon when most of a period had to be read."""
        coverage = self._coverage(period)
        live, summed = (
            sum(map(len, days.values())) for days in (coverage.live, coverage.summed)
        )
        cron = self.env.ref("ipai_bir.ipai_bir_cron_sum_up", False)
        if live <= summed or not cron:
            return
        waiting = self.env["ir.cron.trigger"].sudo()
        if not waiting.search_count([("cron_id", "=", cron.id)], limit=1):
            cron.sudo()._trigger()

    @api.model
    def _sum_up(self):
        """Sum up everything that is marked, in this transaction."""
        while self._sum_up_next():
            pass

    @api.model
    def _sum_up_next(self):
        """Sum up the latest month of a company that has marks.

        :return: number of months that are left
        """
        self._flush_books()
        if not self._has_lock():
            return 0
        self._spread_marks()
        found = self.env.execute_query(
            SQL(
                """
                SELECT company_id, date_trunc('month', date)::date AS month,
                       array_agg(DISTINCT date), array_agg(seq), COUNT(*) OVER ()
                  FROM ipai_bir_ledger_mark
                 GROUP BY company_id, month
                 ORDER BY month DESC, company_id
                 LIMIT 1
                """
            )
        )
        if not found:
            return 0
        company_id, month, dates, marks, months = found[0]
        for statement in (
            *self._sum_up_days(company_id, dates),
            *self._sum_up_month(company_id, month),
            *self._sum_up_bills(company_id, dates),
            SQL("DELETE FROM ipai_bir_ledger_mark WHERE seq = ANY(%s)", marks),
        ):
            self.env.cr.execute(statement)
        return months - 1

    @api.model
    def _has_lock(self):
        """Whether nobody else sums up just now."""
        self.env.cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('ipai_bir_ledger'))"
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _spread_marks(self):
        """Mark each day there is, where all days are marked at once."""
        marks = self.env.execute_query(
            SQL("SELECT seq FROM ipai_bir_ledger_mark WHERE date IS NULL")
        )
        if not marks:
            return
        for statement in (
            SQL("DELETE FROM ipai_bir_ledger_day"),
            SQL("DELETE FROM ipai_bir_ledger_month"),
            SQL("DELETE FROM ipai_bir_ledger_bill"),
            SQL(
                """
                INSERT INTO ipai_bir_ledger_mark (company_id, date)
                SELECT company_id, date FROM account_move_line
                 WHERE parent_state = 'posted' AND company_id IS NOT NULL
                   AND date IS NOT NULL
                 UNION
                SELECT company_id, date FROM account_move
                 WHERE state = 'posted' AND company_id IS NOT NULL AND date IS NOT NULL
                """
            ),
            SQL(
                "DELETE FROM ipai_bir_ledger_mark WHERE seq = ANY(%s)",
                [seq for (seq,) in marks],
            ),
        ):
            self.env.cr.execute(statement)

    @api.model
    def _sum_up_days(self, company_id, dates):
        days = {company_id: sorted(dates)}
        expense = SQL("line.expense_id" if self._knows_expenses() else "NULL::int")
        columns = {
            "on": SQL(
                "%s AND line.parent_state = 'posted'", self._on_days("line", days)
            ),
            "expense": expense,
            "due": self._due_bits(),
        }
        company = self.env["res.company"].sudo().browse(company_id)
        taxes = self.env["account.tax"]._ipai_of(company)
        imports = taxes.filtered(lambda tax: tax.ipai_tax_class in IMPORTS)
        yield SQL(
            "DELETE FROM ipai_bir_ledger_day AS line WHERE %s",
            self._on_days("line", days),
        )
        yield SQL(
            """
            INSERT INTO ipai_bir_ledger_day
                   (company_id, date, taxes, due, partner_id, expense_id, balance,
                    count, items)
            SELECT company_id, date, taxes, due, partner_id, expense_id, SUM(balance),
                   COUNT(*),
                   CASE WHEN taxes && %(imports)s THEN array_agg(id) END
              FROM (
                SELECT line.id, line.company_id, line.date, line.balance,
                       line.partner_id, %(expense)s AS expense_id, %(due)s AS due,
                       array_agg(carried.account_tax_id
                                 ORDER BY carried.account_tax_id) AS taxes
                  FROM account_move_line AS line
                  JOIN account_move_line_account_tax_rel AS carried
                    ON carried.account_move_line_id = line.id
                 WHERE %(on)s
                 GROUP BY line.id
              ) AS item
             GROUP BY company_id, date, taxes, due, partner_id, expense_id
            """,
            **columns,
            imports=SQL("%s::int[]", self._with_groups(imports).ids),
        )
        yield SQL(
            """
            INSERT INTO ipai_bir_ledger_day
                   (company_id, date, tax_id, share_id, account_id, due, partner_id,
                    expense_id, balance, count, items)
            SELECT company_id, date, tax_line_id, tax_repartition_line_id, account_id,
                   due, partner_id, expense_id, SUM(balance), COUNT(*),
                   CASE WHEN tax_line_id = ANY(%(imports)s)
                          OR tax_line_id IS NULL AND account_id = ANY(%(accounts)s)
                        THEN array_agg(id) END
              FROM (
                SELECT line.id, line.company_id, line.date, line.balance,
                       line.account_id, line.tax_line_id, line.tax_repartition_line_id,
                       %(due)s AS due, line.partner_id, %(expense)s AS expense_id
                  FROM account_move_line AS line
                 WHERE %(on)s AND line.tax_line_id IS NOT NULL
                 UNION ALL
                SELECT line.id, line.company_id, line.date, line.balance,
                       line.account_id, NULL, line.tax_repartition_line_id, 0, NULL,
                       NULL
                  FROM account_move_line AS line
                 WHERE %(on)s AND line.tax_line_id IS NULL
                   AND line.account_id IS NOT NULL
              ) AS item
             GROUP BY company_id, date, tax_line_id, tax_repartition_line_id,
                      account_id, due, partner_id, expense_id
            """,
            **columns,
            imports=SQL("%s::int[]", imports.ids),
            accounts=SQL("%s::int[]", self._tax_accounts(taxes.ids)),
        )

    @api.model
    def _sum_up_month(self, company_id, month):
        """From its days, which all hold now."""
        yield SQL(
            "DELETE FROM ipai_bir_ledger_month WHERE company_id = %s AND date = %s",
            company_id,
            month,
        )
        yield SQL(
            """
            INSERT INTO ipai_bir_ledger_month
                   (company_id, date, taxes, tax_id, share_id, account_id, due,
                    partner_id, expense_id, balance, count)
            SELECT company_id, %s, taxes, tax_id, share_id, account_id, due, partner_id,
                   expense_id, SUM(balance), SUM(count)
              FROM ipai_bir_ledger_day
             WHERE company_id = %s AND date BETWEEN %s AND %s
             GROUP BY company_id, taxes, tax_id, share_id, account_id, due, partner_id,
                      expense_id
            """,
            month,
            company_id,
            month,
            fields.Date.end_of(month, "month"),
        )

    @api.model
    def _sum_up_bills(self, company_id, dates):
        days = {company_id: sorted(dates)}
        yield SQL(
            "DELETE FROM ipai_bir_ledger_bill AS bill WHERE %s",
            self._on_days("bill", days),
        )
        yield SQL(
            """
            INSERT INTO ipai_bir_ledger_bill
                   (company_id, date, move_id, vendor_id, number, has_base, taxes)
            SELECT bill.company_id, bill.date, bill.move_id, bill.vendor_id,
                   bill.number, bill.has_base, bill.taxes
              FROM (%s) AS bill
            """,
            self._bills(self._on_days("move", days)),
        )
        yield SQL(
            """
            WITH twice AS (
                SELECT vendor_id, number
                  FROM (SELECT DISTINCT vendor_id, number
                          FROM ipai_bir_ledger_bill AS bill
                         WHERE %s AND number <> '') AS fresh
                  JOIN ipai_bir_ledger_bill USING (vendor_id, number)
                 WHERE number <> ''
                 GROUP BY vendor_id, number HAVING COUNT(*) > 1)
            UPDATE ipai_bir_ledger_bill AS bill SET is_again = TRUE FROM twice
             WHERE bill.vendor_id = twice.vendor_id AND bill.number = twice.number
               AND bill.number <> '' AND NOT bill.is_again
            """,
            self._on_days("bill", days),
        )
