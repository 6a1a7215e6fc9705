# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .calendar_common import CalendarCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-05 02:00:00")
class TestPenaltyWizard(CalendarCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.entry = cls.post(
            "out_invoice", "2026-09-01", [(Decimal("1878333.33"), [cls.sales])]
        )
        cls.record = cls.make_return(2026, "3")

    def wizard(self, record=None, user=None):
        model = self.as_user(self.env["ipai.bir.penalty"], user or self.analyst)
        record = record or self.record
        return Form(model.with_context(default_return_id=record.id))

    def computed(self):
        self.as_user(self.record, self.analyst).action_compute()
        self.assertEqual(self.record.amount("21"), Decimal("225400.00"))

    def test_ten_days_late(self):
        self.computed()
        with self.wizard() as form:
            self.assertEqual(str(form.due_date), "2026-10-26")
            self.assertEqual(form.days_late, 10)
            self.assertEqual(form.taxpayer_class, "medium")
            self.assertEqual(form.basic_tax, 225400)
            self.assertEqual(round(form.total, 2), 57091.04)
            form.accepts_compromise = True
            self.assertEqual(round(form.payable, 2), 302491.04)
        wizard = form.record
        self.assertEqual(
            [(line.kind, line.amount) for line in wizard.line_ids],
            [("surcharge", 56350.00), ("interest", 741.04), ("compromise", 20000.00)],
        )
        moves = self.env["account.move"].search_count([])
        wizard.action_write()
        self.assertEqual(self.record.amount("22"), Decimal("56350.00"))
        self.assertEqual(self.record.amount("23"), Decimal("741.04"))
        self.assertEqual(self.record.amount("24"), Decimal("20000.00"))
        self.assertEqual(self.record.amount("26"), Decimal("302491.04"))
        self.assertEqual(self.record.amount_payable, 302491.04)
        notes = self.record.box_ids.filtered(lambda b: b.code in ("22", "23", "24"))
        self.assertIn("25% of the basic tax", notes[0].note)
        self.assertIn("10/365 days late", notes[1].note)
        self.assertIn("RMO 7-2015", notes[2].note)
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_writing_again_replaces_what_was_proposed(self):
        self.computed()
        with self.wizard() as form:
            form.accepts_compromise = True
        form.record.action_write()
        with self.wizard() as form:
            self.assertEqual(form.basic_tax, 225400, "penalties bear no penalties")
            form.paid_on = "2026-10-26"
        self.assertFalse(form.record.line_ids)
        form.record.action_write()
        self.assertEqual(self.record.amount("26"), Decimal("225400.00"))
        boxes = self.record.box_ids.filtered(lambda b: b.code in ("22", "23", "24"))
        self.assertEqual(boxes.mapped("note"), [False] * 3)
        self.assertFalse(any(boxes.mapped("is_entered")))

    def test_class_and_compromise_come_from_the_company(self):
        self.company.write(
            {"ipai_taxpayer_class": "small", "ipai_halve_compromise": True}
        )
        self.computed()
        with self.wizard() as form:
            form.accepts_compromise = True
        self.assertEqual(
            [line.amount for line in form.record.line_ids], [22540.00, 370.52, 10000.00]
        )
        self.company.ipai_taxpayer_class = False
        with self.wizard() as form:
            self.assertFalse(form.total)
            form.taxpayer_class = "large"
        self.assertEqual(form.record.line_ids[0].amount, 56350)

    def test_amended_on_time_has_interest_only(self):
        with freeze_time("2026-10-20 02:00:00"):
            self.file_return(self.record)
        amended = self.as_user(self.record, self.analyst).action_amend().sudo()
        self.post("out_invoice", "2026-09-02", [(100000, [self.sales])])
        self.as_user(amended, self.analyst).action_compute()
        with self.wizard(amended) as form:
            self.assertTrue(form.amended_on_time)
            self.assertEqual(form.basic_tax, 12000)
        wizard = form.record
        self.assertEqual(
            [(line.kind, line.amount) for line in wizard.line_ids],
            [("surcharge", 0), ("interest", 39.45)],
        )
        self.assertIn("RMC 43-2022", wizard.line_ids[0].rule)
        wizard.action_write()
        self.assertEqual(amended.amount_payable, 12039.45)

    def test_amended_late_pays_the_surcharge(self):
        self.file_return(self.record)
        amended = self.as_user(self.record, self.analyst).action_amend().sudo()
        with self.wizard(amended) as form:
            self.assertFalse(form.amended_on_time)
            form.basic_tax = 1000
            form.paid_on = "2026-10-27"
        self.assertEqual(form.record.line_ids[0].amount, 250)

    def test_fraud(self):
        self.computed()
        with self.wizard() as form:
            form.accepts_compromise = True
            form.reason = "fraud"
        self.assertEqual(
            [(line.kind, line.amount) for line in form.record.line_ids],
            [("surcharge", 112700.00), ("interest", 741.04)],
        )

    def test_information_returns_are_shown_and_not_written(self):
        with self.wizard() as form:
            form.reason = "information"
            form.failures = 3
        wizard = form.record
        self.assertEqual(wizard.line_ids.mapped("amount"), [3000])
        self.assertEqual(wizard.payable, 3000)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            wizard.action_write()

    def test_a_filed_return_is_not_written_to(self):
        self.file_return(self.record)
        with self.wizard() as form:
            self.assertFalse(form.can_write)
        self.assertEqual(form.record.line_ids[0].amount, 56350)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            form.record.action_write()
        self.assertEqual(self.record.amount("22"), 0)

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self.as_user(self.env["ipai.bir.penalty"], self.viewer).create(
                {"return_id": self.record.id}
            )
        with self.assertRaises(AccessError):
            self.as_user(self.env["ipai.bir.penalty"], self.stranger).create(
                {"return_id": self.record.id}
            ).action_write()
