# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestPolicyScope(PolicySetup, TransactionCase):
    """Whom a policy speaks of, from when to when, and what judging costs."""

    def _hits(self, values, **expense):
        policy = self._policy(limit_amount=50, **values)
        hit = bool(self._texts(self._expense(**expense)))
        policy.active = False
        return hit

    def test_scope(self):
        grade = self.env["ipai.expense.grade"].create({"name": "Executive"})
        other = self.env["hr.department"].create(
            {"name": "Warehouse", "company_id": self.company.id}
        )
        category = self.lodging.categ_id.create({"name": "Travel"})
        below = category.create({"name": "Hotels", "parent_id": category.id})
        self.lodging.categ_id = below
        self.peer.sudo().ipai_expense_grade_id = grade
        lodging = {"product_id": self.lodging.id}
        for values, expense, expected in (
            ({}, {}, True),
            ({"department_ids": [(6, 0, self.head.ids)]}, {}, True),
            ({"department_ids": [(6, 0, other.ids)]}, {}, False),
            (
                {"department_ids": [(6, 0, other.ids)]},
                {"employee_id": self.peer.id},
                False,
            ),
            ({"grade_ids": [(6, 0, grade.ids)]}, {}, False),
            ({"grade_ids": [(6, 0, grade.ids)]}, {"employee_id": self.peer.id}, True),
            ({"product_ids": [(6, 0, self.lodging.ids)]}, {}, False),
            ({"product_ids": [(6, 0, self.lodging.ids)]}, lodging, True),
            ({"product_category_ids": [(6, 0, category.ids)]}, lodging, True),
            ({"product_category_ids": [(6, 0, category.ids)]}, {}, False),
            ({"payment_mode": "own_account"}, {}, True),
            ({"payment_mode": "company_account"}, {}, False),
            ({"amount_from": 100, "amount_to": 100}, {}, True),
            ({"amount_from": 100.01}, {}, False),
            ({"amount_to": 99.99}, {}, False),
        ):
            self.assertEqual(self._hits(values, **expense), expected, (values, expense))

    def test_an_expense_is_judged_by_the_policy_of_its_date(self):
        self._policy(name="Old", limit_amount=500, date_to="2026-10-31")
        self._policy(name="New", limit_amount=800, date_from="2026-11-01")
        for day, amount, expected in (
            ("2026-10-31", 600, ["Old 500.00: 600.00, 100.00 over"]),
            ("2026-11-01", 600, []),
            ("2026-11-01", 900, ["New 800.00: 900.00, 100.00 over"]),
        ):
            self.assertEqual(self._texts(self._expense(amount, date=day)), expected)

    def test_days_in_order(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._policy(limit_amount=1, date_from="2026-02-01", date_to="2026-01-01")
            self.env.flush_all()

    def test_another_company_is_not_judged(self):
        company = self._create_company("Other")
        self._policy(limit_amount=1, company_id=company.id)
        self.assertFalse(self._texts(self._expense()))

    def test_amounts_are_in_the_currency_of_the_company(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "inverse_company_rate": 50,
            }
        )
        self._policy(name="Limit", limit_amount=800)
        self.assertEqual(
            self._texts(self._expense(20, currency_id=dollar.id)),
            ["Limit 800.00: 1,000.00, 200.00 over"],
        )

    def test_two_hundred_cost_no_more_queries_than_one(self):
        for kind, values in (
            ("amount", {"limit_amount": 50}),
            ("day", {"limit_amount": 5000}),
            ("month", {"limit_amount": 90000}),
            ("receipt", {"limit_amount": 50}),
            ("weekend", {}),
            ("item", {"words": "beer"}),
            ("duplicate", {}),
            ("tin", {"limit_amount": 50}),
        ):
            for number in range(3):
                self._policy(kind, name=f"{kind} {number}", **values)
        days = [f"2026-11-{day:02}" for day in range(1, 21)]
        values = [
            {
                "name": f"Lunch {number}",
                "date": days[number % 20],
                "employee_id": self.employee.id,
                "company_id": self.company.id,
                "product_id": self.product.id,
                "total_amount_currency": 10,
            }
            for number in range(200)
        ]
        expenses = self.env["hr.expense"].create(values)
        policies = self.env["ipai.expense.policy"].sudo()
        counts = []
        for some in (expenses[:1], expenses):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            policies._judge(some.sudo())
            counts.append(self.cr.sql_log_count - before)
        # Prefetching reads records in thousands: the very same queries.
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        self.assertLessEqual(counts[0], 60, counts)

    def test_the_pack_is_loaded_once_and_edits_stay(self):
        policies = self.env["ipai.expense.policy"]
        first = policies._load_pack("ph", self.company)
        self.assertEqual(len(first), 14)
        self.assertEqual(first.company_id, self.company)
        meals = first.filtered(lambda one: one.kind == "day")
        meals.write({"limit_amount": 1000, "active": False})
        self.assertFalse(policies._load_pack("ph", self.company))
        self.assertEqual(meals.limit_amount, 1000)
        blocked = first.filtered(lambda one: one.severity == "block")
        self.assertEqual(
            set(blocked.mapped("kind")), {"receipt", "item"}, blocked.mapped("name")
        )

    def test_employees_do_not_load_packs(self):
        policies = self.env["ipai.expense.policy"].with_user(self.user)
        with self.assertRaisesRegex(Exception, "administrators of expenses"):
            policies.action_load_pack()
