# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestDrift(PeopleCase):
    """Entries that change what a filed return counted are named by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale = cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat])])
        cls.before = cls.post(
            "out_invoice", "2026-07-02", [(70, [cls.vat])], post=False
        )

    def told(self, record):
        return {item["name"]: item["what"] for item in record.drift or []}

    def test_posting_into_a_filed_period(self):
        record = self.filed()
        self.assertFalse(record.has_drift)
        late = self.post("out_invoice", "2026-08-05", [(50, [self.vat])])
        self.before.action_post()
        self.assertEqual(
            self.told(record), {late.name: "posted", self.before.name: "posted"}
        )
        self.assertTrue(record.has_drift)
        self.assertEqual(record.drift[0]["amount"], "56.00")
        record.action_check_drift()
        self.assertEqual(
            self.told(record), {late.name: "posted", self.before.name: "posted"}
        )
        found = {item["name"]: item["boxes"] for item in record.drift}
        self.assertEqual(found[late.name], {"31A": "-50.00", "31B": "-6.00"})

    def test_a_return_whose_amounts_stand_in_a_schedule(self):
        self.post("in_invoice", "2026-08-02", [(500, [self.ewt])])
        record = self.filed(form_code="1601-EQ")
        record.action_check_drift()
        self.assertFalse(record.has_drift)
        late = self.post("in_invoice", "2026-08-05", [(50, [self.ewt])])
        self.assertEqual(self.told(record), {late.name: "posted"})
        record.action_check_drift()
        self.assertEqual(record.drift[0]["boxes"], {"R13.B": "50.00", "R13.D": "-1.00"})

    def test_what_the_return_does_not_count_is_no_drift(self):
        record = self.filed()
        self.post("out_invoice", "2026-10-05", [(50, [self.vat])])
        self.post("out_invoice", "2026-08-05", [(50, [])])
        self.post("in_invoice", "2026-08-05", [(50, [self.ewt])])
        books = self.make_books(self.other)
        vat = self.make_tax(
            "vat", "sale", 12, "sale_vatable", company=self.other, books=books
        )
        self.post("out_invoice", "2026-08-05", [(50, [vat])], books=books)
        self.assertFalse(record.has_drift)
        record.action_check_drift()
        self.assertFalse(record.drift)

    def test_an_invoice_that_counts_when_paid_drifts_when_paid(self):
        later = self.make_tax(
            *("vat when paid", "sale", 12, "sale_vatable"),
            tax_exigibility="on_payment",
        )
        record = self.filed()
        invoice = self.post("out_invoice", "2026-08-05", [(100, [later])])
        self.assertFalse(record.has_drift)
        self.pay(invoice, "2026-09-05")
        self.assertEqual(list(self.told(record).values()), ["posted"])
        self.assertNotIn(invoice.name, self.told(record))

    def test_reset_repost_and_change(self):
        record = self.filed()
        name = self.sale.name
        self.sale.button_draft()
        self.assertEqual(self.told(record), {name: "reset"})
        record.action_check_drift()
        self.assertEqual(self.told(record), {name: "reset"})
        self.sale.action_post()
        record.action_check_drift()
        self.assertEqual(self.told(record), {})
        self.assertFalse(record.has_drift)
        self.sale.button_draft()
        self.sale.write(
            {
                "invoice_line_ids": [
                    Command.update(self.sale.invoice_line_ids.id, {"price_unit": 900})
                ]
            }
        )
        self.sale.action_post()
        record.action_check_drift()
        self.assertEqual(self.told(record), {name: "changed"})
        self.assertEqual(record.drift[0]["boxes"]["31A"], "100.00")

    def test_deleting(self):
        record = self.filed()
        name = self.sale.name
        self.sale.with_context(force_delete=True).unlink()
        self.assertEqual(self.told(record), {name: "deleted"})
        record.action_check_drift()
        self.assertEqual(self.told(record), {name: "deleted"})

    def test_a_bookkeeper_without_rights_on_returns_posts(self):
        record = self.filed()
        clerk = self.make_user("cleo", "account.group_account_invoice")
        self.before.with_user(clerk).with_context(
            allowed_company_ids=self.company.ids
        ).action_post()
        self.assertEqual(self.told(record), {self.before.name: "posted"})
        self.assertEqual(record.drift[0]["by"], clerk.name)
        with self.assertRaises(AccessError):
            self.seen_by(record, clerk).action_check_drift()

    def test_only_the_last_of_a_chain_is_watched(self):
        record = self.filed()
        amendment = self.seen_by(record, self.analyst).action_amend()
        self.before.action_post()
        self.assertTrue(record.has_drift)
        self.seen_by(amendment, self.analyst).action_compute()
        amendment.check_ids.filtered(lambda c: c.level == "warning").accept("Known")
        self.seen_by(amendment, self.reviewer).action_review()
        self.seen_by(amendment, self.reviewer).file("X2")
        before = record.drift
        late = self.post("out_invoice", "2026-08-05", [(50, [self.vat])])
        self.assertEqual(self.told(amendment), {late.name: "posted"})
        self.assertEqual(record.drift, before)

    def test_the_daily_check_finds_what_no_step_reported(self):
        record = self.filed()
        tax_line = self.sale.line_ids.filtered("tax_line_id")
        base = self.sale.line_ids.filtered("tax_ids")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance - 5 WHERE id IN %s",
            (tuple((tax_line | base).ids),),
        )
        self.env.cr.execute(
            "UPDATE account_move SET write_date = '2026-11-05' WHERE id = %s",
            (self.sale.id,),
        )
        self.env.invalidate_all()
        self.env["ipai.bir.return"]._cron_check_drift()
        self.assertEqual(self.told(record), {self.sale.name: "changed"})
        self.assertEqual(record.drift[0]["boxes"], {"31A": "-5.00", "31B": "-5.00"})

    def test_posting_costs_one_query_while_nothing_is_filed(self):
        moves = self.post("out_invoice", "2026-10-01", [(1, [self.vat])])
        self.filed()
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertEqual(moves._ipai_filed_returns(), [])
