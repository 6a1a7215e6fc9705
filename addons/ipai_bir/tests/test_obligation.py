# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .calendar_common import CalendarCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-01 02:00:00")
class TestObligation(CalendarCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register(cls.vat, "2026-07-01", reviewer_id=cls.reviewer.id)
        cls.register(cls.certificates, "2026-07-01")
        cls.quarter = cls.obligation(cls.vat, "2026-09-30")
        cls.handed_out = cls.obligation(cls.certificates, "2026-09-30")

    def states(self, record, *days):
        found = []
        for day in days:
            with freeze_time(f"{day} 02:00:00"):
                self.env["ipai.bir.obligation"]._follow_date()
                found.append(record.state)
        return found

    def test_the_state_follows_the_calendar_of_manila(self):
        self.assertEqual(
            self.states(
                self.quarter, "2026-10-20", "2026-10-21", "2026-10-26", "2026-10-27"
            ),
            ["upcoming", "due", "due", "overdue"],
        )

    def test_midnight_in_manila_is_what_counts(self):
        with freeze_time("2026-10-26 15:59:00"):
            self.env["ipai.bir.obligation"]._follow_date()
            self.assertEqual(self.quarter.state, "due")
            self.assertEqual(self.quarter.days_left, 0)
        with freeze_time("2026-10-26 16:00:00"):
            self.env["ipai.bir.obligation"]._follow_date()
            self.assertEqual(self.quarter.state, "overdue")

    def test_a_filing_moves_out_of_the_cycle_of_days(self):
        self.as_user(self.handed_out, self.reviewer).record_filing("By hand")
        self.assertEqual(self.states(self.handed_out, "2027-01-31"), ["filed"])

    def test_prepare_makes_the_return_once(self):
        mine = self.as_user(self.quarter, self.analyst)
        self.assertEqual(self.quarter.blocked_by, "Not prepared")
        action = mine.action_prepare()
        record = self.env["ipai.bir.return"].browse(action["res_id"])
        self.assertEqual(record.name, "2550Q Q3 2026")
        self.assertEqual(record.company_id, self.company)
        self.assertEqual(self.quarter.return_id, record)
        self.assertEqual(self.quarter.blocked_by, "Not computed")
        self.assertFalse(self.quarter.has_amount)
        self.assertEqual(mine.action_prepare()["res_id"], record.id)

    def test_a_return_made_elsewhere_finds_its_place(self):
        record = self.make_return(2026, "3")
        self.assertEqual(self.quarter.return_id, record)
        record.quarter = "4"
        self.assertFalse(self.quarter.return_id)
        self.assertEqual(self.obligation(self.vat, "2026-12-31").return_id, record)
        record.unlink()
        self.assertFalse(self.obligation(self.vat, "2026-12-31").return_id)
        self.assertEqual(
            self.obligation(self.vat, "2026-12-31").blocked_by, "Not prepared"
        )

    def test_what_is_open_follows_the_return(self):
        tax = self.make_tax("vat", "sale", 12, "sale_vatable")
        self.post("out_invoice", "2026-07-01", [(1000, [tax])])
        record = self.make_return(2026, "3")
        self.as_user(record, self.analyst).action_compute()
        self.assertTrue(self.quarter.has_amount)
        self.assertEqual(self.quarter.amount, 120)
        self.file_return(record, "EFPS-7")
        self.assertEqual(self.quarter.state, "filed")
        self.assertEqual(str(self.quarter.filed_on), "2026-10-01")
        self.assertEqual(self.quarter.filed_by_id, self.reviewer)
        self.assertEqual(self.quarter.filing_reference, "EFPS-7")
        self.assertEqual(self.quarter.blocked_by, "Waits for payment")
        self.as_user(record, self.reviewer).mark_paid("2026-10-01", "Bank 1")
        self.assertEqual(self.quarter.state, "paid")
        self.assertFalse(self.quarter.blocked_by)

    def test_what_stands_in_the_way_of_a_review_is_named(self):
        self.company.vat = False
        record = self.make_return(2026, "3")
        self.as_user(record, self.analyst).action_compute()
        self.assertIn("TIN of the company is missing", self.quarter.blocked_by)
        self.company.vat = "123-456-789-00000"
        self.as_user(record, self.analyst).action_compute()
        checks = record.check_ids.filtered(lambda c: c.level == "warning")
        self.as_user(checks, self.analyst).accept("Known")
        self.assertEqual(self.quarter.blocked_by, "Waits for review")
        self.as_user(record, self.reviewer).action_review()
        self.assertEqual(self.quarter.blocked_by, "Waits to be filed")

    def test_an_amendment_leaves_the_obligation_filed(self):
        record = self.file_return(self.make_return(2026, "3"))
        amended = self.as_user(record, self.analyst).action_amend()
        self.assertEqual(self.quarter.return_id, amended.sudo())
        self.assertEqual(self.quarter.state, "filed")
        self.assertEqual(self.quarter.filing_reference, "EFPS-1")
        self.assertEqual(self.quarter.blocked_by, "Not computed")

    def test_recording_a_filing_with_evidence(self):
        wizard = self.env["ipai.bir.obligation.filing"]
        action = self.as_user(self.handed_out, self.reviewer).action_record_filing()
        with Form(
            self.as_user(wizard, self.reviewer).with_context(**action["context"])
        ) as form:
            form.reference = "Receipts in binder 4"
            form.evidence = base64.b64encode(b"scan")
            form.evidence_name = "receipts.pdf"
        form.record.action_record()
        self.assertEqual(self.handed_out.state, "filed")
        self.assertEqual(self.handed_out.filed_by_id, self.reviewer)
        self.assertFalse(self.handed_out.has_amount)
        self.assertFalse(self.handed_out.blocked_by)
        evidence = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self.handed_out._name),
                ("res_id", "=", self.handed_out.id),
            ]
        )
        self.assertEqual(evidence.name, "receipts.pdf")
        self.assertEqual(evidence.raw, b"scan")
        self.assertEqual(
            self.as_user(evidence, self.viewer).raw, b"scan", "a viewer reads it"
        )

    def test_what_cannot_be_recorded(self):
        mine = self.as_user(self.handed_out, self.reviewer)
        with self.assertRaisesRegex(UserError, "Give the reference"):
            mine.record_filing("  ")
        with self.assertRaisesRegex(UserError, "lies in the future"):
            mine.record_filing("x", "2026-10-02")
        with self.assertRaisesRegex(UserError, "filed through its return"):
            self.as_user(self.quarter, self.reviewer).record_filing("x")
        mine.record_filing("x", "2026-09-30", amount=12.5)
        self.assertEqual(self.handed_out.amount, 12.5)
        with self.assertRaisesRegex(UserError, "filed already"):
            mine.record_filing("y")
        with self.assertRaisesRegex(UserError, "not computed here"):
            self.as_user(
                self.obligation(self.certificates, "2026-12-31"), self.analyst
            ).action_prepare()

    def test_a_recorded_filing_can_be_taken_back(self):
        mine = self.as_user(self.handed_out, self.reviewer)
        mine.record_filing("wrong one", amount=10)
        mine.action_withdraw_filing()
        self.assertEqual(self.handed_out.state, "upcoming")
        self.assertFalse(self.handed_out.filing_reference)
        self.assertIn("wrong one", self.handed_out.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "no recorded filing"):
            mine.action_withdraw_filing()

    def test_only_people_are_changed_by_hand(self):
        mine = self.as_user(self.quarter, self.analyst)
        mine.owner_id = self.boss
        self.assertEqual(self.quarter.owner_id, self.boss)
        for values in (
            {"due_date": "2026-12-31"},
            {"state": "filed"},
            {"filed_on": "2026-10-01"},
            {"return_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                mine.write(values)
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.as_user(self.quarter, self.reviewer).write(values)

    def test_who_may_do_what(self):
        viewer = self.as_user(self.handed_out, self.viewer)
        self.assertTrue(viewer.name)
        for refused in (
            lambda: viewer.write({"owner_id": self.viewer.id}),
            viewer.unlink,
            lambda: viewer.record_filing("x"),
            lambda: self.as_user(self.handed_out, self.analyst).record_filing("x"),
            lambda: self.as_user(
                self.handed_out, self.analyst
            ).action_withdraw_filing(),
            lambda: self.as_user(self.quarter, self.viewer).action_prepare(),
            lambda: self.as_user(self.env["ipai.bir.holiday"], self.analyst).create(
                {"name": "x", "date": "2026-10-01"}
            ),
            lambda: self.as_user(
                self.env["ipai.bir.registration"], self.analyst
            ).action_propose(),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_days_of_all_companies_are_for_administrators(self):
        holidays = self.as_user(self.env["ipai.bir.holiday"], self.reviewer)
        own = holidays.create({"name": "Own", "date": "2026-10-05"})
        self.assertEqual(own.company_id, self.company)
        with self.assertRaises(AccessError):
            holidays.create({"name": "All", "date": "2026-10-06", "company_id": False})
        administrator = self.make_user("ada", "ipai_base.group_administrator")
        self.as_user(holidays, administrator).create(
            {"name": "All", "date": "2026-10-06", "company_id": False}
        )

    def test_strangers_see_nothing(self):
        self.env["ipai.bir.holiday"].create(
            {"name": "Own", "date": "2026-10-05", "company_id": self.company.id}
        )
        portal = self.make_user("pia", "base.group_portal")
        for model in ("obligation", "registration", "holiday"):
            records = self.env[f"ipai.bir.{model}"]
            with self.subTest(model):
                self.assertFalse(self.as_user(records, self.stranger).search([]))
                with self.assertRaises(AccessError):
                    self.as_user(records, portal).search([])
        with self.assertRaises(AccessError):
            self.as_user(self.handed_out, self.stranger).record_filing("x")
        with self.assertRaises(AccessError):
            self.as_user(self.quarter, self.stranger).action_prepare()
        with self.assertRaises(AccessError):
            self.as_user(self.env["ipai.bir.obligation"], portal).dashboard()
