# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BooksCase


class CertificateCase(BooksCase):
    """Books with tax withheld from vendors and by customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rent = cls.make_tax(
            "rent", "purchase", -5, "withholding_expanded", l10n_ph_atc="WC100"
        )
        cls.goods = cls.make_tax(
            "goods", "purchase", -1, "withholding_expanded", l10n_ph_atc="WC158"
        )
        cls.vendor = cls.books["partner"]
        cls.vendor.write(
            {
                "vat": "456-789-123-001",
                "email": "tax@acacia.example",
                "is_company": True,
                "street": "1 Rizal St",
                "city": "Pasig City",
                "zip": "1600",
                "country_id": cls.env.ref("base.ph").id,
            }
        )
        cls.company.write(
            {"ipai_signatory_name": "Maria Santos", "ipai_signatory_title": "CFO"}
        )

    @classmethod
    def make(cls, form="2307", year=2026, quarter="3", company=None, **values):
        return cls.env["ipai.bir.certificate"].make(
            company or cls.company, form, year, quarter, **values
        )

    def text(self, content):
        pages = PdfReader(BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)

    def lines(self, certificate):
        return [
            (line.part, line.atc, line._printed()["months"], line._printed()["tax"])
            for line in certificate.line_ids
        ]


@tagged("post_install", "-at_install")
class TestCertificate(CertificateCase):
    def test_months_and_codes_of_a_quarter(self):
        """Each month in its column, each ATC on its line, refunds taken off."""
        self.post(
            "in_invoice", "2026-07-03", [(1000, [self.rent]), (200, [self.goods])]
        )
        self.post("in_invoice", "2026-09-30", [(3000, [self.rent])])
        self.post("in_refund", "2026-09-30", [(500, [self.rent])])
        self.post("in_invoice", "2026-06-30", [(77, [self.rent])])
        self.post("in_invoice", "2026-10-01", [(88, [self.rent])])
        self.post("in_invoice", "2026-08-01", [(99, [self.rent])], post=False)
        made = self.make()
        certificate = made["made"]
        self.assertEqual(certificate.partner_id, self.vendor)
        self.assertEqual(str(certificate.date_from), "2026-07-01")
        self.assertEqual(str(certificate.date_to), "2026-09-30")
        self.assertEqual(
            self.lines(certificate),
            [
                ("income", "WC100", [Decimal("1000.0"), None, Decimal("2500.0")], 175),
                ("income", "WC158", [Decimal("200.0"), None, None], 2),
            ],
        )
        self.assertEqual(certificate.base_total, 3700)
        self.assertEqual(certificate.tax_total, 177)
        rent = certificate.line_ids[0]
        items = self.lines_behind(rent.action_open_lines())
        self.assertEqual(sum(items.filtered("tax_ids").mapped("balance")), 3500)
        self.assertEqual(sum(items.filtered("tax_line_id").mapped("balance")), -175)

    def test_making_again_changes_nothing_that_was_given(self):
        """Drafts follow the books; an issued certificate is compared with them."""
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        certificate = self.make()["made"]
        self.post("in_invoice", "2026-08-03", [(500, [self.rent])])
        self.assertEqual(self.make()["refreshed"], certificate)
        self.assertEqual(certificate.base_total, 1500)
        certificate.action_issue()
        self.assertEqual(self.make()["same"], certificate)
        self.assertFalse(certificate.has_difference)
        self.post("in_invoice", "2026-09-03", [(100, [self.rent])])
        certificate.invalidate_recordset(["difference", "has_difference"])
        self.assertEqual(self.make()["different"], certificate)
        self.assertEqual(certificate.base_total, 1500)
        self.assertIn("1,500.00 with tax 75.00", certificate.difference)
        self.assertIn("1,600.00 with tax 80.00", certificate.difference)
        found = certificate.search(
            [("has_difference", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found, certificate)
        self.assertFalse(
            certificate.search(
                [("has_difference", "=", False), ("id", "=", certificate.id)]
            )
        )

    def test_replacement_cancels_when_it_is_issued(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        old = self.make()["made"]
        old.action_issue()
        self.post("in_invoice", "2026-08-03", [(500, [self.rent])])
        new = old.browse(old.action_replace()["res_id"])
        self.assertEqual(old.action_replace()["res_id"], new.id)
        self.assertEqual(
            (new.base_total, new.state, old.state), (1500, "draft", "issued")
        )
        new.action_issue()
        self.assertEqual((old.state, old.replaced_by_id), ("cancelled", new))
        self.assertNotEqual(old.number, new.number)
        self.assertIn("CANCELLED", self.text(old.render_pdf()))
        self.assertEqual(self.make()["same"], new)

    def test_draft_the_books_do_not_know_any_more_goes(self):
        bill = self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        certificate = self.make()["made"]
        bill.button_draft()
        self.assertEqual(self.make()["removed"], 1)
        self.assertFalse(certificate.exists())

    def test_one_draft_a_vendor_and_quarter(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        certificate = self.make()["made"]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            certificate.copy().flush_recordset()

    def test_contact_of_a_vendor_is_the_vendor(self):
        contact = self.make_partner("Ana of Acacia")
        contact.write({"parent_id": self.vendor.id, "type": "contact"})
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])], partner=contact)
        self.post("in_invoice", "2026-07-04", [(10, [self.rent])])
        certificate = self.make()["made"]
        self.assertEqual(certificate.partner_id, self.vendor)
        self.assertEqual(certificate.base_total, 1010)

    def test_final_tax_on_2306_for_a_quarter_or_a_year(self):
        final = self.make_tax(
            "dividends", "purchase", -25, "withholding_final", l10n_ph_atc="WC230"
        )
        self.post("in_invoice", "2026-02-03", [(1000, [final])])
        self.post(
            "in_invoice",
            "2026-08-03",
            [
                (
                    400,
                    [
                        final,
                    ],
                )
            ],
        )
        self.assertFalse(self.make()["made"])
        self.assertEqual(self.make("2306")["made"].tax_total, 100)
        year = self.make("2306", quarter=None)["made"]
        self.assertEqual((year.tax_total, str(year.date_to)), (350, "2026-12-31"))
        self.assertEqual(self.lines(year)[0][2][0], 1400)
        year.action_issue()
        text = self.text(year.render_pdf())
        for said in ("2306", "Final Tax", "1,400.00", "350.00", "WC230"):
            self.assertIn(said, text)

    def test_vat_withheld_is_business_tax_or_final(self):
        """Creditable when government withholds it, final from non-residents."""
        government, foreign = (
            self.make_tax(atc, "purchase", rate, "withholding_vat", l10n_ph_atc=atc)
            for atc, rate in (("WV010", -5), ("WV040", -12))
        )
        self.post("in_invoice", "2026-07-03", [(1000, [government]), (10, [foreign])])
        ((part, atc, _months, tax),) = self.lines(self.make()["made"])
        self.assertEqual((part, atc, tax), ("business", "WV010", 50))
        ((part, atc, _months, tax),) = self.lines(self.make("2306")["made"])
        self.assertEqual((part, atc, tax), ("final", "WV040", Decimal("1.2")))

    def test_tax_withheld_from_nobody_is_told(self):
        bill = self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s",
            (bill.id,),
        )
        bill.line_ids.invalidate_recordset()
        made = self.make()
        self.assertTrue(made["no_partner"])
        self.assertFalse(made["made"])

    def test_issue_refuses_by_sentence_and_a_batch_goes_on(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        stranger = self.make_partner("Nameless Traders")
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])], partner=stranger)
        made = self.make()["made"]
        bad = made.filtered(lambda c: c.partner_id == stranger)
        with self.assertRaisesRegex(UserError, "Nameless Traders has no TIN"):
            bad.action_issue()
        message = made.action_issue()["params"]
        self.assertEqual(message["title"], "Certificates issued: 1.")
        self.assertIn("Nameless Traders has no TIN", message["message"])
        self.assertEqual((made - bad).state, "issued")
        self.assertEqual(bad.state, "draft")
        self.rent.l10n_ph_atc = False
        stranger.vat = "111-222-333"
        self.make()
        with self.assertRaisesRegex(UserError, "has no ATC"):
            bad.action_issue()

    def test_issued_stays_as_it_was_given(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        certificate = self.make()["made"]
        self.assertIn("DRAFT", self.text(certificate.render_pdf()))
        certificate.action_issue()
        before = certificate.render_pdf()
        self.vendor.write({"name": "Renamed Corp", "vat": "999-888-777"})
        self.assertIn("Acacia Supply Corp", self.text(certificate.render_pdf()))
        self.assertEqual(self.text(before), self.text(certificate.render_pdf()))
        user = self.env.ref("base.user_admin")
        user.company_ids |= self.company
        record = certificate.with_user(user)
        for change in (
            lambda: record.write({"year": 2025}),
            lambda: record.line_ids.write({"tax": 1}),
            lambda: record.line_ids.unlink(),
            lambda: record.write({"line_ids": [(0, 0, {"tax": 5})]}),
            record.unlink,
        ):
            with self.assertRaises(UserError):
                change()


@tagged("post_install", "-at_install")
class TestCertificatePdf(CertificateCase):
    def test_the_pdf_says_what_the_certificate_says(self):
        self.vendor.name = "Acacia <Supply> & Söhne Corp"
        self.post("in_invoice", "2026-07-03", [(1234567.89, [self.rent])])
        self.post("in_invoice", "2026-08-03", [(1000, [self.goods])])
        certificate = self.make()["made"]
        certificate.action_issue()
        text = self.text(certificate.render_pdf())
        for said in (
            *("2307", "January 2018 (ENCS)", certificate.number),
            "Certificate of Creditable Tax Withheld at Source",
            *("Acacia <Supply> & Söhne Corp", "1 Rizal St, Pasig City", "1600"),
            *("Sampaguita Trading Inc", "1226", "Maria Santos, CFO"),
            *("WC100", "1,234,567.89", "61,728.39", "WC158", "1,000.00", "10.00"),
            *("1,235,567.89", "61,738.39", "CONFORME", "Page 1 of 1"),
            "Generated from the books of Sampaguita Trading Inc 123-456-789-00000",
            "Money Payments Subject to Withholding",
        ):
            self.assertIn(said, text)
        digits = "".join(c for c in text if c.isdigit())
        for number in ("07012026", "09302026", "45678912300001", "12345678900000"):
            self.assertIn(number, digits)
        self.assertNotIn("DRAFT", text)

    def test_many_codes_continue_on_the_next_page(self):
        certificate = self.env["ipai.bir.certificate"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.vendor.id,
                "line_ids": [
                    Command.create(
                        {"atc": f"WX{number:03d}", "amount_2": 100, "tax": number}
                    )
                    for number in range(60)
                ],
            }
        )
        content = certificate.render_pdf()
        for number, page in enumerate(PdfReader(BytesIO(content)).pages, 1):
            text = page.extract_text()
            self.assertIn(f"Page {number} of 3", text)
            self.assertIn("Acacia Supply Corp", text)
        text = self.text(content)
        self.assertIn("WX000", text)
        self.assertIn("WX059", text)

    def test_foreign_payee_is_under_item_5(self):
        self.vendor.write({"country_id": self.env.ref("base.sg").id, "vat": False})
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        text = self.text(self.make()["made"].render_pdf())
        self.assertIn("1 Rizal St, Pasig City, Singapore", text)

    def test_batch_in_one_pdf_and_one_zip(self):
        other = self.make_partner("Acacia/Supply: Corp")
        other.vat = "111-222-333"
        for partner in (self.vendor, other):
            self.post(
                "in_invoice", "2026-07-03", [(1000, [self.rent])], partner=partner
            )
        made = self.make()["made"]
        self.assertEqual(len(PdfReader(BytesIO(made.render_pdf())).pages), 2)
        names = ZipFile(BytesIO(made.render_zip())).namelist()
        self.assertEqual(
            sorted(names),
            [
                "2307_111222333_00000_AcaciaSupply Corp_2026Q3.pdf",
                "2307_456789123_00001_Acacia Supply Corp_2026Q3.pdf",
            ],
        )
        self.assertIn(f"ids={made[0].id},{made[1].id}", made.action_zip()["url"])


@tagged("post_install", "-at_install")
class TestCertificateBranches(CertificateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.make_company(
            "Cebu branch", "123-456-789-001", parent=cls.company
        )
        cls.other = cls.make_company("Molave Inc", "111-222-333-000")

    def test_head_office_certifies_for_its_branches(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        self.assertEqual(
            self.make(company=self.branch)["made"].company_id, self.company
        )
        with self.assertRaisesRegex(ValidationError, "for Sampaguita Trading Inc"):
            self.env["ipai.bir.certificate"].create(
                {"company_id": self.branch.id, "partner_id": self.vendor.id}
            )

    def test_other_companies_have_their_own(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        self.assertFalse(self.make(company=self.other)["made"])
