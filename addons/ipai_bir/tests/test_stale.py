# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestStale(PeopleCase):
    """A return says when another one that it reads from says something else by now."""

    def computed(self, **values):
        record = self.make_return(**values)
        record.action_compute()
        return record

    def test_an_earlier_quarter_computed_again_warns_the_next(self):
        bill = self.post("in_invoice", "2026-04-01", [(1000, [self.goods])])
        second = self.computed(quarter="2")
        third = self.computed(quarter="3")
        fourth = self.computed(quarter="4")
        self.assertEqual(fourth.amount("38B"), Decimal("120.00"))
        second.action_compute()
        self.assertFalse(third.is_stale)
        bill.button_draft()
        second.action_compute()
        self.assertTrue(third.is_stale)
        self.assertEqual(
            third.stale_text,
            "2550Q Q2 2026 was computed and changes 38B. Compute this return again.",
        )
        self.assertIn(third.stale_text, self.general_notices(third))
        self.assertFalse(fourth.is_stale)
        third.action_compute()
        self.assertFalse(third.is_stale)
        self.assertTrue(fourth.is_stale)
        bill.action_post()
        second.action_compute()
        third.action_compute()
        self.assertFalse(fourth.is_stale, "what it reads is again what it read")

    def general_notices(self, record):
        record.invalidate_recordset(["sheet"])
        return [notice["text"] for notice in record.sheet["notices"]]

    def test_typing_in_an_earlier_return_warns_too(self):
        second = self.computed(quarter="2")
        third = self.computed(quarter="3")
        second.set_box("54B", "10")
        self.assertFalse(third.is_stale)
        second.set_box("40B", "30")
        self.assertTrue(third.is_stale)
        second.set_box("40B", "10")
        self.assertFalse(third.is_stale)

    def test_a_source_that_opens_again_or_appears(self):
        third = self.computed(quarter="3")
        self.assertFalse(third.is_stale)
        second = self.computed(quarter="2")
        self.assertIn("38B", third.stale_text)
        third.action_compute()
        second.action_draft()
        self.assertIn("2550Q Q2 2026 is open again, and 38B", third.stale_text)
        second.action_compute()
        self.assertFalse(third.is_stale)

    def test_it_is_not_reviewed_before_it_was_computed_again(self):
        self.post("in_invoice", "2026-04-01", [(1000, [self.goods])])
        second = self.computed(quarter="2")
        third = self.prepared(quarter="3")
        self.post("in_invoice", "2026-04-02", [(1000, [self.goods])])
        second.action_compute()
        with self.assertRaisesRegex(UserError, "Compute this return again"):
            self.seen_by(third, self.reviewer).action_review()

    def test_a_filed_return_is_told_but_keeps_its_amounts(self):
        self.post("in_invoice", "2026-04-01", [(1000, [self.goods])])
        second = self.computed(quarter="2")
        third = self.filed(quarter="3")
        self.post("in_invoice", "2026-04-02", [(1000, [self.goods])])
        second.action_compute()
        self.assertIn("Amend this return", third.stale_text)
        self.assertEqual(third.amount("38B"), Decimal("120.00"))

    def test_months_warn_their_quarter_and_the_quarter_its_year(self):
        self.post("in_invoice", "2026-07-05", [(1000, [self.ewt])])
        month = self.computed(form_code="0619-E", month="7")
        quarter = self.computed(form_code="1601-EQ")
        year = self.computed(form_code="1604-E")
        self.assertEqual(quarter.amount("20"), Decimal("20.00"))
        self.post("in_invoice", "2026-07-06", [(500, [self.ewt])])
        month.action_compute()
        self.assertIn("0619-E Jul 2026 was computed and changes 20", quarter.stale_text)
        self.assertFalse(year.is_stale)
        quarter.action_compute()
        self.assertIn("Schedule 1", year.stale_text)
        year.action_compute()
        self.assertEqual(year.amount("S1.E.total"), Decimal("30.00"))
        self.assertFalse(year.is_stale)

    def test_carried_rows_warn_and_typed_changes_in_them_stay(self):
        second = self.computed(quarter="2")
        row = second.set_row(
            "S1",
            {"A": "2021-06-30", "C": "Press", "D": "2000000", "E": "48000"}
            | {"F": "60", "G": "12", "M": "3"},
        )
        third = self.computed(quarter="3")
        carried = third.row_ids
        self.assertEqual(carried.values["E"], "36000.00")
        third.set_row("S1", {"C": "Printing press"}, carried.id)
        second.action_compute()
        self.assertFalse(third.is_stale)
        third.action_compute()
        self.assertEqual(carried.values["C"], "Printing press")
        second.set_row("S1", {"E": "60000"}, row)
        self.assertIn("Schedule 1", third.stale_text)
        third.action_compute()
        self.assertEqual(carried.values["E"], "45000.00")
        self.assertEqual(carried.values["C"], "Printing press")
