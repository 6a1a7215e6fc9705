# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestRoute(PolicySetup, TransactionCase):
    """The routing matrix, as a table."""

    def _plan(self, *expenses):
        expenses = self.env["hr.expense"].union(*expenses).sudo()
        route, levels = self.env["ipai.expense.route"]._plan(expenses)
        return route._explain(levels)

    def test_the_first_row_that_fits(self):
        self._policy(name="Limit", limit_amount=9000, severity="warn")
        other = self.env["hr.department"].create(
            {"name": "Warehouse", "company_id": self.company.id}
        )
        lodging = [(6, 0, self.lodging.ids)]
        self._route("Warehouse", "finance", department_ids=[(6, 0, other.ids)])
        self._route("Card", "finance", payment_mode="company_account")
        self._route("Breach", "manager", "finance", breach="warn", amount_to=10000)
        self._route("Above 20,000", "manager", "second_manager", amount_from=20000.01)
        self._route("Lodging", self.peer.user_id, product_ids=lodging)
        self._route("Field", "manager", department_ids=[(6, 0, self.head.ids)])
        for amounts, values, expected in (
            ([100], {}, "Route “Field”: Ana Reyes."),
            ([9500], {}, "Route “Breach”: Ana Reyes, then Carla Lim."),
            ([15000], {}, "Route “Field”: Ana Reyes."),
            ([20000], {}, "Route “Field”: Ana Reyes."),
            ([20000.01], {}, "Route “Above 20,000”: Ana Reyes, then Ben Cruz."),
            ([8000, 8000, 8000], {}, "Route “Above 20,000”: Ana Reyes, then Ben Cruz."),
            ([100], {"product_id": self.lodging.id}, "Route “Lodging”: Eva Go."),
            ([100], {"payment_mode": "company_account"}, "Route “Card”: Carla Lim."),
            ([100], {"employee_id": self.peer.id}, "No route fits; whoever may"),
        ):
            expenses = [self._expense(amount, **values) for amount in amounts]
            self.assertIn(expected, self._plan(*expenses), (amounts, values))

    def test_nobody_approves_their_own(self):
        """The employee is the approver of a level, by each kind of it."""
        self.department.manager_id = self.employee
        for levels, expected in (
            (["department_manager"], "“X”: Ana Reyes."),
            ([self.user, "finance"], "“X”: Carla Lim."),
            ([self.user | self.peer.user_id], "“X”: Eva Go."),
            ([self.user], "Ana Reyes"),
        ):
            route = self._route("X", *levels)
            self.assertIn(expected, self._plan(self._expense()), levels)
            route.active = False

    def test_a_manager_of_oneself_gives_way_to_the_one_above(self):
        self.manager.parent_id = self.boss
        self._route("X", "manager")
        self.manager.user_id.active = False
        self.assertIn("Ben Cruz", self._plan(self._expense()))

    def test_the_manager_of_the_department_above(self):
        self.head.manager_id = self.boss
        self._route("X", "department_manager")
        self.assertIn("“X”: Ben Cruz.", self._plan(self._expense()))

    def test_managers_in_a_circle_end(self):
        self.boss.parent_id = self.manager
        self._route("X", "second_manager")
        self.assertIn("Ben Cruz", self._plan(self._expense()))

    def test_one_approver_is_asked_once(self):
        self._route("X", "manager", self.manager.user_id, "finance")
        self.assertIn("Ana Reyes, then Carla Lim.", self._plan(self._expense()))
        submission = self._submit(self._expense())
        self.assertEqual(
            self._rows(submission).mapped("state"), ["waiting", "skipped", "planned"]
        )

    def test_a_group(self):
        group = self.env["res.groups"].create({"name": "Board"})
        field = "group_ids" if "group_ids" in self.env.user._fields else "groups_id"
        for employee in (self.boss, self.peer, self.finance):
            employee.user_id[field] = [(4, group.id)]
        self._route("X", group)
        self.assertIn("“X”: Board.", self._plan(self._expense()))
        row = self._rows(self._submit(self._expense()), "waiting")
        self.assertEqual(
            row.approver_ids,
            self.boss.user_id | self.peer.user_id | self.finance.user_id,
        )

    def test_without_anybody_whoever_odoo_lets_approve(self):
        submission = self._submit(self._expense(employee_id=self.peer.id))
        row = self._rows(submission)
        self.assertTrue(row.is_default)
        self.assertFalse(row.approver_ids)
        self.assertFalse(self._is_approved(submission))
        self._approve(submission, self.controller.user_id)
        self.assertTrue(self._is_approved(submission))

    def test_levels_need_their_names(self):
        with self.assertRaisesRegex(ValidationError, "Name the persons"):
            self._route("X", self.env["res.users"])
        with self.assertRaisesRegex(ValidationError, "Choose the group"):
            self._route("X", self.env["res.groups"])
