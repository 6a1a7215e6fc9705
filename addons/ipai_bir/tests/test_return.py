# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from decimal import Decimal

from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestReturn(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")

    def cell(self, record, code):
        return next(
            cell
            for part in record.sheet["parts"]
            for line in part["lines"]
            for cell in line["cells"].values()
            if cell["code"] == code
        )

    def test_a_form_a_quarter_and_a_year_make_the_dates(self):
        with Form(self.env["ipai.bir.return"]) as form:
            form.form_id = self.env.ref("ipai_bir.form_2550q")
            form.company_id = self.company
            form.year = 2026
            form.quarter = "2"
            self.assertEqual(str(form.date_from), "2026-04-01")
            self.assertEqual(str(form.date_to), "2026-06-30")
        record = form.save()
        self.assertEqual(record.name, "2550Q Q2 2026")
        self.assertEqual(record.edition_id.name, "April 2024 (ENCS)")

    def test_dates_make_the_quarter(self):
        record = self.env["ipai.bir.return"].create(
            {
                "form_code": "2550Q",
                "company_id": self.company.id,
                "date_from": "2026-07-01",
                "date_to": "2026-08-15",
            }
        )
        self.assertEqual((record.year, record.quarter), (2026, "3"))
        record.action_compute()
        self.assertEqual(self.cell(record, "6")["text"], "Yes")

    def test_fiscal_year(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        record = self.make_return(2026, "1")
        self.assertEqual(str(record.date_from), "2025-07-01")
        record.action_compute()
        self.assertEqual(self.cell(record, "1")["text"], "Fiscal")
        self.assertEqual(self.cell(record, "2")["text"], "06/2026")

    def test_no_edition_for_the_period(self):
        with self.assertRaisesRegex(ValidationError, "No edition of form 2550Q"):
            self.make_return(2022, "4")

    def test_unknown_form(self):
        with self.assertRaisesRegex(UserError, "no form 9999"):
            self.make_return(form_code="9999")

    def test_one_return_a_period(self):
        self.make_return()
        with self.assertRaises(Exception) as refusal, mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.make_return()
        self.assertEqual(type(refusal.exception).__name__, "UniqueViolation")

    def test_header_items(self):
        record = self.make_return()
        record.action_compute()
        for code, text in {
            "1": "Calendar",
            "2": "12/2026",
            "3": "3rd",
            "4": "07/01/2026 - 09/30/2026",
            "5": "No",
            "6": "No",
            "7": "123-456-789-00000",
            "8": "050",
            "9": "Sampaguita Trading Inc",
            "10A": "1226",
            "13": "Medium",
            "14": "No",
            "14A": "",
        }.items():
            self.assertEqual(self.cell(record, code)["text"], text, code)

    def test_missing_facts_are_said_beside_their_item(self):
        self.company.write({"vat": False, "ipai_rdo_code": False})
        record = self.make_return()
        record.action_compute()
        self.assertIn("123-456-789-00000", self.cell(record, "7")["notices"][0]["text"])
        self.assertTrue(self.cell(record, "8")["notices"])
        self.assertFalse(self.cell(record, "13")["notices"])

    def test_rdo_code_is_checked(self):
        self.company.ipai_rdo_code = "53B"
        with self.assertRaisesRegex(ValidationError, "no RDO code"):
            self.company.ipai_rdo_code = "5B"

    def test_draft_shows_no_amount_it_does_not_know(self):
        record = self.make_return()
        self.assertIsNone(self.cell(record, "31A")["amount"])
        self.assertIsNone(self.cell(record, "35B")["amount"])
        record.set_box("35B", "1,234.565")
        self.assertEqual(self.cell(record, "35B")["amount"], "1234.57")
        record.action_compute()
        self.assertEqual(self.cell(record, "31A")["amount"], "0.00")
        self.assertIsNone(self.cell(record, "36B")["amount"])

    def test_typing_moves_the_totals(self):
        record = self.make_return()
        record.action_compute()
        record.set_box("22", "10", note="Late")
        record.set_box("19", "2.50")
        self.assertEqual(record.amount("26"), Decimal("7.50"))
        self.assertEqual(record.amount_payable, 7.5)
        self.assertEqual(self.cell(record, "22")["note"], "Late")
        record.set_box("22", None)
        self.assertEqual(record.amount("26"), Decimal("-2.50"))

    def test_what_cannot_be_typed(self):
        record = self.make_return()
        for code in ("31A", "26", "7"):
            with self.assertRaisesRegex(UserError, "cannot be typed"):
                record.set_box(code, "1")
        for text in ("abc", "NaN", "Infinity", "1.2.3"):
            with self.subTest(text), self.assertRaises(UserError):
                record.set_box("22", text)
        with self.assertRaisesRegex(UserError, "no box 99"):
            record.set_box("99", "1")

    def test_rows_of_schedules(self):
        record = self.make_return()
        row = record.set_row("S4", {"A": "08/2026", "E": "10.5", "Z": "ignored"})
        record.action_compute()
        self.assertEqual(record.amount("17"), Decimal("10.50"))
        record.set_row("S4", {"E": "20"}, row)
        self.assertEqual(record.amount("17"), Decimal("20.00"))
        record.remove_row(row)
        self.assertEqual(record.amount("17"), Decimal("0.00"))
        for schedule, values in (
            ("S9", {"A": "1"}),
            ("II", {"A": "1"}),
            ("S4", {"E": "many"}),
            ("S1", {"A": "yesterday"}),
            ("S1", {"E": "100"}),
        ):
            with self.subTest(schedule=schedule, values=values):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.set_row(schedule, values)

    def test_rows_from_the_books_are_corrected_in_the_books(self):
        withheld = self.make_tax("gov", "sale", -5, "withholding_vat_received")
        self.post("out_invoice", "2026-07-01", [(100, [self.vat, withheld])])
        record = self.make_return()
        record.action_compute()
        row = record.row_ids
        with self.assertRaisesRegex(UserError, "correct the entry"):
            record.set_row("S3", {"D": "1"}, row.id)
        with self.assertRaisesRegex(UserError, "correct the entry"):
            record.remove_row(row.id)
        record.action_compute()
        self.assertEqual(len(record.row_ids), 1)

    def test_compute_again_follows_the_books(self):
        record = self.make_return()
        record.action_compute()
        self.post("out_invoice", "2026-07-01", [(100, [self.vat])])
        record.action_compute()
        self.assertEqual(record.amount("61B"), Decimal("12.00"))
        self.assertEqual(len(record.box_ids), len(set(record.box_ids.mapped("code"))))

    def test_carried_over_is_typed_only_where_no_return_is_before(self):
        before = self.make_return(2026, "2")
        record = self.make_return(2026, "3")
        record.set_box("38B", "100")
        record.action_compute()
        self.assertEqual(record.amount("38B"), Decimal("100.00"))
        self.assertFalse(self.cell(record, "38B")["notices"])
        before.action_compute()
        record.action_compute()
        self.assertEqual(record.amount("38B"), Decimal("0.00"))
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            record.set_box("38B", "100")

    def test_refusal_leads_to_the_classification(self):
        open_tax = self.make_tax("who knows", "sale", 12)
        self.post("out_invoice", "2026-07-01", [(100, [open_tax])])
        record = self.make_return()
        with self.assertRaises(RedirectWarning) as refusal:
            record.action_compute()
        message, action, _button, context = refusal.exception.args
        self.assertIn("who knows (Sales), entries: 1", message)
        self.assertEqual(
            self.env["ir.actions.actions"].browse(action).type, "ir.actions.act_window"
        )
        self.assertEqual(context, {"search_default_unclassified": 1})
        self.assertEqual(record.state, "draft")
        open_tax.ipai_tax_class = "sale_vatable"
        record.action_compute()
        self.assertEqual(record.amount("31B"), Decimal("12.00"))

    def test_drafts_are_deleted_computed_ones_are_not(self):
        record = self.make_return()
        record.action_compute()
        with self.assertRaisesRegex(UserError, "back to draft"):
            record.unlink()
        record.action_draft()
        record.unlink()
        self.assertFalse(record.exists())

    def test_open_lines_shows_the_amount_as_the_box_counts_it(self):
        self.post("out_invoice", "2026-07-01", [(100, [self.vat])])
        record = self.make_return()
        record.action_compute()
        action = record.action_open_lines("31A")
        lines = self.lines_behind(action).with_context(**action["context"])
        self.assertEqual(sum(lines.mapped("ipai_box_amount")), 100)
        json.dumps(action)
        with self.assertRaisesRegex(UserError, "does not come from journal items"):
            record.action_open_lines("34A")

    def test_another_period_takes_other_boxes(self):
        record = self.make_return()
        edition = record.edition_id
        edition.valid_to = "2026-09-30"
        later = edition.copy(
            {"name": "later", "valid_from": "2026-10-01", "valid_to": False}
        )
        part = edition.part_ids[2].copy({"edition_id": later.id})
        edition.box_ids.filtered(lambda b: b.code == "26").copy(
            {"edition_id": later.id, "part_id": part.id, "kind": "manual"}
        )
        record.quarter = "4"
        self.assertEqual(record.edition_id, later)
        self.assertEqual(record.box_ids.mapped("code"), ["26"])
