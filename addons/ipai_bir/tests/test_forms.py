# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every form's cases: postings in, boxes out. See tests/cases/README.md."""

from decimal import Decimal
from pathlib import Path

import yaml

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from .common import BooksCase

CASES = sorted(Path(__file__).parent.glob("cases/*.yaml"))


@tagged("post_install", "-at_install")
class TestForms(BooksCase):
    def test_cases(self):
        self.assertTrue(CASES)
        for path in CASES:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            for case in document["cases"]:
                with self.subTest(case["name"]), self.env.cr.savepoint() as point:
                    CaseRun(self, document).play(case)
                    point.rollback()


class CaseRun:
    """One case played in the books of a test."""

    def __init__(self, test, document):
        self.test = test
        self.form = document["form"]
        self.taxes = {
            name: test.make_tax(
                name,
                tax["use"],
                tax["rate"],
                tax.get("class", False),
                tax.get("parts", (100,)),
                **(
                    {"tax_exigibility": "on_payment"}
                    if tax.get("due") == "on payment"
                    else {}
                ),
            )
            for name, tax in document["taxes"].items()
        }

    def play(self, case):
        for entry in case.get("entries", []):
            self.post(entry)
        for wanted in case["returns"]:
            self.check(wanted)

    def post(self, entry):
        move = self.test.post(
            entry["type"],
            str(entry["date"]),
            [
                (line["amount"], [self.taxes[name] for name in line.get("taxes", [])])
                for line in entry["lines"]
            ],
            post=not entry.get("draft"),
        )
        for payment in entry.get("payments", []):
            self.test.pay(move, str(payment["date"]), payment.get("amount"))

    def check(self, wanted):
        year, quarter = wanted["period"]
        record = self.test.make_return(year, str(quarter), form_code=self.form)
        for code, amount in wanted.get("typed", {}).items():
            record.set_box(str(code), str(amount))
        for schedule, rows in wanted.get("rows", {}).items():
            for row in rows:
                record.set_row(schedule, {key: str(row[key]) for key in row})
        if "refuses" in wanted:
            with self.test.assertRaises(RedirectWarning) as refusal:
                record.action_compute()
            for text in wanted["refuses"]:
                self.test.assertIn(text, refusal.exception.args[0])
            return
        record.action_compute()
        self.test.assertEqual(
            {str(code): record.amount(str(code)) for code in wanted["boxes"]},
            {str(code): Decimal(amount) for code, amount in wanted["boxes"].items()},
        )
        self.check_schedules(record, wanted.get("schedules", {}))
        self.check_notices(record, wanted.get("notices", {}))
        self.check_lines(record)

    def check_schedules(self, record, wanted):
        for schedule, rows in wanted.items():
            found = record.row_ids.filtered(
                lambda row, code=schedule: row.part_id.code == code
            )
            self.test.assertEqual(
                [{key: row.values.get(key) for key in rows[0]} for row in found],
                [{key: str(row[key]) for key in row} for row in rows],
            )

    def check_notices(self, record, wanted):
        for code, text in wanted.items():
            said = " ".join(
                notice["text"] for notice in record.notices if notice["box"] == code
            )
            self.test.assertIn(text, said)

    def check_lines(self, record):
        """Behind every box from the books stand exactly the items that make it."""
        for box in record.box_ids.filtered("line_domain"):
            lines = self.test.lines_behind(box.action_open_lines())
            total = sum(
                (Decimal(str(round(line.balance, 2))) for line in lines), Decimal(0)
            )
            self.test.assertEqual(total * box.box_id._sign(), box._decimal(), box.code)
            self.test.assertEqual(len(lines), box.line_count, box.code)
