# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .common import CommittedCase


@tagged("post_install", "-at_install")
class TestComputed(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Table = cls.env["ipai.sync.table"]
        cls.product = cls.env["product.product"].create(
            {"name": "Paper", "list_price": 12.5}
        )

    def listed(self, model, **values):
        table = self.Table.search([("model", "=", model)])
        table.write(values)
        return table._spec()

    def test_values_are_such_as_json_has(self):
        spec = self.listed(
            "product.product",
            computed_names="lst_price, display_name, product_tag_ids, currency_id,"
            " is_product_variant, all_product_tag_ids, no_such_field",
        )
        self.assertIn("no_such_field", spec.absent)
        found = self.env["ipai.sync.computed"]._computed(spec, self.product.ids)
        row = found[self.product.id]
        self.assertEqual(row["lst_price"], 12.5)
        self.assertEqual(row["display_name"], "Paper")
        self.assertEqual(row["currency_id"], self.env.company.currency_id.id)
        self.assertEqual(row["all_product_tag_ids"], [])
        self.assertIs(row["is_product_variant"], True)

    def test_archived_records_and_all_companies_are_read(self):
        spec = self.listed("product.product", computed_names="lst_price")
        other = self.env["res.company"].create({"name": "Other"})
        self.product.company_id = other
        self.product.active = False
        self.env.flush_all()
        found = self.Table.computed("product.product", self.product.ids + [2**30])
        self.assertEqual(found, {str(self.product.id): {"lst_price": 12.5}})
        self.assertEqual(spec.computed[0].name, "lst_price")

    def test_a_failing_field_stops_nobody(self):
        spec = self.listed("product.product", computed_names="lst_price, display_name")
        method = "_compute_display_name"
        with (
            patch.object(type(self.product), method, lambda self: 1 / 0, create=False),
            self.assertLogs("odoo.addons.ipai_sync", "WARNING") as logs,
        ):
            found = self.env["ipai.sync.computed"]._computed(spec, self.product.ids)
        self.assertEqual(found, {self.product.id: {"lst_price": 12.5}})
        self.assertIn("display_name of product.product", logs.output[0])

    def test_rules_hide_computed_values_too(self):
        spec = self.listed("res.partner", computed_names="email_formatted")
        partner = self.env["res.partner"].create(
            {"name": "Ana", "email": "ana@acme.ph"}
        )
        [column] = spec.computed
        self.assertEqual((column.mask, column.persons), ("domain", True))
        found = self.env["ipai.sync.computed"]._computed(spec, partner.ids)
        self.assertEqual(found[partner.id], {"email_formatted": "@acme.ph>"})
        partner.is_company = True
        found = self.env["ipai.sync.computed"]._computed(spec, partner.ids)
        self.assertEqual(found[partner.id]["email_formatted"], '"Ana" <ana@acme.ph>')

    def test_a_stored_field_listed_as_computed_is_a_column(self):
        spec = self.listed("res.currency", computed_names="decimal_places, rate")
        self.assertIn("decimal_places", [column.name for column in spec.columns])
        self.assertEqual([column.name for column in spec.computed], ["rate"])
        described = self.Table._described(spec)["fields"]
        rate = next(field for field in described if field["name"] == "rate")
        self.assertTrue(rate["computed"])

    def test_the_clock_sends_tables_with_computed_fields_again(self):
        self.listed("product.product", computed_names="lst_price")
        self.env.cr.execute("select coalesce(max(seq), 0) from ipai_sync_outbox")
        [[last]] = self.env.cr.fetchall()
        cron = self.env.ref("ipai_sync.ir_cron_refresh_computed")
        cron.ir_actions_server_id.run()
        self.env.cr.execute(
            "select tbl, op from ipai_sync_outbox where seq > %s", [last]
        )
        sent = self.env.cr.fetchall()
        self.assertIn(("product_product", "T"), sent)
        self.assertNotIn("res_bank", [table for table, __ in sent])


@tagged("post_install", "-at_install")
class TestComputedImages(CommittedCase):
    def test_they_come_with_the_record(self):
        cursor, state = self.all_changes()
        product = self.make("product.product", name="Paper", list_price=12.5)
        cursor, state = self.all_changes(cursor)
        self.assertEqual(state["product.product", product]["lst_price"], 12.5)
        with self.transaction() as env:
            env["product.product"].browse(product).product_tmpl_id.list_price = 13
            env["ipai.sync.table"]._refresh_computed()
        __, state = self.all_changes(cursor)
        self.assertEqual(state["product.product", product]["lst_price"], 13)
        self.assertTrue(
            all(
                "lst_price" in row
                for (m, __), row in state.items()
                if m == "product.product"
            )
        )
