# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PayrollCase

TAX_FIELDS = ["ipai_tin", "ipai_separated_on", "ipai_wage_earner_ids"]


@tagged("post_install", "-at_install")
class TestSecurity(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Molave Inc", "111-222-333-00000")
        cls.employee = cls.make_employee("Reyes")
        cls.earns_minimum_wage(cls.employee, date_to="2026-01-31")
        cls.env["ipai.bir.previous.employer"].create(
            {
                "employee_id": cls.employee.id,
                "year": 2026,
                "name": "Carabao Inc",
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
                "months": 1,
            }
        )
        cls.paid = cls.pay(
            cls.employee, 9, basic=30000, tax_withheld=1000, benefits=[("rice", 2000)]
        )

    def secrets(self):
        return (
            self.paid,
            self.paid.year_id,
            self.paid.benefit_ids,
            self.employee.ipai_wage_earner_ids,
            self.employee.ipai_previous_employer_ids,
        )

    def users_without_payroll(self):
        return (
            self.user("vic", "ipai_base.group_viewer"),
            self.user("ana", "ipai_base.group_analyst"),
            self.user("rita", "ipai_base.group_reviewer"),
            self.user("harry", "hr.group_hr_user"),
            self.user("olga", "ipai_bir_payroll.group_payroll", self.other),
            self.user("pia", "base.group_portal"),
        )

    def test_salaries_are_for_payroll_only(self):
        for user in self.users_without_payroll():
            for record in self.secrets():
                seen = record.with_user(user).with_context(
                    allowed_company_ids=user.company_ids.ids
                )
                with self.subTest(user=user.login, model=record._name):
                    with self.assertRaises(AccessError):
                        seen.read(["display_name"])
                    with self.assertRaises(AccessError):
                        seen.write({"company_id": self.company.id})
                    with self.assertRaises(AccessError):
                        seen.unlink()

    def test_tax_fields_of_employees_are_hidden(self):
        for login, groups in (
            ("harry", "hr.group_hr_user"),
            ("rita", "ipai_base.group_reviewer,hr.group_hr_user"),
        ):
            user = self.user(login, groups)
            for name in TAX_FIELDS:
                with self.subTest(user=login, field=name):
                    with self.assertRaises(AccessError):
                        self.employee.with_user(user).read([name])
            views = self.employee.with_user(user).get_views([(False, "form")])
            self.assertNotIn("ipai_tin", views["views"]["form"]["arch"])

    def test_payroll_reads_enters_and_corrects(self):
        clara = self.user("clara", "ipai_bir_payroll.group_payroll")
        for record in self.secrets():
            self.assertTrue(record.with_user(clara).read())
        pay = self.paid.with_user(clara)
        pay.tax_withheld = 1375.05
        pay.copy(
            {
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                "paid_on": "2026-10-31",
            }
        ).unlink()
        self.assertTrue(self.employee.with_user(clara).read(TAX_FIELDS))
        with self.assertRaises(AccessError):
            pay.year_id.unlink()

    def test_who_prepares_returns_sees_totals(self):
        ana = self.user("ana", "ipai_base.group_analyst")
        record = (
            self.env["ipai.bir.return"]
            .with_user(ana)
            .create(
                {
                    "form_code": "1601-C",
                    "company_id": self.company.id,
                    "year": 2026,
                    "month": "9",
                }
            )
        )
        record.action_compute()
        self.assertEqual(record.amount("25"), 1000)
        action = record.action_open_lines("14")
        with self.assertRaises(AccessError):
            self.env[action["res_model"]].with_user(ana).search(action["domain"])
        self.assertNotIn("Reyes", str(record.sheet))
        self.assertNotIn("Reyes", str(record.message_ids.mapped("body")))

    def test_nothing_of_pay_is_written_into_discussions(self):
        self.assertFalse("message_ids" in self.paid._fields)
        self.employee.with_context(tracking_disable=False).ipai_tin = "999-888-777-000"
        self.env.flush_all()
        said = str(self.employee.message_ids.mapped("body"))
        values = self.employee.message_ids.sudo().tracking_value_ids
        self.assertNotIn("999-888", said)
        self.assertFalse(values.filtered(lambda v: "999" in (v.new_value_char or "")))

    def test_menu_of_payroll(self):
        menu = self.env.ref("ipai_bir_payroll.ipai_bir_payroll_menu")
        for user in self.users_without_payroll()[:4]:
            seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertNotIn(menu.id, seen)
        clara = self.user("clara", "ipai_bir_payroll.group_payroll")
        self.assertIn(
            menu.id, self.env["ir.ui.menu"].with_user(clara)._visible_menu_ids()
        )
