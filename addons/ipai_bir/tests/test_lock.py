# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestLock(PeopleCase):
    """What a direct write reaches: nothing that the steps of a return keep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat])])

    def test_steps_cannot_be_written_past(self):
        record = self.prepared()
        for user in (self.analyst, self.reviewer, self.chief):
            mine = self.seen_by(record, user)
            for vals in (
                {"state": "filed"},
                {"state": "reviewed"},
                {"reviewer_id": user.id},
                {"preparer_id": False},
                {"contributor_ids": [(5,)]},
                {"filing_reference": "X", "filed_on": "2026-10-01"},
                {"amount_payable": 1},
                {"amends_id": record.id},
                {"amendment_number": 3},
                {"has_drift": False},
                {"drift": False},
                {"notices": False},
                {"edition_id": False},
            ):
                with self.subTest(user.login, vals=vals):
                    with self.assertRaises(AccessError):
                        mine.write(vals)
        self.assertEqual(record.state, "computed")

    def test_nobody_makes_a_return_that_is_filed_already(self):
        returns = self.seen_by(self.env["ipai.bir.return"], self.chief)
        for vals in ({"state": "filed"}, {"reviewer_id": self.chief.id}):
            with self.assertRaises(AccessError):
                returns.create({"form_code": "2550Q", "year": 2025, **vals})

    def test_boxes_and_rows_are_written_by_the_return_alone(self):
        record = self.prepared()
        mine = self.seen_by(record, self.chief)
        box = mine.box_ids[:1]
        for change in (
            lambda: box.write({"amount": 1}),
            lambda: box.write({"is_overridden": True}),
            box.unlink,
            lambda: mine.row_ids.create(
                {"return_id": record.id, "part_id": box.box_id.part_id.id}
            ),
            lambda: mine.write({"box_ids": [(1, box.id, {"amount": 1})]}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_a_filed_return_is_locked_for_programs_too(self):
        record = self.filed()
        row = self.env["ipai.bir.return.row"]
        for change in (
            lambda: record.write({"filing_reference": "Y"}),
            lambda: record.write({"state": "computed"}),
            lambda: record.write({"year": 2025}),
            lambda: record.write({"amount_payable": 0}),
            lambda: record.box_ids[:1].write({"note": "later"}),
            lambda: record.box_ids[:1].unlink(),
            lambda: row.create(
                {"return_id": record.id, "part_id": record.edition_id.part_ids[-1].id}
            ),
            lambda: record._run_checks(),
            lambda: (
                record.check_ids[:1].write({"text": "fine"}) or self.fail("no check")
            ),
            record.action_compute,
            record.unlink,
            lambda: (
                self.seen_by(record, self.chief)
                .with_context(**{MODULE_UNINSTALL_FLAG: True})
                .unlink()
            ),
        ):
            with self.assertRaisesRegex(UserError, "filed"):
                change()
        with self.assertRaises(UserError):
            record.action_draft()
        self.assertEqual(record.filing_reference, "EFPS-2026-0001")

    def test_the_boxes_of_a_filed_return_outlive_their_definition(self):
        record = self.filed()
        definition = record.box_ids.filtered(lambda b: b.code == "54B").box_id
        with self.assertRaisesRegex(UserError, "filed"):
            definition.unlink()
        definition._drop()
        self.assertFalse(definition.active)
        self.assertIn("54B", record.box_ids.mapped("code"))
        later = self.make_return(quarter="4")
        self.assertNotIn("54B", later.box_ids.mapped("code"))

    def test_a_folder_that_loses_parts_leaves_filed_returns_whole(self):
        record = self.make_return()
        record.set_row("S4", {"A": "08/2026", "E": "5"})
        self.seen_by(record, self.analyst).action_compute()
        record._open_checks().accept("Known")
        self.seen_by(record, self.chief).action_review()
        self.seen_by(record, self.chief).file("X1")
        later = self.make_return(quarter="4")
        later.set_row("S4", {"E": "1"})
        before = record._sheet()["parts"]
        edition = record.edition_id
        lost = edition.part_ids.filtered(lambda p: p.code in ("III", "S4"))
        lost.box_ids._drop()
        lost._drop()
        self.env.invalidate_all()
        self.assertEqual(record._sheet()["parts"], before)
        shown = [part["code"] for part in later._sheet()["parts"]]
        self.assertNotIn("III", shown)
        edition.load_folder(
            "ipai_bir.edition_2550q_2024_04", "ipai_bir/data/2550q/2024-04"
        )
        self.assertLessEqual(lost, edition.part_ids)
        later.action_compute()
        self.assertEqual(later.amount("17"), 0)

    def test_the_period_is_chosen_in_a_draft(self):
        record = self.make_return(quarter="1")
        mine = self.seen_by(record, self.analyst)
        mine.quarter = "2"
        self.assertEqual(str(record.date_to), "2026-06-30")
        mine.action_compute()
        with self.assertRaisesRegex(UserError, "only a draft"):
            mine.quarter = "1"
        with self.assertRaisesRegex(UserError, "only a draft"):
            mine.write({"company_id": self.other.id})
        mine.write({"quarter": "2", "date_to": "2026-06-30"})

    def test_computed_returns_are_not_deleted(self):
        record = self.prepared()
        with self.assertRaisesRegex(UserError, "back to draft"):
            self.seen_by(record, self.analyst).unlink()
