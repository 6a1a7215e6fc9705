# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from io import BytesIO

from pypdf import PdfReader

from odoo.tests import BaseCase, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.pdf_style import money
from ..tools.return_pdf import WORKING_COPY
from .common import BooksCase


@tagged("post_install", "-at_install")
class TestMoney(BaseCase):
    def test_amounts_as_the_form_writes_them(self):
        for text, shown in {
            None: "",
            "0.00": "0.00",
            "1234.5": "1,234.50",
            "-9000.00": "(9,000.00)",
        }.items():
            self.assertEqual(money(text), shown)


@tagged("post_install", "-at_install")
class TestReturnPdf(BooksCase):
    def test_the_pdf_says_what_the_sheet_says(self):
        vat = self.make_tax("vat", "sale", 12, "sale_vatable")
        goods = self.make_tax("goods", "purchase", 12, "purchase_goods")
        self.post("out_invoice", "2026-07-01", [(1234567.89, [vat])])
        self.post("in_invoice", "2026-07-02", [(99000000, [goods])])
        record = self.make_return()
        record.set_box("35B", "77.70", note="Memo <12> & more")
        for number in range(70):
            record.set_row("S4", {"A": "08/2026", "D": f"OR-{number}", "E": "1"})
        record.action_compute()
        pages = [
            page.extract_text()
            for page in PdfReader(BytesIO(record.render_pdf())).pages
        ]
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, 1):
            self.assertIn(WORKING_COPY, page)
            self.assertIn("Sampaguita Trading Inc", page)
            self.assertIn(f"Page {number} of {len(pages)}", page)
        whole = "\n".join(pages)
        for text in (
            *("2550Q", "April 2024 (ENCS)", "123-456-789-00000", "OR-69"),
            *("1,234,567.89", "148,148.15", "77.70", "Memo <12> & more"),
            *("Part II - Total Tax Payable", "Schedule 4 - Advance VAT Payments"),
            f"({-record.amount('61B'):,.2f})",
        ):
            self.assertIn(text, whole)
        items = {
            line["item"] for part in record.sheet["parts"] for line in part["lines"]
        }
        words = set(whole.split())
        self.assertEqual(items - {""} - words, set())

    def test_overrides_checks_and_filing_are_printed(self):
        vat = self.make_tax("vat", "sale", 12, "sale_vatable")
        self.post("out_invoice", "2026-07-01", [(1000, [vat])])
        self.post("out_invoice", "2026-07-02", [(10, [vat])], post=False)
        record = self.make_return()
        record.action_compute()
        record.override_box("31B", "121", "as eBIRForms computes")
        for check in record._open_checks():
            check.accept("known to the controller")
        self.step(record, "reviewer").action_review()
        self.step(record, "reviewer").file("EF-2026-77", filed_on="2026-10-20")
        amended = record.action_amend()
        amended.action_compute()
        filed, again = (self.text(each) for each in (record, amended))
        for text in (
            *("Amounts overridden by a person", "as eBIRForms computes", "121.00 *"),
            *("Checks of the preparer's program", "known to the controller"),
            *("EF-2026-77", "2550Q Q3 2026 - filed", "Page 1 of"),
        ):
            self.assertIn(text, filed)
        self.assertIn("AMENDED (1)", again)
        self.assertIn("Amends 2550Q Q3 2026.", again)
        self.assertNotIn("AMENDED", filed)

    def test_a_form_of_every_kind_is_printed(self):
        for code, values in (
            ("0619-E", {"month": "7"}),
            ("1601-EQ", {"quarter": "3"}),
            ("1604-E", {}),
            ("2551Q", {"quarter": "3"}),
        ):
            with self.subTest(code):
                record = self.env["ipai.bir.return"].create(
                    {
                        "form_code": code,
                        "company_id": self.company.id,
                        "year": 2026,
                        **values,
                    }
                )
                record.action_compute()
                words = set(self.text(record).split())
                items = {
                    line["item"]
                    for part in record.sheet["parts"]
                    for line in part["lines"]
                }
                self.assertEqual(items - {""} - words, set())

    def step(self, record, group):
        """The return as a person of a group of ours sees it."""
        user = self.env["res.users"].search([("login", "=", f"{group}_p")])
        user = user or new_test_user(
            self.env,
            f"{group}_p",
            groups=f"ipai_base.group_{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        return record.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def text(self, record):
        pages = PdfReader(BytesIO(record.render_pdf())).pages
        return "\n".join(page.extract_text() for page in pages)

    def test_print_leads_to_the_route(self):
        record = self.make_return()
        self.assertEqual(
            record.action_print()["url"], f"/ipai_bir/return/{record.id}/pdf"
        )


@tagged("post_install", "-at_install")
class TestPdfRoute(HttpCase):
    def test_download(self):
        company = self.env["res.company"].create({"name": "Sampaguita Trading Inc"})
        stranger = self.env["res.company"].create({"name": "Molave Inc"})
        record = self.env["ipai.bir.return"].create(
            {
                "form_code": "2550Q",
                "company_id": company.id,
                "year": 2026,
                "quarter": "3",
            }
        )
        for login, its_company in (("vera", company), ("otto", stranger)):
            new_test_user(
                self.env,
                login,
                password=f"{login}-secret",
                groups="ipai_base.group_viewer",
                company_id=its_company.id,
                company_ids=[(6, 0, its_company.ids)],
            )
        url = f"/ipai_bir/return/{record.id}/pdf"
        self.assertIn("/web/login", self.url_open(url).url)
        self.authenticate("vera", "vera-secret")
        answer = self.url_open(url)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("2550Q%20Q3%202026", answer.headers["Content-Disposition"])
        self.assertIn(
            WORKING_COPY, PdfReader(BytesIO(answer.content)).pages[0].extract_text()
        )
        self.assertEqual(self.url_open("/ipai_bir/return/0/pdf").status_code, 404)
        self.authenticate("otto", "otto-secret")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)
