# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.sql_db import db_connect
from odoo.tests.common import tagged
from odoo.tools import SQL

from .common import CommittedCase


@tagged("post_install", "-at_install")
class TestChanges(CommittedCase):
    def test_a_snapshot_is_all_there_is(self):
        cursor, state = self.all_changes(limit=40)
        with self.transaction() as env:
            for model in ("res.partner", "account.tax", "hr.expense"):
                ids = set(env[model].with_context(active_test=False).search([]).ids)
                self.assertEqual({key for m, key in state if m == model}, ids, model)
            self.assertTrue(env["ipai.sync.table"].counts(cursor=cursor)["settled"])

    def test_create_write_unlink_are_delivered_once(self):
        cursor, __ = self.all_changes()
        ana = self.make("res.partner", name="Ana")
        cursor, state = self.all_changes(cursor)
        self.assertEqual(state["res.partner", ana]["name"], "Ana")
        with self.transaction() as env:
            env["res.partner"].browse(ana).name = "Ana Cruz"
        cursor, state = self.all_changes(cursor)
        self.assertEqual(state["res.partner", ana]["name"], "Ana Cruz")
        with self.transaction() as env:
            env["res.partner"].browse(ana).unlink()
        cursor, state = self.all_changes(cursor)
        self.assertIsNone(state["res.partner", ana])
        cursor, state = self.all_changes(cursor)
        self.assertNotIn(("res.partner", ana), state)

    def test_a_late_commit_is_not_lost(self):
        late = self.make("res.partner", name="Late")
        cursor, __ = self.all_changes()
        with self.transaction() as env:
            env["res.partner"].browse(late).name = "Late indeed"
            env.flush_all()
            # Committed later than the open transaction began, read before it ends.
            early = self.make("res.partner", name="Early")
            answer, __ = self.batch(cursor)
            self.assertFalse(answer["settled"])
            self.assertGreater(answer["behind"]["rows"], 0)
            cursor = answer["cursor"]
        cursor, state = self.all_changes(cursor)
        self.assertEqual(state["res.partner", late]["name"], "Late indeed")
        self.assertEqual(state["res.partner", early]["name"], "Early")

    def test_a_rolled_back_change_is_never_seen(self):
        ana = self.make("res.partner", name="Ana")
        cursor, __ = self.all_changes()
        with self.registry.cursor() as cr:
            cr.execute(SQL("update res_partner set name = 'No' where id = %s", ana))
            cr.rollback()
        __, state = self.all_changes(cursor)
        self.assertNotIn(("res.partner", ana), state)

    def test_a_change_during_the_snapshot_is_not_lost(self):
        ana = self.make("res.partner", name="Ana")
        answer, __ = self.batch(None, limit=3)
        cursor = answer["cursor"]
        with self.transaction() as env:
            env["res.partner"].browse(ana).name = "Ana Cruz"
        ben = self.make("res.partner", name="Ben")
        __, state = self.all_changes(cursor, limit=7)
        self.assertEqual(state["res.partner", ana]["name"], "Ana Cruz")
        self.assertEqual(state["res.partner", ben]["name"], "Ben")

    def test_one_large_transaction_comes_in_bounded_batches(self):
        cursor, __ = self.all_changes()
        with self.transaction() as env:
            partners = env["res.partner"].create([{"name": f"P{i}"} for i in range(25)])
            self.made.append(("res.partner", partners.ids))
        seen, batches = set(), 0
        while True:
            answer, lines = self.batch(cursor, limit=10)
            self.assertLessEqual(answer["rows"], 10)
            cursor = answer["cursor"]
            seen |= {line["id"] for line in lines if line["model"] == "res.partner"}
            batches += 1
            if answer["settled"]:
                break
        self.assertLessEqual(set(partners.ids), seen)
        self.assertGreaterEqual(batches, 3)

    def test_only_what_was_handed_in_is_forgotten(self):
        cursor, __ = self.all_changes()
        ana = self.make("res.partner", name="Ana")
        first, __ = self.batch(cursor)
        again, lines = self.batch(cursor)
        self.assertIn(
            ana, [line["id"] for line in lines], "the answer may have got lost"
        )
        self.all_changes(again["cursor"])
        with self.transaction() as env:
            env.cr.execute(SQL("select 1 from ipai_sync_outbox where res_id = %s", ana))
            self.assertFalse(env.cr.fetchall(), "acknowledged rows leave the outbox")

    def test_a_batch_asked_ahead_forgets_nothing(self):
        """A reader may fetch the next batch while the one before is being written."""
        cursor, __ = self.all_changes()
        ana = self.make("res.partner", name="Ana")
        ahead, __ = self.batch(cursor)
        self.batch(ahead["cursor"], committed=cursor)
        self.batch(ahead["cursor"], committed="")
        __, lines = self.batch(cursor)
        self.assertIn(ana, [line["id"] for line in lines])
        with self.transaction() as env:
            self.assertTrue(env["ipai.sync.table"].acknowledge(ahead["cursor"]))
            env.cr.execute(SQL("select 1 from ipai_sync_outbox where res_id = %s", ana))
            self.assertFalse(env.cr.fetchall())

    def test_records_are_sent_again_by_id(self):
        ana = self.make("res.partner", name="Ana \\ \t\n")
        cursor, __ = self.all_changes()
        answer, lines = self.batch(cursor, record_ids={"res.partner": [ana, 10**9]})
        [piece] = answer["pieces"]
        self.assertEqual((piece["ids"], piece["rows"]), ([ana, 10**9], 1))
        self.assertEqual(lines[0]["row"]["name"], "Ana \\ \t\n")

    def test_a_reader_that_missed_rows_starts_anew(self):
        behind, __ = self.all_changes()
        self.make("res.partner", name="Ana")
        other, __ = self.all_changes(behind)
        self.all_changes(other)
        answer, __ = self.batch(behind)
        self.assertTrue(answer["pieces"], "it is given whole tables again")
        for cursor in ("rubbish", "WzksImEiLDEsMSx7fSx7fV0="):
            answer, __ = self.batch(cursor)
            self.assertTrue(answer["pieces"])

    def test_a_changed_list_sends_the_table_again(self):
        cursor, __ = self.all_changes()
        with self.transaction() as env:
            table = env["ipai.sync.table"].search([("model", "=", "res.currency")])
            before = table.field_names
            table.field_names = "name, symbol, active, position"
        try:
            answer, lines = self.batch(cursor)
            models = {piece["model"] for piece in answer["pieces"]}
            self.assertEqual(models, {"res.currency"})
            self.assertIn("position", lines[0]["row"])
        finally:
            with self.transaction() as env:
                table = env["ipai.sync.table"].search([("model", "=", "res.currency")])
                table.field_names = before

    def test_refresh_sends_a_model_again(self):
        cursor, __ = self.all_changes()
        answer, lines = self.batch(cursor, refresh=["res.company"])
        self.assertEqual([p["model"] for p in answer["pieces"]], ["res.company"])
        self.assertIn("res.company", {line["model"] for line in lines})

    def test_images_say_what_they_mean(self):
        with self.transaction() as env:
            group = env["account.tax"].create({"name": "G", "amount_type": "group"})
            taxes = env["account.tax"].create(
                [{"name": f"T{i}", "amount": 12.5} for i in (1, 2)]
            )
            group.children_tax_ids = taxes
            self.made += [("account.tax", taxes.ids), ("account.tax", group.ids)]
            env.flush_all()
            env.cr.execute(
                SQL(
                    "update account_tax set name = %s, write_date = %s where id = %s",
                    '{"en_US": "G \\"x\\"", "fr_FR": "Groupe"}',
                    "2026-01-31 16:30:00.25",
                    group.id,
                )
            )
        __, state = self.all_changes()
        row = state["account.tax", group.id]
        self.assertEqual(row["name"], 'G "x"')
        self.assertEqual(row["children_tax_ids"], sorted(taxes.ids))
        self.assertEqual(row["write_date"], "2026-01-31T16:30:00.250000Z")
        self.assertEqual(state["account.tax", taxes[0].id]["children_tax_ids"], [])
        self.assertEqual(state["account.tax", taxes[0].id]["amount"], 12.5)

    def test_a_transaction_next_door_holds_nothing_back(self):
        """Another database of the cluster cannot write this outbox."""
        cursor, __ = self.all_changes()
        with db_connect("postgres").cursor() as neighbour:
            neighbour.execute("select pg_current_xact_id()")
            ana = self.make("res.partner", name="Ana")
            answer, lines = self.batch(cursor)
            self.assertIn(ana, [line["id"] for line in lines])
            self.assertLessEqual(answer["behind"]["rows"], 0)
