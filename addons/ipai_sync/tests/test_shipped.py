# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import TransactionCase, tagged

from ..models.ipai_sync_shipped import NOTE


@tagged("post_install", "-at_install")
class TestShipped(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Table = cls.env["ipai.sync.table"].with_context(active_test=False)
        cls.parameters = cls.env["ir.config_parameter"].sudo()

    def listed(self, model):
        return self.Table.search([("model", "=", model)])

    def forget(self, model, *names):
        """Make as if this database had never been offered these names."""
        offered = json.loads(self.parameters.get_param(NOTE))
        if names:
            offered[model] = [name for name in offered[model] if name not in names]
        else:
            del offered[model]
        self.parameters.set_param(NOTE, json.dumps(offered))

    def test_everything_shipped_was_offered(self):
        offered = json.loads(self.parameters.get_param(NOTE))
        for model, (xmlid, values) in self.Table._shipped().items():
            self.assertEqual(self.env.ref(xmlid).model, model)
            names = self.Table._split(values["field_names"])
            self.assertLessEqual(set(names), set(offered[model]))

    def test_what_an_administrator_took_off_stays_off(self):
        partner = self.listed("res.partner")
        partner.field_names = "name, active"
        self.listed("res.bank").unlink()
        self.Table._add_shipped()
        self.assertEqual(partner.field_names, "name, active")
        self.assertFalse(self.listed("res.bank"))

    def test_new_fields_and_tables_are_added(self):
        partner = self.listed("res.partner")
        partner.field_names = "name, active"
        department = self.listed("hr.department")
        department.computed_names = False
        self.forget("res.partner", "trust", "lang")
        self.forget("hr.department", "complete_name")
        self.listed("res.bank").unlink()
        self.forget("res.bank")
        self.Table._add_shipped()
        self.assertEqual(partner.field_names, "name, active, lang, trust")
        self.assertEqual(department.computed_names, "complete_name")
        self.assertIn("bic", self.listed("res.bank").field_names)

    def test_a_table_listed_before_it_was_shipped_is_left_alone(self):
        self.listed("res.bank").field_names = "name"
        self.forget("res.bank")
        self.Table._add_shipped()
        self.assertEqual(self.listed("res.bank").field_names, "name")

    def test_a_database_of_the_first_release_gets_what_came_since(self):
        partner = self.listed("res.partner")
        partner.field_names = "name, vat"
        self.parameters.set_param(NOTE, False)
        self.Table._add_shipped()
        names = self.Table._split(partner.field_names)
        self.assertIn("user_id", names)
        self.assertNotIn("street2", names, "it was there from the start: taken off")

    def test_patterns_find_custom_fields(self):
        items = self.listed("account.analytic.line")
        self.assertIn("x_plan*_id", items._spec().absent)
        plan = self.env["account.analytic.plan"].create({"name": "Regions"})
        column = plan._column_name()
        names = [column.name for column in items._spec().columns]
        self.assertIn(column, names)
