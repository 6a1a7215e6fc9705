# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestLifecycle(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale = cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat])])

    def test_from_draft_to_paid(self):
        record = self.make_return()
        self.seen_by(record, self.analyst).action_compute()
        self.assertEqual(record.preparer_id, self.analyst)
        self.assertEqual(record.state, "computed")
        record = self.reviewed(quarter="2")
        self.assertEqual(record.reviewer_id, self.reviewer)
        self.assertTrue(record.reviewed_at)
        self.assertFalse(record.is_self_review)

        record = self.filed(quarter="1")
        self.assertEqual(record.state, "filed")
        self.assertEqual(record.filed_by_id, self.reviewer)
        self.assertEqual(record.filing_reference, "EFPS-2026-0001")
        self.assertEqual(record.filing_channel, "ebirforms")
        self.assertEqual(str(record.filed_on), "2026-10-25")

    def test_payment(self):
        record = self.filed()
        mine = self.seen_by(record, self.reviewer)
        with self.assertRaisesRegex(UserError, "reference of the payment"):
            mine.mark_paid("2026-10-26", "  ")
        with self.assertRaisesRegex(UserError, "future"):
            mine.mark_paid("2027-01-01", "OR 1")
        mine.mark_paid("2026-10-26", "OR 1", bank="Landbank")
        self.assertEqual(record.state, "paid")
        self.assertEqual(record.paid_amount, 120)
        self.assertEqual(record.payment_bank, "Landbank")
        with self.assertRaisesRegex(UserError, "paid"):
            mine.mark_paid("2026-10-26", "OR 2")

    def test_nothing_payable_is_not_paid(self):
        record = self.filed(quarter="2")
        with self.assertRaisesRegex(UserError, "Nothing is payable"):
            self.seen_by(record, self.reviewer).mark_paid("2026-10-26", "OR 1")

    def test_filing_takes_a_person_a_reference_and_a_past_day(self):
        record = self.reviewed()
        mine = self.seen_by(record, self.reviewer)
        with self.assertRaisesRegex(UserError, "reference of the filing"):
            mine.file(" ")
        with self.assertRaisesRegex(UserError, "future"):
            mine.file("X1", "2026-11-03")
        with self.assertRaisesRegex(UserError, "no channel"):
            mine.file("X1", channel="pigeon")
        with self.assertRaisesRegex(UserError, "A person has to say"):
            record.file("X1")
        self.assertEqual(record.state, "reviewed")
        mine.file("X1")
        self.assertEqual(str(record.filed_on), "2026-11-02")

    def test_steps_are_taken_in_their_order(self):
        record = self.make_return()
        mine = self.seen_by(record, self.reviewer)
        for step in (
            mine.action_review,
            mine.action_unreview,
            mine.action_amend,
            lambda: mine.file("X1"),
            lambda: mine.mark_paid("2026-10-26", "OR 1"),
        ):
            with self.assertRaisesRegex(UserError, "in state draft"):
                step()

    def test_who_prepared_does_not_review(self):
        record = self.make_return()
        mine = self.seen_by(record, self.reviewer)
        mine.action_compute()
        with self.assertRaisesRegex(UserError, "somebody else has to review"):
            mine.action_review(reason="I am sure")

    def test_who_typed_does_not_review(self):
        record = self.make_return()
        self.seen_by(record, self.reviewer).set_box("19", "5")
        self.seen_by(record, self.analyst).action_compute()
        self.accept_all(record)
        with self.assertRaisesRegex(UserError, "somebody else has to review"):
            self.seen_by(record, self.reviewer).action_review()
        self.seen_by(record, self.chief).action_review()
        self.assertFalse(record.is_self_review)

    def accept_all(self, record):
        record.check_ids.filtered(lambda c: c.level == "warning").accept("Known")

    def test_an_administrator_reviews_own_work_with_a_visible_reason(self):
        record = self.make_return()
        mine = self.seen_by(record, self.chief)
        mine.action_compute()
        self.accept_all(record)
        with self.assertRaisesRegex(UserError, "give the reason"):
            mine.action_review()
        mine.action_review(reason="Nobody else is there this week")
        self.assertTrue(record.is_self_review)
        self.assertEqual(record.self_review_reason, "Nobody else is there this week")
        mine.action_unreview()
        self.assertFalse(record.self_review_reason)

    def test_a_review_waits_for_open_warnings_and_moved_books(self):
        record = self.make_return()
        self.company.ipai_rdo_code = False
        self.seen_by(record, self.analyst).action_compute()
        mine = self.seen_by(record, self.reviewer)
        with self.assertRaisesRegex(UserError, "Accept with a reason.*RDO code"):
            mine.action_review()
        self.accept_all(record)
        self.post("out_invoice", "2026-07-02", [(50, [self.vat])])
        with self.assertRaisesRegex(UserError, r"books changed .*31A, 31B"):
            mine.action_review()
        self.seen_by(record, self.analyst).action_compute()
        self.accept_all(record)
        mine.action_review()
        self.assertEqual(record.amount("31A"), Decimal("1050.00"))

    def test_filing_waits_for_books_that_moved_after_the_review(self):
        record = self.reviewed()
        self.post("out_invoice", "2026-07-02", [(50, [self.vat])])
        with self.assertRaisesRegex(UserError, "books changed"):
            self.seen_by(record, self.reviewer).file("X1")

    def test_rows_from_the_books_move_too(self):
        self.post("in_invoice", "2026-08-02", [(500, [self.ewt])])
        record = self.reviewed(form_code="1601-EQ")
        self.post("in_invoice", "2026-08-03", [(100, [self.ewt])])
        with self.assertRaisesRegex(UserError, "Items 13 to 18"):
            self.seen_by(record, self.reviewer).file("X1")

    def test_a_review_locks_until_it_is_taken_back(self):
        record = self.reviewed()
        mine = self.seen_by(record, self.analyst)
        for change in (
            lambda: mine.set_box("19", "1"),
            lambda: mine.override_box("31A", "1", "Because"),
            lambda: mine.set_row("S4", {"E": "1"}),
            mine.action_compute,
        ):
            with self.assertRaisesRegex(UserError, "Take the review back"):
                change()
        self.assertFalse(record.sheet["editable"])
        self.seen_by(record, self.reviewer).action_unreview()
        mine.set_box("19", "1")

    def test_analysts_neither_review_nor_file(self):
        record = self.prepared()
        mine = self.seen_by(record, self.analyst)
        steps = [mine.action_review, lambda: mine.action_review("I may")]
        for step in steps:
            with self.assertRaises(AccessError):
                step()
        self.seen_by(record, self.reviewer).action_review()
        for step in (
            mine.action_unreview,
            lambda: mine.file("X1"),
            lambda: mine.mark_paid("2026-10-26", "OR 1"),
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertEqual(record.state, "reviewed")
