# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.ipai_bir.tools import table_file

from ..tools import pay_file
from .common import PayrollCase

HEADING = (
    *("Employee", "TIN", "From", "To", "Basic salary", "Rice subsidy"),
    *("SSS or GSIS", "Tax withheld"),
)
REYES = ["Maria Reyes", "", "2026-09-01", "2026-09-30", 50000, 2500, 1750, 4918.40]
CRUZ = ["", "222-222-222-000", "09/01/2026", "09/30/2026", "25,000.00", "", 1250, 490]


@tagged("post_install", "-at_install")
class TestImport(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reyes = cls.make_employee("Reyes")
        cls.cruz = cls.make_employee("Cruz", tin="222-222-222-00000")

    def wizard(self, *rows, heading=HEADING, name="pay.xlsx"):
        if name.endswith(".xlsx"):
            content = table_file.write(list(heading), list(rows))
        else:
            lines = [";".join(map(str, row)) for row in (heading, *rows)]
            content = "\n".join(lines).encode()
        return self.env["ipai.bir.compensation.import"].create(
            {
                "company_id": self.company.id,
                "file": base64.b64encode(content),
                "filename": name,
            }
        )

    def pays(self):
        return self.env["ipai.bir.compensation"].search(
            [("company_id", "=", self.company.id)]
        )

    def problems(self, *rows, **values):
        wizard = self.wizard(*rows, **values)
        wizard.action_check()
        self.assertEqual(wizard.state, "problems", wizard.line_ids.mapped("text"))
        with self.assertRaises(UserError):
            wizard.action_import()
        return wizard.line_ids

    def test_xlsx_and_csv(self):
        for name in ("pay.xlsx", "pay.csv"):
            with self.subTest(name), self.env.cr.savepoint() as point:
                wizard = self.wizard(REYES, CRUZ, name=name)
                wizard.action_check()
                self.assertEqual(wizard.summary, "2 new, 0 changed, 0 unchanged.")
                self.assertIn("Rice subsidy 2,500.00", wizard.line_ids[0].text)
                self.assertFalse(self.pays())
                action = wizard.action_import()
                reyes, cruz = self.pays().sorted("basic", reverse=True)
                self.assertEqual(action["domain"], [("id", "in", [reyes.id, cruz.id])])
                self.assertEqual(
                    (reyes.employee_id, cruz.employee_id.name),
                    (self.reyes, "Maria Cruz"),
                )
                self.assertEqual(
                    (reyes.exempt_de_minimis, reyes.tax_withheld), (2500, 4918.40)
                )
                self.assertEqual((cruz.sss, str(cruz.paid_on)), (1250, "2026-09-30"))
                self.assertEqual(reyes.should_be, 4858.40)
                self.assertEqual(reyes.origin, "file")
                point.rollback()

    def test_again_is_the_same_and_changes_are_named(self):
        self.wizard(REYES, CRUZ).action_import()
        before = self.pays()
        stamps = before.mapped("write_date")
        wizard = self.wizard(REYES, CRUZ)
        wizard.action_check()
        self.assertEqual(wizard.summary, "0 new, 0 changed, 2 unchanged.")
        wizard.action_import()
        self.assertEqual(self.pays(), before)
        self.assertEqual(before.mapped("write_date"), stamps)
        changed = [*REYES]
        changed[4], changed[5] = 52000, 0
        wizard = self.wizard(changed, CRUZ)
        wizard.action_check()
        line = wizard.line_ids.filtered(lambda x: x.kind == "changed")
        self.assertEqual(line.employee_name, "Maria Reyes")
        self.assertIn("Basic salary 50,000.00 → 52,000.00", line.text)
        self.assertIn("Rice subsidy 2,500.00 → 0.00", line.text)
        wizard.action_import()
        pay = self.pays().filtered(lambda p: p.employee_id == self.reyes)
        self.assertEqual((pay.basic, pay.exempt_de_minimis), (52000, 0))

    def test_columns_the_file_does_not_have_stay(self):
        self.wizard(REYES).action_import()
        self.pays().overtime = 300
        self.wizard(
            REYES[:4] + [10], heading=[*HEADING[:4], "Tax withheld"]
        ).action_import()
        self.assertEqual(self.pays().overtime, 300)
        self.assertEqual((self.pays().basic, self.pays().tax_withheld), (50000, 10))

    def test_every_problem_at_once_and_nothing_imported(self):
        lines = self.problems(
            REYES,
            ["Nobody Here", "", "2026-09-31", "2026-09-30", "12x", -5, 1.005, ""],
            ["Maria Reyes", "12-3", "2026-09-30", "2026-09-01", 1, 0, 0, 0],
        )
        self.assertFalse(self.pays())
        found = {(line.number, line.column): (line.value, line.text) for line in lines}
        self.assertEqual(
            set(found),
            {
                (3, "Employee"),
                (3, "From"),
                (3, "Basic salary"),
                (3, "Rice subsidy"),
                (3, "SSS or GSIS"),
                (4, "TIN"),
                (4, "To"),
            },
        )
        self.assertIn("create the employee first", found[3, "Employee"][1])
        self.assertEqual(found[3, "From"][0], "2026-09-31")
        self.assertIn("like 1234.50", found[3, "Basic salary"][1])
        self.assertIn("ends before it begins", found[4, "To"][1])

    def test_the_same_pay_twice(self):
        lines = self.problems(REYES, CRUZ, ["", "901-234-567-000", *REYES[2:]])
        self.assertIn("in row 2 already", lines.text)

    def test_names_that_two_have(self):
        self.make_employee("Reyes", tin="333-333-333-000")
        self.assertIn("add the TIN", self.problems(REYES).text)

    def test_employees_of_another_company_are_unknown(self):
        self.reyes.company_id = self.make_company("Molave Inc")
        self.assertIn("no employee of this name", self.problems(REYES).text)

    def test_days_and_notes_are_asked_for(self):
        heading = [*HEADING, "Meal allowance for overtime and night shift"]
        heading += ["Other non-taxable pay"]
        lines = self.problems([*REYES, 500, 20], heading=heading)
        self.assertEqual(
            lines.mapped("column"),
            ["Which other non-taxable pay", "Days of meal allowance"],
        )

    def test_a_filed_month_is_closed(self):
        self.wizard(REYES).action_import()
        ret = self.env["ipai.bir.return"].create(
            {
                "form_code": "1601-C",
                "company_id": self.company.id,
                "year": 2026,
                "month": "9",
            }
        )
        ret.action_compute()
        self.file(ret)
        wizard = self.wizard(REYES)
        wizard.action_check()
        self.assertEqual(wizard.state, "ready")
        changed = [*REYES]
        changed[4] = 52000
        self.assertIn("1601-C Sep 2026 is filed", self.problems(changed).text)
        self.assertIn("is filed", self.problems(CRUZ).text)
        with self.assertRaisesRegex(UserError, "is filed"):
            self.pays().basic = 1
        with self.assertRaisesRegex(UserError, "is filed"):
            self.pays().unlink()
        with self.assertRaisesRegex(UserError, "is filed"):
            self.pays().benefit_ids.amount = 1
        for model, values in (
            ("benefit", {"kind": "laundry", "amount": 1}),
            ("adjustment", {"month": "2026-08-01", "amount": 1}),
        ):
            part = self.env[f"ipai.bir.compensation.{model}"]
            with self.assertRaisesRegex(UserError, "is filed"):
                part.create({"compensation_id": self.pays().id, **values})

    def file(self, ret):
        """Reviewed by somebody else than who computed it, then filed."""
        rita = self.user("rita", "ipai_base.group_reviewer")
        warnings = ret.check_ids.filtered(lambda c: c.level == "warning")
        warnings.with_user(rita).accept("Known")
        ret.with_user(rita).action_review()
        ret.with_user(rita).file("240926000001")
        self.assertEqual(ret.state, "filed")

    def test_a_file_that_is_none(self):
        for name, content in (("pay.xlsx", b"no workbook"), ("pay.csv", b"Name\nx")):
            wizard = self.wizard(REYES)
            wizard.write({"filename": name, "file": base64.b64encode(content)})
            with self.subTest(name), self.assertRaises(UserError):
                wizard.action_check()

    def test_the_template_can_be_imported(self):
        content = self.env["ipai.bir.compensation.import"].template()
        rows = table_file.read(content, "pay.xlsx", pay_file.COLUMNS)
        row = pay_file.understand(rows)[0]
        self.assertFalse(row.problems)
        self.assertEqual(row.values["basic"], 50000)
        self.assertEqual(row.benefits["rice"][0], 2500)

    def test_only_payroll_imports(self):
        rita = self.user("rita", "ipai_base.group_reviewer")
        with self.assertRaises(AccessError):
            self.wizard(REYES).with_user(rita).action_import()
        clara = self.user("clara", "ipai_bir_payroll.group_payroll")
        self.wizard(REYES).with_user(clara).action_import()
        self.assertEqual(len(self.pays()), 1)


@tagged("post_install", "-at_install")
class TestTemplate(HttpCase):
    def test_download(self):
        for login, groups, status in (
            ("clara", "ipai_bir_payroll.group_payroll", 200),
            ("ana", "ipai_base.group_analyst", 403),
        ):
            new_test_user(self.env, login, groups=groups)
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answer = self.url_open("/ipai_bir_payroll/template.xlsx")
            self.assertEqual(answer.status_code, status)
