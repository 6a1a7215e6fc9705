# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

SIZE = 50


@tagged("post_install", "-at_install")
class TestCheck(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env.ref("ipai_base.user_service")
        cls.Table = cls.env["ipai.sync.table"].with_user(cls.service)
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Partner {number}"} for number in range(120)]
        )
        cls.env.flush_all()

    def buckets(self, **arguments):
        found = self.Table.checksums(size=SIZE, **arguments)
        rows = found["tables"]["res.partner"]["buckets"]
        return {number: rest for number, *rest in rows}

    def test_buckets_have_all_rows_once(self):
        self.env.cr.execute(
            "select id / %s, count(*), sum(id)::bigint from res_partner group by 1",
            [SIZE],
        )
        expected = {number: rest for number, *rest in self.env.cr.fetchall()}
        found = self.buckets(models=["res.partner"])
        self.assertEqual({number: row[:2] for number, row in found.items()}, expected)

    def test_one_changed_row_shows_in_its_bucket_alone(self):
        before = self.buckets()
        partner = self.partners[60]
        bucket = partner.id // SIZE
        known = self.Table.bucket_hashes("res.partner", [bucket], size=SIZE)
        self.env.cr.execute(
            "update res_partner set name = 'By SQL' where id = %s", [partner.id]
        )
        after = self.buckets()
        different = {number for number in after if after[number] != before[number]}
        self.assertEqual(different, {bucket})
        self.assertEqual(after[bucket][:2], before[bucket][:2])
        now = self.Table.bucket_hashes("res.partner", [bucket], size=SIZE)
        self.assertEqual(now["ids"], known["ids"])
        self.assertEqual(
            [
                res_id
                for res_id, old, new in zip(
                    now["ids"], known["hashes"], now["hashes"], strict=True
                )
                if old != new
            ],
            partner.ids,
        )

    def test_the_sum_of_a_bucket_is_that_of_its_rows(self):
        bucket = self.partners[60].id // SIZE
        rows = self.Table.bucket_hashes("res.partner", [bucket], size=SIZE)
        total = sum(int(text) for text in rows["hashes"])
        self.assertEqual(
            self.buckets()[bucket], [len(rows["ids"]), sum(rows["ids"]), str(total)]
        )

    def test_a_deleted_row_is_missing(self):
        partner = self.partners[61]
        bucket = partner.id // SIZE
        count = self.buckets()[bucket][0]
        partner.unlink()
        self.assertEqual(self.buckets()[bucket][0], count - 1)
        rows = self.Table.bucket_hashes("res.partner", [bucket], size=SIZE)
        self.assertNotIn(partner.id, rows["ids"])

    def test_computed_fields_do_not_count(self):
        currency = self.env["ipai.sync.table"].search([("model", "=", "res.currency")])
        currency.computed_names = "rate"
        before = self.Table.checksums(models=["res.currency"])["tables"]
        euro = self.env.ref("base.EUR")
        rate = self.Table.computed("res.currency", euro.ids)
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2026-01-31", "rate": 0.0123}
        )
        self.assertNotEqual(self.Table.computed("res.currency", euro.ids), rate)
        after = self.Table.checksums(models=["res.currency"])["tables"]
        self.assertEqual(after, before)

    def test_settled_is_told(self):
        self.assertFalse(self.Table.checksums(models=[])["settled"])

    def test_what_cannot_be_asked_is_said_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "not on the list"):
            self.Table.bucket_hashes("ir.cron", [1])
        with self.assertRaisesRegex(UserError, "at most 100"):
            self.Table.bucket_hashes("res.partner", list(range(101)))
        with self.assertRaisesRegex(UserError, "1 to 1,000,000"):
            self.Table.checksums(size=0)

    def test_only_the_service_user_asks(self):
        viewer = new_test_user(
            self.env, "check_viewer", groups="base.group_user,ipai_base.group_viewer"
        )
        table = self.Table.with_user(viewer)
        for call in (
            lambda: table.checksums(),
            lambda: table.bucket_hashes("res.partner", [0]),
            lambda: table.computed("product.product", []),
            lambda: table.report_reconciliation([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_comparison_is_kept_once_a_day(self):
        row = {
            "model": "res.partner",
            "day": "2026-11-20",
            "odoo_count": 120,
            "bronze_count": 119,
            "missing": 1,
            "stale": 2,
            "undeleted": 0,
            "repaired": 3,
        }
        self.assertTrue(self.Table.report_reconciliation([row]))
        results = self.env["ipai.sync.reconciliation"]
        found = results.search(
            [("model", "=", "res.partner"), ("day", "=", row["day"])]
        )
        self.assertFalse(found.is_equal)
        self.assertEqual(found.table_id.model, "res.partner")
        self.Table.report_reconciliation(
            [row | {"bronze_count": 120, "missing": 0, "stale": 0, "repaired": 0}]
        )
        self.assertTrue(found.is_equal)
        self.assertEqual((found.missing, found.bronze_count), (0, 120))
        found.day = "2020-01-01"
        self.env.flush_all()
        results._gc_old()
        self.assertFalse(found.exists())
