# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestTableFields(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls.env.ref("ipai_base.user_service")
        cls.Table = cls.env["ipai.sync.table"].with_user(service)

    def test_stored_fields_are_told_with_what_is_refused(self):
        told = self.Table.fields_of("res.partner")
        self.assertEqual(told["model"], "res.partner")
        fields = {field["name"]: field for field in told["fields"]}
        self.assertEqual(fields["parent_id"]["type"], "many2one")
        self.assertEqual(fields["parent_id"]["relation"], "res.partner")
        self.assertIsNone(fields["name"]["refusal"])
        self.assertEqual(fields["barcode"]["refusal"], "sensitive")
        self.assertNotIn("child_ids", fields)

    def test_what_never_leaves_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "never synchronised"):
            self.Table.fields_of("ir.config_parameter")
        with self.assertRaisesRegex(UserError, "install its addon first"):
            self.Table.fields_of("no.such.model")

    def test_only_the_service_user_asks(self):
        demo = self.env["ipai.sync.table"].with_user(self.env.ref("base.public_user"))
        with self.assertRaises(AccessError):
            demo.fields_of("res.partner")
