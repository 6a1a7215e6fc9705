# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestAmendment(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat])])

    def amend(self, record):
        return self.seen_by(record, self.analyst).action_amend()

    def test_previously_filed_follows_the_chain(self):
        first = self.filed()
        self.assertEqual(first.amount("18"), Decimal("0.00"))
        self.post("out_invoice", "2026-08-01", [(500, [self.vat])])
        second = self.amend(first)
        self.assertEqual(second.state, "draft")
        self.assertEqual(second.amends_id, first)
        self.assertEqual(first.amended_by_id, second)
        self.assertEqual(second.name, "2550Q Q3 2026 (amended 1)")
        second.action_compute()
        self.assertEqual(second.amount("15"), Decimal("180.00"))
        self.assertEqual(second.amount("18"), Decimal("120.00"))
        self.assertEqual(second.amount("21"), Decimal("60.00"))
        box = second.box_ids.filtered(lambda b: b.code == "18")
        self.assertEqual(box.source, "From 2550Q Q3 2026")
        said = second.box_ids.filtered(lambda b: b.box_id.reads == "amended")
        self.assertEqual(said.text, "Yes")

        self.file(second, "EFPS-2")
        self.post("out_invoice", "2026-08-02", [(100, [self.vat])])
        third = self.amend(second)
        third.action_compute()
        self.assertEqual(third.amount("18"), Decimal("180.00"))
        self.assertEqual(third.amount("21"), Decimal("12.00"))

    def file(self, record, reference):
        self.seen_by(record, self.analyst).action_compute()
        record.check_ids.filtered(lambda c: c.level == "warning").accept("Known")
        self.seen_by(record, self.reviewer).action_review()
        self.seen_by(record, self.reviewer).file(reference, "2026-11-01")

    def test_what_was_typed_goes_on_but_penalties_do_not(self):
        record = self.make_return()
        mine = self.seen_by(record, self.analyst)
        mine.set_box("19", "7", note="Paid by 0605")
        mine.set_box("22", "25")
        mine.override_box("44A", "300", "Paper of the accountant")
        mine.set_row("S4", {"A": "08/2026", "E": "3"})
        self.file(record, "EFPS-1")
        again = self.amend(record)
        again.action_compute()
        typed = again.box_ids.filtered("is_entered")
        self.assertEqual(
            dict(zip(typed.mapped("code"), typed.mapped("amount"), strict=True)),
            {"19": 7},
        )
        self.assertEqual(typed.note, "Paid by 0605")
        self.assertEqual(again.amount("44A"), Decimal("300.00"))
        box = again.box_ids.filtered("is_overridden")
        self.assertEqual(box.override_reason, "Paper of the accountant")
        self.assertEqual(box.override_by_id, self.analyst)
        self.assertEqual(again.amount("17"), Decimal("3.00"))

    def test_later_returns_read_the_latest_of_the_chain(self):
        self.post("in_invoice", "2026-07-02", [(5000, [self.goods])])
        first = self.filed()
        later = self.make_return(quarter="4")
        later.action_compute()
        self.assertEqual(later.amount("38B"), Decimal("480.00"))
        self.post("in_invoice", "2026-07-03", [(1000, [self.goods])])
        second = self.amend(first)
        later.action_compute()
        self.assertEqual(later.amount("38B"), Decimal("480.00"))
        second.action_compute()
        self.assertIn("2550Q Q3 2026 (amended 1)", later.stale_text)
        later.action_compute()
        self.assertEqual(later.amount("38B"), Decimal("600.00"))
        self.assertFalse(later.is_stale)

    def test_one_amendment_at_a_time(self):
        record = self.filed()
        draft = self.amend(record)
        with self.assertRaisesRegex(UserError, "amended already by"):
            self.amend(record)
        action = self.seen_by(record, self.analyst).action_open_amendment()
        self.assertEqual(action["res_id"], draft.id)
        with self.assertRaisesRegex(UserError, "only a draft"):
            draft.quarter = "1"
        draft.unlink()
        self.assertFalse(record.amended_by_id)
        self.assertTrue(self.amend(record))

    def test_strangers_amend_nothing(self):
        record = self.filed()
        viewer = self.make_user("vic", "ipai_base.group_viewer")
        stranger = self.make_user("sten", "ipai_base.group_administrator", self.other)
        for user in (viewer, stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.seen_by(record, user).action_amend()
