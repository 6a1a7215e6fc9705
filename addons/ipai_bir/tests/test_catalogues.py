# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestCatalogues(BooksCase):
    def rate(self, code, day="2026-09-30"):
        return self.env["ipai.bir.atc"]._rate(code, self.day(day))

    def test_rates_of_the_catalogue(self):
        for code, rate in (
            ("WC158", "1"),
            ("WI160", "2"),
            ("WC156", "0.5"),
            ("WC290", "4.5"),
            ("WI010", "5"),
            ("WC516", "15"),
            ("WV010", "5"),
        ):
            with self.subTest(code):
                self.assertEqual(self.rate(code), Decimal(rate))
        self.assertEqual(self.rate(" wc158 "), Decimal(1))
        self.assertIsNone(self.rate("WX999"))
        self.assertIsNone(self.rate(False))

    def test_errors_of_the_package_are_corrected(self):
        self.assertEqual(self.rate("WC651"), Decimal(15))
        self.assertEqual(self.rate("WC710"), Decimal(15))

    def test_rates_are_dated(self):
        for code, day, rate in (
            ("WC212", "2020-12-31", "30"),
            ("WC213", "2021-01-01", "25"),
            ("PT010", "2020-06-30", "3"),
            ("PT010", "2020-07-01", "1"),
            ("PT010", "2023-06-30", "1"),
            ("PT010", "2023-07-01", "3"),
            ("WI840", "2025-10-10", "0.5"),
        ):
            with self.subTest(f"{code} {day}"):
                self.assertEqual(self.rate(code, day), Decimal(rate))
        self.assertIsNone(self.rate("WI840", "2025-10-09"))

    def test_one_rate_a_day(self):
        values = {"code": "WC158", "form": "1601-EQ", "name": "Goods", "rate": 2}
        with self.assertRaises(ValidationError):
            self.env["ipai.bir.atc"].create({**values, "date_from": "2027-01-01"})
        self.env["ipai.bir.atc"].search([("code", "=", "WC158")]).date_to = "2026-12-31"
        self.env["ipai.bir.atc"].create({**values, "date_from": "2027-01-01"})
        self.assertEqual(self.rate("WC158", "2026-12-31"), Decimal(1))
        self.assertEqual(self.rate("WC158", "2027-01-01"), Decimal(2))

    def test_a_tax_that_does_not_fit_its_code_is_said_and_kept(self):
        """The localisation of 18.0 gives the 0.5% credit-card taxes the ATC WI158."""
        tax = self.make_tax(
            "0.5% WI158", "purchase", -0.5, "withholding_expanded", l10n_ph_atc="WI158"
        )
        day = self.day("2026-09-30")
        self.assertIn("but ATC WI158 is 1% on 2026-09-30", tax._ipai_atc_problem(day))
        self.assertEqual((tax.amount, tax.l10n_ph_atc), (-0.5, "WI158"))
        tax.l10n_ph_atc = " wi156 "
        self.assertEqual(tax._ipai_atc(), "WI156")
        self.assertEqual(tax._ipai_atc_problem(day), "")
        self.assertFalse(tax.ipai_atc_problem)
        tax.l10n_ph_atc = "WI999"
        self.assertIn("WI999", tax.ipai_atc_problem)
        self.assertIn("the catalogue does not", tax._ipai_atc_problem(day))
        tax.l10n_ph_atc = False
        self.assertIn("has no ATC", tax._ipai_atc_problem(day))

    def test_taxes_that_take_the_rate_of_their_code(self):
        for tax_class, use, atc in (
            ("withholding_exempt", "purchase", "WC120"),
            ("sale_percentage", "sale", "PT010"),
        ):
            tax = self.make_tax(atc, use, 0, tax_class, l10n_ph_atc=atc)
            self.assertFalse(tax.ipai_atc_problem)
        vat = self.make_tax("VAT", "sale", 12, "sale_vatable")
        self.assertFalse(vat.ipai_atc_problem)

    def test_a_company_shows_the_name_of_its_office(self):
        self.assertEqual(self.company.ipai_rdo_name, "South Makati City")
        with Form(self.company) as form:
            form.ipai_rdo_code = "113A"
            self.assertEqual(form.ipai_rdo_name, "West Davao City")
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as said:
            with Form(self.company) as form:
                form.ipai_rdo_code = "999"
        self.assertIn("no Revenue District Office 999", str(said.output))
        self.assertEqual(self.company.ipai_rdo_code, "999")
        with self.assertRaises(ValidationError):
            self.company.ipai_rdo_code = "5B"

    def test_only_administrators_change_the_catalogues(self):
        ana = new_test_user(self.env, "ana", groups="ipai_base.group_analyst")
        atc = self.env["ipai.bir.atc"].with_user(ana)
        self.assertEqual(atc._rate("WC158", fields.Date.today()), Decimal(1))
        with self.assertRaises(AccessError):
            atc.search([], limit=1).rate = 3
        with self.assertRaises(AccessError):
            self.env["ipai.bir.rdo"].with_user(ana).create({"code": "998"})
