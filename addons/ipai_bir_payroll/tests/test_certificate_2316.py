# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import zipfile

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PayrollCase


@tagged("post_install", "-at_install")
class TestCertificate2316(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ipai_signatory_name = "Ana Santos"
        cls.employee = cls.make_employee(
            "Reyes", ipai_middle_name="Santos", private_email="maria@example.com"
        )
        cls.pay(
            cls.employee,
            11,
            basic=60000,
            thirteenth_month=95000,
            commission=1500,
            benefits=[("rice", 2500)],
            sss=1750,
            tax_withheld=7000,
        )
        cls.last = cls.pay(cls.employee, 12, basic=540000, overtime=999.75)
        cls.last.tax_withheld = cls.last.should_be
        cls.year = cls.last.year_id

    def test_items_follow_the_form(self):
        found = self.year.amounts_2316()
        self.assertEqual(
            {item: str(found[item]) for item in ("34", "35", "36", "39", "45", "48")},
            {
                "34": "90000.00",
                "35": "2500.00",
                "36": "1750.00",
                "39": "598250.00",
                "45": "1500.00",
                "48": "5000.00",
            },
        )
        self.assertEqual(found["50"], found["52"] - 598250 - 1500 - 5000)
        self.assertEqual(found["19"], found["38"] + found["52"])
        self.assertEqual(found["21"], found["19"] - found["20"])
        self.assertEqual(found["23"], found["21"] + found["22"])
        self.assertEqual(found["28"], found["24"])

    def test_previous_employer(self):
        self.env["ipai.bir.previous.employer"].create(
            {
                "employee_id": self.employee.id,
                "year": 2026,
                "name": "Carabao Inc",
                "tin": "222-333-444-000",
                "date_from": "2026-01-01",
                "date_to": "2026-06-30",
                "months": 6,
                "taxable_basic": 150000,
                "withheld": 500,
            }
        )
        found = self.year.amounts_2316()
        self.assertEqual((found["22"], found["25B"]), (150000, 500))
        self.assertEqual(found["26"], found["25A"] + 500)
        text = self.pdf_text(self.year)
        self.assertIn("Carabao Inc", text)
        self.assertIn("222-333-444-00000", text)
        self.assertIn("Substituted filing does not apply", text)

    def pdf_text(self, years):
        pages = PdfReader(io.BytesIO(years.render_2316())).pages
        self.assertEqual(len(pages), len(years))
        return "\n".join(page.extract_text() for page in pages)

    def test_drawing(self):
        text = self.pdf_text(self.year)
        for words in (
            "Working copy",
            "REYES" if "REYES" in text else "Reyes, Maria, Santos",
            "901-234-567-00000",
            "Tamaraw Services Inc",
            "598,250.00",
            "Ana Santos",
            "qualified under substituted filing",
        ):
            self.assertIn(words, text)

    def test_minimum_wage_earner(self):
        cruz = self.make_employee("Cruz")
        self.earns_minimum_wage(cruz)
        pay = self.pay(cruz, 12, basic=18000, hazard=500)
        found = pay.year_id.amounts_2316()
        self.assertEqual((found["29"], found["33"], found["52"]), (18000, 500, 0))
        self.assertIn("755.00", self.pdf_text(pay.year_id))

    def test_batch(self):
        cruz = self.pay(self.make_employee("Cruz"), 12, basic=1).year_id
        years = self.year | cruz
        self.assertIn("Cruz, Maria", self.pdf_text(years))
        archive = zipfile.ZipFile(io.BytesIO(years.render_2316_zip()))
        self.assertEqual(
            archive.namelist(),
            ["001 2316 2026 Maria Reyes.pdf", "002 2316 2026 Maria Cruz.pdf"],
        )

    def test_mail_goes_to_the_employee_alone(self):
        self.year.action_send_2316()
        mail = self.env["mail.mail"].search(
            [("model", "=", self.year._name), ("res_id", "=", self.year.id)]
        )
        self.assertEqual(mail.email_to, "maria@example.com")
        self.assertTrue(mail.attachment_ids.raw.startswith(b"%PDF"))
        self.assertTrue(mail.auto_delete)
        self.assertTrue(self.year.is_given)
        self.assertFalse(
            self.employee.message_ids.filtered(lambda m: "2316" in (m.subject or ""))
        )
        analyst = self.user("ana", "ipai_base.group_analyst")
        with self.assertRaises(AccessError):
            mail.attachment_ids.with_user(analyst).read(["raw"])

    def test_nobody_is_sent_when_one_has_no_address(self):
        cruz = self.pay(self.make_employee("Cruz"), 12, basic=1).year_id
        with self.assertRaisesRegex(UserError, "Maria Cruz"):
            (self.year | cruz).action_send_2316()
        self.assertFalse(self.year.is_given)


@tagged("post_install", "-at_install")
class TestDownload(HttpCase, PayrollCase):
    def test_only_payroll_downloads(self):
        year = self.pay(self.make_employee("Reyes"), 12, basic=1000).year_id
        company = {"company_id": self.company.id, "company_ids": self.company.ids}
        for login, groups, status in (
            ("clara", "ipai_bir_payroll.group_payroll", 200),
            ("rita", "ipai_base.group_reviewer", 403),
            ("pia", "base.group_portal", 403),
        ):
            new_test_user(self.env, login, groups=groups, **company)
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answer = self.url_open(f"/ipai_bir_payroll/2316.pdf?ids={year.id}")
            self.assertEqual(answer.status_code, status, login)
            self.assertEqual(answer.content.startswith(b"%PDF"), status == 200)
