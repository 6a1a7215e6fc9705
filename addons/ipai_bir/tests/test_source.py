# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .people import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 09:00:00")
class TestSource(PeopleCase):
    """Boxes that read other returns, accounts and what a person put in their place."""

    def computed(self, **values):
        record = self.make_return(**values)
        record.action_compute()
        return record

    def box(self, record, code):
        return record.box_ids.filtered(lambda b: b.code == code)

    def said(self, record, code):
        return [n["text"] for n in record.notices if n["box"] == code]

    def test_a_quarter_reads_its_months(self):
        for day in ("2026-07-05", "2026-08-05", "2026-09-05"):
            self.post("in_invoice", day, [(1000, [self.ewt])])
        self.computed(form_code="0619-E", month="7")
        quarter = self.computed(form_code="1601-EQ")
        self.assertEqual(quarter.amount("19"), Decimal("60.00"))
        self.assertEqual(self.box(quarter, "20").source, "From 0619-E Jul 2026")
        self.assertIn("0619-E Aug 2026 is not computed", self.said(quarter, "21")[0])
        quarter.set_box("21", "15")
        self.assertFalse(self.said(quarter, "21"))
        self.assertEqual(quarter.amount("26"), Decimal("25.00"))
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            quarter.set_box("20", "15")
        self.computed(form_code="0619-E", month="8")
        quarter.action_compute()
        self.assertEqual(quarter.amount("21"), Decimal("20.00"))
        self.assertFalse(self.box(quarter, "21").is_entered)
        changed = {c["box"]: (c["before"], c["after"]) for c in quarter.changes}
        self.assertEqual(changed["21"], ("15.00", "20.00"))
        self.assertEqual(changed["26"], ("25.00", "20.00"))
        self.assertEqual(self.box(quarter, "26").previous_amount, 25)

    def test_the_first_quarter_of_a_year_reads_no_quarter_before(self):
        first = self.computed(form_code="1601-EQ", quarter="1")
        self.assertFalse(self.said(first, "23"))
        self.assertFalse(self.box(first, "23").is_editable)
        second = self.computed(form_code="1601-EQ", quarter="2")
        self.assertFalse(self.said(second, "23"))
        first.set_box("24", "9")
        second.action_compute()
        self.assertEqual(second.amount("23"), Decimal("9.00"))

    def test_a_year_lists_its_quarters_as_they_were_remitted(self):
        self.post("in_invoice", "2026-01-05", [(1000, [self.ewt])])
        quarter = self.prepared(form_code="1601-EQ", quarter="1")
        mine = self.seen_by(quarter, self.reviewer)
        mine.action_review()
        mine.file("EQ-1", "2026-04-30")
        mine.mark_paid("2026-04-30", "TRA 77", bank="Landbank")
        year = self.computed(form_code="1604-E")
        rows = year.row_ids.filtered(lambda r: r.part_id.code == "S1")
        self.assertEqual(
            [row.values["A"] for row in rows],
            ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"],
        )
        first = rows[0].values
        self.assertEqual(
            [first[letter] for letter in "BCDEFG"],
            ["2026-04-30", "Landbank", "TRA 77", "20.00", "0.00", "20.00"],
        )
        self.assertEqual(year.amount("S1.G.total"), Decimal("20.00"))
        with self.assertRaisesRegex(UserError, "correct those"):
            year.set_row("S1", {"E": "5"}, rows[0].id)
        year.set_row("S1", {"E": "5", "C": "BPI"}, rows[1].id)
        year.action_compute()
        self.assertEqual(rows[1].values["C"], "BPI")
        self.assertEqual(year.amount("S1.G.total"), Decimal("25.00"))

    def test_income_and_costs_come_from_accounts(self):
        self.post("out_invoice", "2026-02-01", [(1000.4, [])])
        self.post("in_invoice", "2026-03-01", [(300.4, [])])
        record = self.computed(form_code="1702Q", quarter="1")
        boxes = record.box_ids.filtered(lambda b: b.kind == "account")
        by_types = {box.box_id.tax_classes.split()[0]: box for box in boxes}
        self.assertEqual(by_types["income"].amount, 1000)
        lines = self.lines_behind(by_types["income"].action_open_lines())
        self.assertAlmostEqual(sum(lines.mapped("balance")), -1000.4)
        self.assertIn("Items: 1.", by_types["income"].source)

    def test_an_override_counts_stays_visible_and_survives(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.make_return()
        mine = self.seen_by(record, self.analyst)
        mine.action_compute()
        with self.assertRaisesRegex(UserError, "reason of the override"):
            mine.override_box("31B", "100", " ")
        mine.override_box("31B", "100", "Invoice 5 was issued twice")
        box = self.box(record, "31B")
        self.assertEqual(record.amount("61B"), Decimal("100.00"))
        self.assertEqual(box._computed_decimal(), Decimal("120.00"))
        self.assertEqual(box.override_by_id, self.analyst)
        self.assertTrue(box.override_at)
        self.post("out_invoice", "2026-07-02", [(50, [self.vat])])
        mine.action_compute()
        self.assertEqual(record.amount("31B"), Decimal("100.00"))
        self.assertEqual(box._computed_decimal(), Decimal("126.00"))
        self.assertEqual([c["box"] for c in record.changes], ["31A", "34A"])
        mine.clear_override("31B")
        self.assertEqual(record.amount("61B"), Decimal("126.00"))
        self.assertFalse(box.override_reason)

    def test_a_total_can_be_overridden_and_still_says_its_sum(self):
        record = self.make_return()
        mine = self.seen_by(record, self.analyst)
        mine.action_compute()
        mine.override_box("20", "7", "Certificate of the BIR")
        self.assertEqual(record.amount("21"), Decimal("-7.00"))
        mine.set_box("19", "3")
        self.assertEqual(record.amount("21"), Decimal("-7.00"))
        self.assertEqual(self.box(record, "20")._computed_decimal(), Decimal("3.00"))
        for code in ("19", "7"):
            with self.assertRaisesRegex(UserError, "is not computed"):
                mine.override_box(code, "1", "Because")

    def test_the_third_month_belongs_to_the_quarter(self):
        with self.assertRaisesRegex(
            ValidationError, "0619-E is not filed for the third month.*1601-EQ"
        ):
            self.make_return(form_code="0619-E", month="9")
        with self.assertRaisesRegex(ValidationError, "1702Q is not filed for the four"):
            self.make_return(form_code="1702Q", quarter="4")

    def test_a_new_return_is_for_the_last_closed_period(self):
        for code, name in (
            ("0619-E", "0619-E Oct 2026"),
            ("1601-EQ", "1601-EQ Q3 2026"),
            ("1604-E", "1604-E 2025"),
            ("2550Q", "2550Q Q3 2026"),
        ):
            record = self.env["ipai.bir.return"].create(
                {"form_code": code, "company_id": self.company.id}
            )
            self.assertEqual(record.name, name)
        record = self.make_return(2025, False)
        self.assertEqual(record.name, "2550Q Q3 2025")
        self.assertEqual(str(record.date_to), "2025-09-30")
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        with Form(self.env["ipai.bir.return"]) as form:
            form.company_id = self.company
            form.form_id = self.env.ref("ipai_bir.form_2551q")
            self.assertEqual((form.year, form.quarter), (2027, "1"))
            form.form_id = self.env.ref("ipai_bir.form_0619e")
            self.assertEqual((form.year, form.month), (2026, "10"))
            self.assertEqual(str(form.date_to), "2026-10-31")
            form.month = "7"
        self.assertEqual(form.save().name, "0619-E Jul 2026")

    def test_dates_say_month_and_year(self):
        for code, day, expected in (
            ("0619-E", "2026-02-01", (2026, "2", False)),
            ("1604-E", "2025-01-01", (2025, False, False)),
            ("1601-EQ", "2026-04-01", (2026, False, "2")),
        ):
            record = self.env["ipai.bir.return"].create(
                {
                    "form_code": code,
                    "company_id": self.company.id,
                    "date_from": day,
                    "quarter": "3",
                }
            )
            found = (record.year, record.month, record.quarter)
            self.assertEqual(found, expected)
            self.assertEqual(str(record.date_from), day)
