# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import ReceiptCase


@tagged("post_install", "-at_install")
class TestDashboard(ReceiptCase):
    def setUp(self):
        super().setUp()
        self.now = fields.Datetime.now()
        self.vendor = self.env["res.partner"].create({"name": "Kape at Pandesal"})

    def _expenses(self, count, employee=None, **vals):
        return self.env["hr.expense"].create(
            [
                {
                    "name": f"Receipt {number}",
                    "employee_id": (employee or self.employee).id,
                    "company_id": self.company.id,
                    "product_id": self.product.id,
                    "vendor_id": self.vendor.id,
                    "total_amount_currency": 112,
                    "date": fields.Date.context_today(self.employee),
                    "ipai_read_at": self.now,
                    "ipai_seconds": 0.5,
                    **vals,
                }
                for number in range(count)
            ]
        )

    def _figures(self, user=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.expenses.with_user(user or self.user).ipai_dashboard(**options)

    def test_open_receipts_and_their_lists(self):
        self._expenses(2, ipai_state="pending")
        self._expenses(3, ipai_state="review")
        self._expenses(1, ipai_state="failed")
        figures = self._figures()["open"]
        counts = {state: figures[state]["count"] for state in figures}
        self.assertEqual(counts, {"pending": 2, "review": 3, "failed": 1})
        for figure in figures.values():
            found = self.expenses.search_count(figure["domain"])
            self.assertEqual(found, figure["count"])

    def test_time_to_post(self):
        for hours in (1, 2, 3, 4, 10):
            expense = self._expenses(1)
            expense.ipai_posted_at = expense.create_date + timedelta(hours=hours)
        done = self._figures()["done"]
        self.assertEqual(done["count"], 5)
        self.assertAlmostEqual(done["median"], 3 * 3600, delta=1)
        self.assertAlmostEqual(done["p90"], 7.6 * 3600, delta=1)

    def test_nothing_is_not_zero(self):
        figures = self._figures()
        self.assertIsNone(figures["done"]["share"])
        self.assertIsNone(figures["done"]["median"])
        self.assertIsNone(figures["queue"]["oldest"])
        self.assertIsNone(figures["queue"]["seconds"])
        self.assertEqual(figures["vendors"], [])
        self.assertEqual(len(figures["months"]), 12)

    def test_amounts_and_their_lists(self):
        other = self.env["res.partner"].create({"name": "Petron"})
        self._expenses(2)
        self._expenses(1, vendor_id=other.id, total_amount_currency=1000)
        figures = self._figures()
        vendors = [(row["name"], row["amount"]) for row in figures["vendors"]]
        self.assertEqual(vendors, [("Petron", 1000), ("Kape at Pandesal", 224)])
        self.assertEqual(figures["categories"][0]["amount"], 1224)
        this_month = figures["months"][-1]
        self.assertEqual((this_month["amount"], this_month["count"]), (1224, 3))
        for row in (*figures["vendors"], *figures["categories"], this_month):
            self.assertEqual(self.expenses.search_count(row["domain"]), row["count"])

    def test_vendors_who_are_no_partners_yet(self):
        self._expenses(1)
        self._expenses(2, vendor_id=False, ipai_vendor_name="ALING NENA SARI-SARI")
        self._expenses(1, vendor_id=False)
        vendors = self._figures()["vendors"]
        self.assertEqual(
            [(row["name"], row["count"]) for row in vendors],
            [("ALING NENA SARI-SARI", 2), ("Kape at Pandesal", 1), ("", 1)],
        )
        for row in vendors:
            self.assertEqual(self.expenses.search_count(row["domain"]), row["count"])

    def test_the_queue(self):
        waiting = self._expenses(1, ipai_state="pending", ipai_read_at=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_expense SET create_date = create_date - interval '2 hours' "
            "WHERE id = %s",
            waiting.ids,
        )
        self._expenses(2, ipai_cost=0.25)
        queue = self._figures()["queue"]
        self.assertAlmostEqual(queue["oldest"], 7200, delta=60)
        self.assertEqual(queue["read"], 2)
        self.assertAlmostEqual(queue["seconds"], 0.5)
        self.assertAlmostEqual(queue["cost"], 0.5)

    def test_the_period(self):
        old = self._expenses(1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_expense SET create_date = create_date - interval '60 days' "
            "WHERE id = %s",
            old.ids,
        )
        self._expenses(1)
        read = {
            period: self._figures(period=period)["queue"]["read"]
            for period in ("week", "month", "quarter", "all", "unheard of")
        }
        self.assertEqual(
            read, {"week": 1, "month": 1, "quarter": 2, "all": 2, "unheard of": 1}
        )

    def test_whose_expenses_count(self):
        colleague = self._create_employee("ramon.diaz", self.company)
        approver = self._create_employee(
            "elena.cruz", self.company, "hr_expense.group_hr_expense_team_approver"
        )
        manager = self._create_employee(
            "jose.reyes", self.company, "hr_expense.group_hr_expense_manager"
        )
        colleague.expense_manager_id = approver.user_id
        self._expenses(1)
        self._expenses(2, employee=colleague)
        for person, count in ((self.employee, 1), (colleague, 2), (approver, 2)):
            read = self._figures(person.user_id)["queue"]["read"]
            self.assertEqual(read, count, person.name)
        self.assertEqual(self._figures(manager.user_id)["queue"]["read"], 3)

    def test_one_company_at_a_time(self):
        other = self._create_company("Dagat Trading")
        self.user.company_ids = [Command.link(other.id)]
        self._expenses(1)
        both = self.expenses.with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        self.assertEqual(both.ipai_dashboard(company_id=other.id)["queue"]["read"], 0)
        self.assertEqual(both.ipai_dashboard()["queue"]["read"], 1)
        # A company that is not the user's is not told about
        stranger = self._create_company("Bundok Trading")
        figures = both.ipai_dashboard(company_id=stranger.id)
        self.assertEqual(figures["company"], self.company.id)

    def test_queries_do_not_grow_with_the_expenses(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.expenses.ipai_dashboard(period="all")
            return self.env.cr.sql_log_count - before

        self._expenses(1, ipai_state="pending")
        count()  # access rules and translations are looked up once
        few = count()
        for number in range(7):
            partner = self.env["res.partner"].create({"name": f"Vendor {number}"})
            self._expenses(7, vendor_id=partner.id, ipai_posted_at=self.now)
        self.assertEqual(count(), few)

    def test_posting_is_noted_once(self):
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        ) or self.env["account.journal"].create(
            {
                "name": "Misc",
                "code": "MSC",
                "type": "general",
                "company_id": self.company.id,
            }
        )
        expense = self._expenses(1)
        account = self.env["account.account"].create(
            {
                "name": "Meals",
                "code": "600600",
                "account_type": "expense",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "expense_id": expense.id,
                            "debit": debit,
                            "credit": credit,
                        }
                    )
                    for debit, credit in ((112, 0), (0, 112))
                ],
            }
        )
        self.assertFalse(expense.ipai_posted_at)
        move.action_post()
        posted_at = expense.ipai_posted_at
        self.assertTrue(posted_at)
        move.button_draft()
        move.action_post()
        self.assertEqual(expense.ipai_posted_at, posted_at)
