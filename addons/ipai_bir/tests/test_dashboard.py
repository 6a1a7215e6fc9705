# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..tools import national_days
from .calendar_common import CalendarCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-22 02:00:00")
class TestDashboard(CalendarCase):
    def board(self, user=None, year=None):
        model = self.as_user(self.env["ipai.bir.obligation"], user or self.analyst)
        return model.dashboard(year)

    def test_empty_calendar(self):
        data = self.board()
        self.assertFalse(data["is_registered"])
        self.assertFalse(data["may_register"])
        self.assertTrue(self.board(self.reviewer)["may_register"])
        self.assertEqual(data["rows"], [])
        self.assertIsNone(data["tiles"]["overdue"]["amount"])
        json.dumps(data)

    def test_what_it_counts(self):
        tax = self.make_tax("vat", "sale", 12, "sale_vatable")
        self.post("out_invoice", "2026-04-01", [(1000, [tax])])
        self.post("out_invoice", "2026-07-01", [(500, [tax])])
        self.register(self.vat)
        self.register(self.certificates, "2026-07-01")
        filed = self.file_return(self.make_return(2026, "2"))
        self.as_user(self.make_return(2026, "3"), self.analyst).action_compute()
        data = self.board()
        self.assertEqual(
            {
                name: (tile["count"], tile["amount"])
                for name, tile in data["tiles"].items()
            },
            {
                "overdue": (2, None),
                "due": (1, 60),
                "review": (1, 60),
                "filed": (1, 120),
            },
        )
        months = {
            row["month"]: (row["overdue"], row["open"], row["done"])
            for row in data["months"]
            if row["overdue"] or row["open"] or row["done"]
        }
        self.assertEqual(
            months,
            {"2026-04": (1, 0, 0), "2026-07": (0, 0, 1), "2026-10": (1, 1, 0)},
        )
        self.assertEqual(
            data["tax_types"],
            [{"tax_type": "vat", "label": "Value-added tax", "done": 120, "open": 60}],
        )
        rows = [(r["name"], r["due"], r["days_left"], r["state"]) for r in data["rows"]]
        self.assertEqual(
            rows,
            [
                ("2550Q Q1 2026", "2026-04-27", -178, "overdue"),
                ("2307 Q3 2026", "2026-10-20", -2, "overdue"),
                ("2550Q Q3 2026", "2026-10-26", 4, "due"),
            ],
        )
        self.assertEqual([r["amount"] for r in data["rows"]], [None, None, 60])
        self.assertEqual(data["rows"][0]["blocked_by"], "Not prepared")
        self.assertEqual(filed.state, "filed")
        later = self.board(year=2027)
        self.assertEqual(later["year"], 2027)
        self.assertEqual(sum(row["open"] for row in later["months"]), 8)

    def test_an_excess_is_nothing_to_pay(self):
        tax = self.make_tax("input", "purchase", 12, "purchase_goods")
        self.post("in_invoice", "2026-07-01", [(1000, [tax])])
        self.register(self.vat, "2026-07-01")
        self.as_user(self.make_return(2026, "3"), self.analyst).action_compute()
        data = self.board()
        self.assertEqual(data["rows"][0]["amount"], -120)
        self.assertIsNone(data["tiles"]["due"]["amount"])
        self.assertEqual(data["tax_types"], [])

    def test_days_without_work_are_told_and_estimates_marked(self):
        self.env["ipai.bir.holiday"].create(
            {"name": "City day", "date": "2026-10-23", "company_id": self.company.id}
        )
        days = self.board()["days_off"]
        self.assertEqual(
            [(d["day"], d["name"]) for d in days[:3]],
            [
                ("2026-10-23", "City day"),
                ("2026-11-01", "All Saints' Day"),
                ("2026-11-02", "All Souls' Day"),
            ],
        )
        self.assertFalse(any(d["is_estimated"] for d in days))
        with freeze_time("2027-03-01 02:00:00"):
            first = self.board()["days_off"][0]
        self.assertEqual((first["name"], first["is_estimated"]), ("Eid'l Fitr", True))

    def test_a_missing_package_is_told(self):
        self.assertTrue(self.board()["knows_holidays"])
        with patch.object(national_days, "holidays", None):
            data = self.board()
            self.register(self.vat)
        self.assertFalse(data["knows_holidays"])
        self.assertEqual(data["days_off"], [])
        self.assertEqual(self.due(self.vat, "2026-09-30"), "2026-10-26")

    def test_each_company_sees_its_own(self):
        self.register(self.vat)
        self.register(self.vat, company=self.other)
        self.assertEqual(len(self.board()["rows"]), 3)
        self.assertEqual({row["company"] for row in self.board()["rows"]}, {""})
        self.assertEqual(len(self.board(self.stranger)["rows"]), 3)
        self.stranger.company_ids |= self.company
        both = self.board(self.stranger)["rows"]
        self.assertEqual(
            {row["company"] for row in both}, {"Molave Inc", "Sampaguita Trading Inc"}
        )

    def queries(self):
        """How many queries one opening of the dashboard takes, from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        data = self.board()
        return self.env.cr.sql_log_count - before, len(data["rows"])

    def test_the_number_of_queries_does_not_grow(self):
        """Constant whatever the rows, their forms, their returns and their owners."""
        self.register(self.vat, "2026-07-01")
        self.as_user(self.make_return(2026, "3"), self.analyst).action_compute()
        self.queries()
        small, few = self.queries()
        self.register(self.certificates, owner_id=self.boss.id)
        for number in range(1, 9):
            form = self.monthly.copy({"code": f"M-{number + 1}"})
            self.register(form, owner_id=(self.boss | self.reviewer)[number % 2].id)
        for quarter in ("1", "2"):
            self.make_return(2026, quarter)
        self.queries()
        large, many = self.queries()
        self.assertEqual(few, 1)
        self.assertEqual(many, 40)
        self.assertLessEqual(large, small)
        self.env.invalidate_all()
        with self.assertQueryCount(small):
            self.board()
