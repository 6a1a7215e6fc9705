# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    def test_an_administrator_adds_a_field(self):
        groups = "base.group_user,ipai_base.group_administrator"
        new_test_user(self.env, "sync_tour", groups=groups, password="sync_tour")
        self.start_tour("/odoo/warehouse-tables", "ipai_sync_table", login="sync_tour")
        table = self.env["ipai.sync.table"].search([("model", "=", "res.currency")])
        self.assertIn("position", table.field_names)
