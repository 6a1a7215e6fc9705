# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDrift(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Table = cls.env["ipai.sync.table"]
        cls.currency = cls.Table.search([("model", "=", "res.currency")])
        cls.currency.field_names = "name, symbol, position, x_ipai_note"
        cls.Table._note_drift()

    def changes(self, table):
        """What was noted since the test began, oldest first."""
        table.invalidate_recordset()
        return [
            (row.field, row.kind, row.cause)
            for row in table.drift_ids.sorted("id")
            if row.id > self.last
        ]

    def setUp(self):
        super().setUp()
        self.last = self.env["ipai.sync.drift"].search([], limit=1).id or 0
        self.cursor = None

    def read_on(self):
        """The rows of the currency as the next batch has them; nothing may stop it."""
        self.Table.describe()
        answer = self.Table.changes(cursor=self.cursor, limit=200_000)
        self.cursor = answer["cursor"]
        return [piece["model"] for piece in answer["pieces"]]

    def manual_field(self, **values):
        model = self.env["ir.model"]._get("res.currency")
        return self.env["ir.model.fields"].create(
            {
                "name": "x_ipai_note",
                "model_id": model.id,
                "field_description": "Note",
                "ttype": "char",
                **values,
            }
        )

    def test_a_field_is_added_retyped_and_removed(self):
        self.read_on()
        self.assertEqual(self.read_on(), [])
        field = self.manual_field()
        self.assertEqual(self.read_on(), ["res.currency"], "the whole table again")
        self.assertIn("x_ipai_note", self.currency._spec().shapes)
        field.unlink()
        self.assertEqual(self.read_on(), ["res.currency"])
        self.manual_field(ttype="integer")
        self.assertEqual(self.read_on(), ["res.currency"])
        self.assertEqual(self.read_on(), [])
        self.assertEqual(
            self.changes(self.currency),
            [
                ("x_ipai_note", "field_added", "schema"),
                ("x_ipai_note", "field_gone", "schema"),
                ("x_ipai_note", "field_added", "schema"),
            ],
        )
        added = self.currency.drift_ids[0]
        self.assertEqual((added.before, added.after), (False, "integer (integer)"))
        self.assertIn("sent again", added.effect)

    def test_a_relation_that_comes_while_odoo_runs_is_captured(self):
        self.manual_field(ttype="many2many", relation="res.country")
        [column] = [c for c in self.currency._spec().columns if c.relation_table]
        found = {table for table, __ in self.env["ipai.sync.capture"]._found_triggers()}
        self.assertIn(column.relation_table, found)

    def test_columns_changed_behind_odoo_stop_nothing(self):
        self.read_on()
        self.env.cr.execute("alter table res_currency alter column symbol type text")
        self.assertEqual(self.read_on(), ["res.currency"])
        self.env.cr.execute(
            "alter table res_currency alter column symbol type jsonb"
            " using to_jsonb(symbol)"
        )
        self.assertEqual(self.read_on(), ["res.currency"])
        self.env.cr.execute("alter table res_currency drop column position")
        self.assertEqual(self.read_on(), ["res.currency"])
        spec = self.currency._spec()
        self.assertEqual([column.name for column in spec.columns], ["name"])
        self.assertEqual(
            self.changes(self.currency),
            [
                ("symbol", "field_changed", "schema"),
                ("symbol", "field_gone", "schema"),
                ("position", "field_gone", "schema"),
            ],
        )
        changed = self.currency.drift_ids.sorted("id")[-3]
        self.assertEqual(
            (changed.before, changed.after),
            ("char (character varying)", "char (text)"),
        )
        self.assertTrue(changed.addon.startswith("base "))

    def test_a_translated_field_in_the_making_is_sent_as_text(self):
        plans = self.Table.search([("model", "=", "account.payment.term")])
        self.env.cr.execute(
            "alter table account_payment_term alter column name type varchar"
            " using name ->> 'en_US'"
        )
        [name] = [c for c in plans._spec().columns if c.name == "name"]
        self.assertEqual((name.form, name.sql_type), ("plain", "character varying"))
        self.read_on()

    def test_a_model_comes_and_goes(self):
        table = self.Table.create({"model": "x_ipai_thing", "field_names": "x_name"})
        self.assertIsNone(table._spec())
        model = self.env["ir.model"].create(
            {"name": "Thing", "model": "x_ipai_thing", "state": "manual"}
        )
        self.Table._note_drift()
        self.env["ipai.sync.capture"]._refresh()
        self.assertTrue(table.is_captured)
        self.assertIn("x_ipai_thing", self.read_on())
        thing = self.env["x_ipai_thing"].create({"x_name": "One"})
        self.env.flush_all()
        self.env.cr.execute(
            "select res_id from ipai_sync_outbox where tbl = 'x_ipai_thing'"
        )
        self.assertIn((thing.id,), self.env.cr.fetchall())
        model.unlink()
        self.assertEqual(self.read_on(), [])
        self.assertEqual(
            self.changes(table),
            [(False, "table_added", "schema"), (False, "table_gone", "schema")],
        )
        self.assertIn("keeps what it has", table.drift_ids[0].effect)

    def test_an_edit_of_the_list_is_told_from_a_change_of_odoo(self):
        self.currency.field_names = "name, symbol"
        self.assertEqual(
            self.changes(self.currency), [("position", "field_gone", "list")]
        )
        self.assertEqual(
            self.currency.drift_ids[0].create_uid, self.env.user, "who did it"
        )

    def test_a_view_is_no_table(self):
        self.env.cr.execute(
            "alter table res_bank rename to res_bank_old;"
            "create view res_bank as select * from res_bank_old"
        )
        self.assertIsNone(self.Table.search([("model", "=", "res.bank")])._spec())
        self.read_on()
