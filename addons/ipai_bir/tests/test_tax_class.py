# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

# What each installed chart must give: tags of the chart -> our classification. The
# chart's tags are the yardstick here because the computation never reads them.
BY_TAG = {
    "18.0": {
        "31A": "sale_vatable",
        "32A": "sale_government",
        "33A": "sale_zero_rated",
        "34A": "sale_exempt",
        "42A": "purchase_goods",
        "42SA": "purchase_services",
        "43A": "purchase_nonresident_services",
        "44A": "purchase_import",
        "46E": "purchase_no_input_tax",
        "46ZR": "purchase_no_input_tax",
        "47A": "purchase_import_exempt",
        "CAPA": "purchase_capital_goods",
        "QAPA": "withholding_expanded",
        "SAWTA": "withholding_received",
    },
    "19.0": {
        "31A": "sale_vatable",
        "32A": "sale_zero_rated",
        "33A": "sale_exempt",
        "44A": "purchase_goods",
        "44SA": "purchase_services",
        "45A": "purchase_nonresident_services",
        "46A": "purchase_import",
        "48E": "purchase_no_input_tax",
        "48ZR": "purchase_no_input_tax",
        "49A": "purchase_import_exempt",
        "CAPA": "purchase_capital_goods",
        "1601/1604A": "withholding_expanded",
        "1601/1604EX": "withholding_exempt",
        "1601/1604FA": "withholding_final",
        "1701/1702A": "withholding_received",
        "16B": "withholding_vat_received",
    },
}
# Taxes of 19.0 whose place in the return is a decision of the taxpayer.
LEFT_OPEN = {"12% NCR", "4% PIT"}


@tagged("post_install", "-at_install")
class TestTaxClass(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Ilang-Ilang Services", "country_id": cls.env.ref("base.ph").id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env["account.chart.template"].try_loading(
            "ph", company=cls.company, install_demo=False
        )
        cls.taxes = (
            cls.env["account.tax"]
            .with_context(active_test=False)
            .search([("company_id", "=", cls.company.id)])
        )
        module = cls.env["ir.module.module"].search([("name", "=", "account")])
        cls.version = ".".join(module.latest_version.split(".")[:2])

    def tags(self, tax):
        lines = tax.invoice_repartition_line_ids
        return {name.lstrip("+-") for name in lines.tag_ids.mapped("name")}

    def test_chart_loaded_later_is_classified(self):
        self.assertGreater(len(self.taxes), 50)
        known = BY_TAG[self.version]
        for tax in self.taxes - self.taxes.filtered(
            lambda tax: tax.name in LEFT_OPEN or tax.name.startswith("5% WVAT")
        ):
            expected = {known[tag] for tag in self.tags(tax) if tag in known}
            with self.subTest(f"{tax.name} ({tax.type_tax_use})"):
                self.assertTrue(expected, self.tags(tax))
                self.assertIn(tax.ipai_tax_class, expected)

    def test_vat_withheld_by_government(self):
        for tax in self.taxes.filtered(lambda t: t.name.startswith("5% WVAT")):
            by_us = tax.type_tax_use == "purchase"
            wanted = "withholding_vat" if by_us else "withholding_vat_received"
            self.assertEqual(tax.ipai_tax_class, wanted)

    def test_unsure_taxes_stay_open(self):
        left = self.taxes.filtered(lambda tax: tax.name in LEFT_OPEN)
        self.assertEqual(set(left.mapped("ipai_tax_class")) - {False}, set())
        own = self.taxes[0].copy({"name": "12% of our own", "ipai_tax_class": False})
        changed = self.taxes.filtered(lambda t: t.ipai_tax_class == "sale_vatable")[:1]
        changed.write({"amount": 10, "ipai_tax_class": False})
        kept = self.taxes.filtered(lambda t: t.ipai_tax_class == "sale_exempt")[:1]
        kept.ipai_tax_class = "outside"
        (own | changed | kept)._ipai_prefill_tax_class()
        self.assertFalse(own.ipai_tax_class)
        self.assertFalse(changed.ipai_tax_class)
        self.assertEqual(kept.ipai_tax_class, "outside")

    def test_hints_name_no_class_that_is_not_there(self):
        selection = dict(self.env["account.tax"]._fields["ipai_tax_class"].selection)
        self.assertTrue(all(re.fullmatch("[a-z_]+", key) for key in selection))
        self.assertLessEqual(
            set(self.taxes.mapped("ipai_tax_class")), {*selection, False}
        )

    def test_reviewer_classifies_and_changes_nothing_else(self):
        reviewer = new_test_user(
            self.env,
            "rita",
            groups="ipai_base.group_reviewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        analyst = new_test_user(
            self.env,
            "ana",
            groups="ipai_base.group_analyst",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        tax = self.taxes[0]
        tax.with_user(reviewer).ipai_tax_class = "outside"
        self.assertEqual(tax.ipai_tax_class, "outside")
        with self.assertRaises(AccessError):
            tax.with_user(reviewer).amount = 1
        with self.assertRaises(AccessError):
            tax.with_user(reviewer).write({"ipai_tax_class": "outside", "name": "x"})
        with self.assertRaises(AccessError):
            tax.with_user(analyst).ipai_tax_class = "outside"
