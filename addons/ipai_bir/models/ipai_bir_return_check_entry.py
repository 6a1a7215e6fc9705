# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools import return_state

PURCHASING = ("vat", "withholding_expanded")


class IpaiBirReturnCheckEntry(models.Model):
    """Whether the entries of the period are all there, once, and as they should be."""

    _inherit = "ipai.bir.return"

    def _checks(self):
        codes, kind = super()._checks(), self.form_id.tax_type
        if kind in PURCHASING:
            codes.append("duplicate_reference")
            if self.env["ipai.bir.ledger"]._knows_expenses():
                codes.append("expense_vendor")
        if kind == "withholding_expanded" and self.frequency != "monthly":
            codes.append("bill_without_atc")
        return [*codes, "earlier_drift"]

    def _check_unposted(self):
        """Entries of the period that nobody posted are in no return."""
        companies, date_from, date_to = self._period()
        domain = [
            ("company_id", "in", companies.ids),
            ("state", "=", "draft"),
            ("date", ">=", fields.Date.to_string(date_from)),
            ("date", "<=", fields.Date.to_string(date_to)),
            ("ipai_bir_return_id", "=", False),
        ]
        entries = self.env["account.move"].sudo().search(domain)
        if not entries:
            return []
        text = self.env._(
            "Entries of the period that are not posted and not in this return: %s.",
            len(entries),
        )
        return [self._entries_finding(text, "unposted", entries.ids)]

    def _entries_finding(self, text, key, ids):
        return {
            "level": "warning",
            "text": text,
            "key": key,
            "res_model": "account.move",
            "ids": ids,
        }

    def _check_duplicate_reference(self):
        """Bills of one vendor with the same number, however it was written.

        Looked for among the bills of the period and of the year before it.
        """
        companies, date_from, date_to = self._period()
        year_before = date_from - timedelta(days=365)
        ledger = self.env["ipai.bir.ledger"].sudo()
        query = SQL(
            """
            WITH bill AS (%(bills)s), again AS (
                SELECT vendor_id, number
                  FROM bill
                 WHERE number <> ''
                 GROUP BY vendor_id, number
                HAVING COUNT(*) > 1 AND MAX(date) >= %(from)s
            )
            SELECT vendor_id, number, array_agg(bill.move_id ORDER BY bill.move_id)
              FROM again JOIN bill USING (vendor_id, number)
             GROUP BY vendor_id, number
             ORDER BY vendor_id, number
            """,
            **{"from": date_from},
            bills=ledger.bills_again((companies, year_before, date_to)),
        )
        found = self._less_expenses(self.env.execute_query(query))
        if not found:
            return []
        vendors = self.env["res.partner"].sudo().browse([row[0] for row in found])
        names = [
            f"{vendor.name} {number}"
            for vendor, (_id, number, _bills) in zip(vendors, found, strict=True)
        ]
        text = self.env._(
            "Numbers of vendors' bills that were booked more than once (%(count)s): "
            "%(names)s.",
            count=len(found),
            names=self._few_names(names),
        )
        ids = [bill for row in found for bill in row[2]]
        return [self._entries_finding(text, "duplicates", ids)]

    def _less_expenses(self, found):
        """The rows (vendor, number, bills) without bills that expenses made.

        Odoo numbers those itself, each of an employee's alike.
        """
        if not found or not self.env["ipai.bir.ledger"]._knows_expenses():
            return found
        bills = [bill for row in found for bill in row[2]]
        items = self.env["account.move.line"].sudo()
        made = set(
            items.search(
                [("move_id", "in", bills), ("expense_id", "!=", False)]
            ).move_id.ids
        )
        return [row for row in found if not made.intersection(row[2])]

    def _check_expense_vendor(self):
        """Expenses without a supplier would be listed as bought from the employee."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        ledger._flush_books()
        nameless = SQL(
            """SELECT id FROM hr_expense
                WHERE vendor_id IS NULL AND payment_mode = 'own_account'
                  AND company_id IN %s""",
            tuple(self._filed_companies().ids),
        )
        expenses = [row[0] for row in self.env.execute_query(nameless)]
        if not expenses:
            return []
        taxes = self._family_taxes().ids
        query = SQL(
            "SELECT DISTINCT expense_id FROM (%s) AS line ORDER BY expense_id",
            ledger._expense_items(
                self._period(),
                SQL(
                    "line.expense_id = ANY(%s) AND line.taxes && %s::int[]",
                    expenses,
                    taxes,
                ),
                SQL(
                    """line.expense_id = ANY(%s) AND EXISTS (
                        SELECT FROM account_move_line_account_tax_rel AS its
                         WHERE its.account_move_line_id = line.id
                           AND its.account_tax_id = ANY(%s))""",
                    expenses,
                    taxes,
                ),
            ),
        )
        ids = [row[0] for row in self.env.execute_query(query)]
        if not ids:
            return []
        text = self.env._(
            "Expenses with a tax that name no supplier: %s. Lists would say that the "
            "employees sold it.",
            len(ids),
        )
        return [
            {
                "level": "warning",
                "text": text,
                "key": "expenses",
                "res_model": "hr.expense",
                "ids": ids,
            }
        ]

    def _check_bill_without_atc(self):
        """Bills without withholding of vendors from whom tax was withheld before."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        rows = ledger.by_partner(self._period(), self._family_taxes())
        vendors = {row["partner_id"] for row in rows} - {None}
        if not vendors:
            return []
        query = SQL(
            """
            SELECT move_id FROM (%s) AS bill
             WHERE has_base AND vendor_id = ANY(%s) AND NOT taxes && %s
             ORDER BY move_id
            """,
            ledger.bills(self._period()),
            sorted(vendors),
            ledger._with_groups(self._family_taxes()).ids,
        )
        ids = [row[0] for row in self.env.execute_query(query)]
        if not ids:
            return []
        text = self.env._(
            "Bills of the period without withholding tax, although tax is withheld on "
            "other bills of the same vendors: %s.",
            len(ids),
        )
        return [self._entries_finding(text, "bills", ids)]

    def _check_earlier_drift(self):
        """Entries posted into a period whose return was filed already."""
        earlier = self.sudo().search(
            [
                ("form_id", "=", self.form_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_to", "<", self.date_from),
                ("state", "in", return_state.FROZEN),
                ("has_drift", "=", True),
            ]
        )
        return [
            {
                "level": "warning",
                "text": self.env._(
                    "The books of %s changed after it was filed: amend it before you "
                    "file the next period.",
                    record.name,
                ),
                "key": f"{record.id} {sorted(x['entry'] for x in record.drift or [])}",
                "res_model": "ipai.bir.return",
                "ids": record.ids,
            }
            for record in earlier
            if not record._is_superseded()
        ]
