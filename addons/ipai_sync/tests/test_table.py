# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestTable(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Table = cls.env["ipai.sync.table"]
        cls.service = cls.env.ref("ipai_base.user_service")
        cls.administrator = new_test_user(
            cls.env,
            "sync_admin",
            groups="base.group_user,ipai_base.group_administrator",
        )
        cls.viewer = new_test_user(
            cls.env, "sync_viewer", groups="base.group_user,ipai_base.group_viewer"
        )

    def test_shipped_tables_exist_and_are_captured(self):
        tables = self.Table.search([])
        # hr.version came with 19.0.
        tables = tables.filtered(lambda table: table.model in self.env)
        self.assertGreaterEqual(len(tables), 14)
        for table in tables:
            self.assertTrue(table.is_captured, table.model)
            self.assertTrue(table.model_label, table.model)

    def test_shipped_lists_hold_nothing_sensitive(self):
        self.Table.search([])._check_nothing_sensitive()

    def test_describe_tells_types_and_what_is_absent(self):
        self.Table.search(
            [("model", "=", "res.currency")]
        ).field_names = "name, rounding\nnot_there, id, name"
        currency = self.Table.search([("model", "=", "res.currency")])
        self.assertEqual(currency.field_names, "name, rounding, not_there")
        described = self.Table.with_user(self.service).describe()
        self.assertEqual(
            described["database_uuid"],
            self.env["ir.config_parameter"].get_param("database.uuid"),
        )
        currency = next(t for t in described["tables"] if t["table"] == "res_currency")
        self.assertEqual(
            [(field["name"], field["type"]) for field in currency["fields"]],
            [("name", "char"), ("rounding", "float"), ("not_there", "absent")],
        )
        lines = next(
            t for t in described["tables"] if t["model"] == "account.move.line"
        )
        taxes = next(field for field in lines["fields"] if field["name"] == "tax_ids")
        self.assertEqual(
            taxes, {"name": "tax_ids", "type": "many2many", "relation": "account.tax"}
        )

    def test_a_model_of_a_missing_addon_waits(self):
        table = self.Table.create({"model": "no.such.model", "field_names": "name, x"})
        self.assertFalse(table.is_captured)
        self.assertEqual(table.absent_names, "name, x")
        described = self.Table.with_user(self.service).describe()
        self.assertNotIn("no.such.model", [t["model"] for t in described["tables"]])

    def test_secrets_and_files_are_refused_in_a_sentence(self):
        for model, names, word in (
            ("res.partner", "name, signup_token", "secret or private"),
            ("res.users", "login", "secret or private"),
            ("ir.config_parameter", "key", "secrets or private data"),
            ("account.move", "amount*", "could mean any field"),
            ("hr.employee", "private_email", "secret or private"),
            ("res.partner", "image_1920", "not a column"),
            ("res.partner", "display_name_of_nobody", None),
            ("account.move", "line_ids", "not a column"),
            ("res.partner", "contact_address", None),
            ("ipai.sync.batch", "name", "keeps no records"),
        ):
            table = self.Table.search([("model", "=", model)])
            values = {"model": model, "field_names": names}
            if word is None:
                table.write(values)
                continue
            with self.assertRaisesRegex(ValidationError, word):
                table.write(values) if table else self.Table.create(values)

    def test_a_model_is_listed_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.Table.create({"model": "res.partner", "field_names": "name"})
            self.env.flush_all()

    def test_only_the_service_user_reads_changes(self):
        for user in (self.administrator, self.viewer):
            table = self.Table.with_user(user)
            for method in (table.describe, table.changes, table.counts):
                with self.assertRaisesRegex(AccessError, "service user"):
                    method()
        self.assertIn("tables", self.Table.with_user(self.service).describe())

    def test_administrators_configure_viewers_look(self):
        table = self.Table.with_user(self.administrator).create(
            {"model": "no.such.model", "field_names": "name"}
        )
        self.assertEqual(table.with_user(self.viewer).field_names, "name")
        with self.assertRaises(AccessError):
            table.with_user(self.viewer).field_names = "name, ref"
        table.unlink()

    def test_counts_are_those_of_the_tables(self):
        found = self.Table.with_user(self.service).counts()
        self.env.cr.execute("select count(*), sum(id) from res_partner")
        count, id_sum = self.env.cr.fetchone()
        self.assertEqual(
            found["tables"]["res.partner"],
            {"table": "res_partner", "count": count, "id_sum": id_sum},
        )
        self.assertFalse(found["settled"], "nobody said where the reader stands")
