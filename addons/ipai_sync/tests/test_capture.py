# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
class TestCapture(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capture = cls.env["ipai.sync.capture"]
        cls.partner = cls.env["res.partner"].create({"name": "Ana"})
        cls.env.flush_all()

    def noted(self, statement, *arguments):
        """What a statement leaves in the outbox: set of (table, id, operation)."""
        cr = self.env.cr
        cr.execute("select coalesce(max(seq), 0) from ipai_sync_outbox")
        [[last]] = cr.fetchall()
        cr.execute(SQL(statement, *arguments))
        cr.execute(
            SQL("select tbl, res_id, op from ipai_sync_outbox where seq > %s", last)
        )
        return set(cr.fetchall())

    def test_raw_sql_is_noted(self):
        self.assertEqual(
            self.noted(
                "update res_partner set ref = 'x' where id = %s", self.partner.id
            ),
            {("res_partner", self.partner.id, "U")},
        )

    def test_a_statement_that_changes_nothing_leaves_nothing(self):
        self.assertFalse(self.noted("update res_partner set ref = 'x' where id = -1"))

    def test_a_cascade_is_noted(self):
        tax = self.env["account.tax"].create({"name": "T", "amount": 1})
        self.env.flush_all()
        shares = tax.repartition_line_ids.ids
        found = self.noted("delete from account_tax where id = %s", tax.id)
        self.assertIn(("account_tax", tax.id, "D"), found)
        for share in shares:
            self.assertIn(("account_tax_repartition_line", share, "D"), found)

    def test_both_sides_of_a_many2many_lead_to_the_parent(self):
        child = self.env["account.tax"].create({"name": "child", "amount": 1})
        group = self.env["account.tax"].create({"name": "g", "amount_type": "group"})
        self.env.flush_all()
        insert = "insert into account_tax_filiation_rel values (%s, %s)"
        self.assertEqual(
            self.noted(insert, group.id, child.id), {("account_tax", group.id, "U")}
        )
        self.assertEqual(
            self.noted(
                "delete from account_tax_filiation_rel where child_tax = %s", child.id
            ),
            {("account_tax", group.id, "U")},
        )

    def test_truncate_asks_for_the_whole_table(self):
        self.assertEqual(
            self.noted("truncate expense_tax"), {("hr_expense", None, "T")}
        )

    def test_a_lost_trigger_comes_back_and_the_table_is_read_again(self):
        self.env.cr.execute("drop trigger ipai_sync_update on res_currency")
        self.assertNotIn("res_currency", self.capture._captured_tables())
        self.env.cr.execute("select max(seq) from ipai_sync_outbox")
        [[last]] = self.env.cr.fetchall()
        self.capture._refresh()
        self.assertIn("res_currency", self.capture._captured_tables())
        self.env.cr.execute(
            SQL("select tbl, op from ipai_sync_outbox where seq > %s", last or 0)
        )
        self.assertEqual(self.env.cr.fetchall(), [("res_currency", "T")])

    def test_nothing_is_done_when_nothing_has_changed(self):
        before = self.capture._found_triggers()
        self.capture._refresh()
        # Digest of the functions, the list, the columns there are, the triggers.
        with self.assertQueryCount(4):
            self.capture._refresh()
        self.assertEqual(self.capture._found_triggers(), before)

    def test_the_triggers_follow_the_list(self):
        currency = self.env["ipai.sync.table"].search([("model", "=", "res.currency")])
        currency.active = False
        self.assertNotIn("res_currency", self.capture._captured_tables())
        self.assertFalse(self.noted("update res_currency set position = 'after'"))
        currency.active = True
        self.assertIn("res_currency", self.capture._captured_tables())
        account = self.env["ipai.sync.table"].search(
            [("model", "=", "account.account")]
        )
        account.field_names = "name"
        relations = {table for table, __ in self.capture._found_triggers()}
        self.assertNotIn("account_account_res_company_rel", relations)

    def test_an_uninstall_leaves_no_trace(self):
        self.capture._drop()
        self.assertFalse(self.capture._found_triggers())
        self.env.cr.execute("""
            select proname from pg_proc where proname like 'ipai\\_sync%'
            union select relname from pg_class where relname like 'ipai\\_sync\\_o%'
        """)
        self.assertFalse(self.env.cr.fetchall())
        self.partner.name = "Ana Cruz"
        self.env.flush_all()
