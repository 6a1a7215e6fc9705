# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every form's cases: postings in, boxes out. See tests/cases/README.md."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import RedirectWarning
from odoo.tests import new_test_user, tagged

from ..tools import penalty
from .common import BooksCase

CASES = sorted(Path(__file__).parent.glob("cases/*.yaml"))
NUMBERED = {"monthly": "month", "quarterly": "quarter"}
PENALTY_BOXES = ("surcharge", "interest", "compromise")


@tagged("post_install", "-at_install")
class TestForms(BooksCase):
    def test_cases(self):
        self.assertTrue(CASES)
        for path in CASES:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            for case in document["cases"]:
                name = f"{path.stem}: {case['name']}"
                with self.subTest(name), self.env.cr.savepoint() as point:
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
                l10n_ph_atc=tax.get("atc", False),
                **({"accounts": tax["accounts"]} if "accounts" in tax else {}),
                **(
                    {"tax_exigibility": "on_payment"}
                    if tax.get("due") == "on payment"
                    else {}
                ),
            )
            for name, tax in document["taxes"].items()
        }
        self.partners = {
            name: self.partner(name, values)
            for name, values in document.get("partners", {}).items()
        }

    def partner(self, name, values):
        record = self.test.make_partner(name)
        country = values.get("country", "PH").lower()
        record.write(
            {
                "is_company": not values.get("person"),
                "country_id": self.test.env.ref(f"base.{country}").id,
                "vat": values.get("tin", False),
            }
        )
        return record

    def play(self, case):
        for entry in case.get("entries", []):
            self.post(entry)
        for wanted in case["returns"]:
            for entry in wanted.get("entries", []):
                self.post(entry)
            self.check(wanted)

    def post(self, entry):
        if entry["type"] == "entry":
            return self.post_accounts(entry)
        move = self.test.post(
            entry["type"],
            str(entry["date"]),
            [
                (line["amount"], [self.taxes[name] for name in line.get("taxes", [])])
                for line in entry["lines"]
            ],
            post=not entry.get("draft"),
            partner=self.partners.get(entry.get("partner")),
        )
        for payment in entry.get("payments", []):
            self.test.pay(move, str(payment["date"]), payment.get("amount"))
        return move

    def post_accounts(self, entry):
        """A journal entry of balances on accounts, against the bank."""
        books = self.test.books
        lines = [(line["account"], line["balance"]) for line in entry["lines"]]
        lines.append(("bank", -sum(Decimal(str(balance)) for _name, balance in lines)))
        move = self.test.env["account.move"].create(
            {
                "move_type": "entry",
                "date": str(entry["date"]),
                "journal_id": books["general"].id,
                "line_ids": [
                    Command.create(
                        {"account_id": books[name].id, "balance": float(balance)}
                    )
                    for name, balance in lines
                ],
            }
        )
        move.action_post()
        return move

    def check(self, wanted):
        record = self.open_return(wanted)
        for code, text in wanted.get("texts", {}).items():
            record.set_text(str(code), text)
        for code, amount in wanted.get("typed", {}).items():
            record.set_box(str(code), str(amount))
        for schedule, rows in wanted.get("rows", {}).items():
            for row in rows:
                record.set_row(schedule, {str(key): str(row[key]) for key in row})
        if "refuses" in wanted:
            self.check_refusal(record, wanted["refuses"])
            return
        record.action_compute()
        for code, (amount, reason) in wanted.get("overridden", {}).items():
            record.override_box(str(code), str(amount), reason)
        if "penalty" in wanted:
            self.add_penalty(record, wanted["penalty"])
        self.check_boxes(record, wanted)
        self.check_schedules(record, wanted.get("schedules", {}))
        self.check_notices(record, wanted.get("notices", {}))
        self.check_lines(record)
        if "filed" in wanted:
            self.file(record, wanted)

    def open_return(self, wanted):
        """A new return of the period, or the amendment of the one that was filed."""
        code = wanted.get("form", self.form)
        form = self.test.env["ipai.bir.form"]._coded(code)
        year, *number = wanted["period"]
        values = {"quarter": False}
        if number:
            values = {"quarter": False, NUMBERED[form.frequency]: str(number[0])}
        if not wanted.get("amends"):
            return self.test.make_return(year, form_code=code, **values)
        chain = self.test.env["ipai.bir.return"].search(
            [
                ("form_id", "=", form.id),
                ("company_id", "=", self.test.company.id),
                ("year", "=", year),
                *((name, "=", value) for name, value in values.items() if value),
            ],
            order="amendment_number desc",
            limit=1,
        )
        return chain.action_amend()

    def check_refusal(self, record, texts):
        with self.test.assertRaises(RedirectWarning) as refusal:
            record.action_compute()
        for text in texts:
            self.test.assertIn(text, refusal.exception.args[0])

    def add_penalty(self, record, terms):
        """Type what the penalties of a late payment come to."""
        edition = record.edition_id
        lines = penalty.propose(
            record.amount(edition.tax_due_box),
            _day(terms["due"]),
            _day(terms["paid"]),
            terms["class"],
            amended_on_time=terms.get("amended_on_time", False),
        )
        for line in lines:
            self.test.assertIn(line.kind, PENALTY_BOXES)
            record.set_box(edition[f"{line.kind}_box"], line.amount, note=line.rule)

    def file(self, record, wanted):
        """Let a reviewer accept what is left to say, and file and pay the return."""
        user = new_test_user(
            self.test.env,
            f"rita {record.id}",
            groups="ipai_base.group_reviewer",
            company_id=self.test.company.id,
            company_ids=[Command.set(self.test.company.ids)],
        )
        record = record.with_user(user).with_context(
            allowed_company_ids=self.test.company.ids
        )
        filed_on, paid = str(wanted["filed"]), wanted.get("paid")
        with freeze_time(str(paid["day"]) if paid else filed_on):
            record._open_checks().accept("As the case wants it")
            record.action_review()
            record.file(f"EFPS {filed_on}", filed_on=filed_on, channel="efps")
            if paid:
                record.mark_paid(str(paid["day"]), paid["reference"], paid.get("bank"))

    def check_boxes(self, record, wanted):
        boxes = wanted.get("boxes", {})
        self.test.assertEqual(
            {str(code): record.amount(str(code)) for code in boxes},
            {str(code): Decimal(amount) for code, amount in boxes.items()},
        )
        said = wanted.get("header", {})
        self.test.assertEqual(
            {code: record._box(str(code)).text or "" for code in said}, said
        )

    def check_schedules(self, record, wanted):
        for schedule, rows in wanted.items():
            found = record.row_ids.filtered(
                lambda row, code=schedule: row.part_id.code == code
            )
            self.test.assertEqual(
                [{key: row.values.get(str(key)) for key in rows[0]} for row in found],
                [
                    {key: None if row[key] is None else str(row[key]) for key in row}
                    for row in rows
                ],
            )

    def check_notices(self, record, wanted):
        """Words said beside a box (`false`: beside none); `null`: nothing at all."""
        for code, text in wanted.items():
            said = " ".join(
                notice["text"]
                for notice in record.notices or []
                if notice["box"] == (code and str(code))
            )
            if text is None:
                self.test.assertEqual(said, "", code)
            else:
                self.test.assertIn(text, said)

    def check_lines(self, record):
        """Behind every box from the books stand exactly the items that make it."""
        for box in record.box_ids.filtered("line_domain"):
            lines = self.test.lines_behind(box.action_open_lines())
            total = sum(
                (Decimal(str(round(line.balance, 2))) for line in lines), Decimal(0)
            )
            amount = Decimal(str(round(box.computed_amount, 2)))
            in_unit = record.edition_id._unit()
            self.test.assertLess(
                abs(total * box.box_id._sign() - amount), in_unit, box.code
            )
            if in_unit < 1:
                self.test.assertEqual(total * box.box_id._sign(), amount, box.code)
            self.test.assertEqual(len(lines), box.line_count, box.code)


def _day(value):
    return value if isinstance(value, date) else date.fromisoformat(value)
