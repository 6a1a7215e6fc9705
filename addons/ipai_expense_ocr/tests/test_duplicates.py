# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from odoo.addons.ipai_expense_ocr.tools.likeness import looks_alike, near_bands

from .agent import AgentCase
from .common import reading

HASH = "c3d2e1f0a5b49786"


def changed_bits(picture_hash, *bits):
    return f"{int(picture_hash, 16) ^ sum(1 << bit for bit in bits):016x}"


@tagged("post_install", "-at_install")
class TestDuplicates(AgentCase):
    """The same purchase twice: told, led to review, and never more than that."""

    def setUp(self):
        super().setUp()
        self.number = 0

    def _filled(self, user=None, content=None, picture=None, **values):
        """A receipt that shares nothing with others but what is given."""
        self.number += 1
        data = reading(
            **{
                "vendor": f"Shop {'abcdefgh'[self.number]}",
                "tin": f"10{self.number}-000-000-00000",
                "receipt_number": f"OR-{self.number}000{self.number}",
                "date": f"2026-02-{self.number:02}",
                "total": f"{self.number * 100}.00",
                "tax": None,
                **values,
            }
        )
        data["picture_hash"] = picture
        data["file_hash"] = f"{self.number:064x}"
        content = content or f"file {self.number}".encode()
        expense = self._scan(f"{self.number}.jpg", content, user=user)
        self.answer = self._fill(expense, data)
        return expense

    def test_different_receipts(self):
        self._filled(picture=HASH)
        second = self._filled(picture=changed_bits(HASH, *range(0, 40, 2)))
        self.assertFalse(second.ipai_duplicate_ids)
        self.assertFalse(second.ipai_duplicate_note)
        self.assertEqual(second.ipai_state, "read")

    def test_three_of_four(self):
        first = {
            "vendor": "Aling Nena",
            "receipt_number": "OR 0012345",
            "date": "2026-03-01",
            "total": "250.00",
        }
        original = self._filled(**first)
        for name in first:
            same = {key: value for key, value in first.items() if key != name}
            again = self._filled(**same)
            self.assertEqual(again.ipai_duplicate_ids, original, f"all but {name}")
            self.assertEqual(again.ipai_state, "review")
            self.assertIn(f"“{original.name}”", again.ipai_duplicate_note)
            self.assertEqual(self.answer["duplicates"], original.ids)
            again.unlink()
            for other in same:
                two = {k: v for k, v in same.items() if k != other}
                expense = self._filled(**two)
                self.assertFalse(expense.ipai_duplicate_ids, (name, other))
                expense.unlink()
                self.number -= 1

    def test_the_number_is_compared_by_its_digits(self):
        original = self._filled(receipt_number="OR-0012345", date="2026-03-01")
        again = self._filled(
            receipt_number="12345", date="2026-03-01", tin="101-000-000-00002"
        )
        self.assertEqual(again.ipai_duplicate_ids, original)

    def test_one_picture_saved_anew(self):
        original = self._filled(picture=HASH)
        misread = {
            "total": None,
            "date": str(original.date),
            "tin": original.ipai_tin,
        }
        again = self._filled(picture=changed_bits(HASH, 1, 20, 40, 63), **misread)
        self.assertEqual(again.ipai_duplicate_ids, original)
        self.assertIn("the same picture", again.ipai_duplicate_note)

    def test_receipts_of_one_shop_may_look_alike(self):
        self._filled(picture=HASH)
        again = self._filled(picture=changed_bits(HASH, 1))
        self.assertFalse(again.ipai_duplicate_ids)
        same_day = {"date": "2026-02-01", "receipt_number": None, "tin": None}
        again = self._filled(picture=HASH, vendor="Shop b", **same_day)
        self.assertFalse(again.ipai_duplicate_ids, "another amount")

    def test_hashes_within_reach_are_found_by_their_bands(self):
        for bits in ((), (0,), (0, 16, 32, 48), (0, 1, 16, 17, 32, 48), (5,) * 1):
            other = changed_bits(HASH, *bits)
            self.assertTrue(looks_alike(HASH, other))
            bands = [other[start : start + 4] for start in range(0, 16, 4)]
            near = near_bands(HASH)
            self.assertTrue(any(b in n for b, n in zip(bands, near, strict=True)))
        self.assertFalse(looks_alike(HASH, changed_bits(HASH, *range(9))))
        self.assertFalse(looks_alike(HASH, None))
        self.assertFalse(looks_alike("not a hash at a", HASH))

    def test_the_same_file_by_another_employee_is_not_named(self):
        pedro = self._create_employee("pedro.ramos", self.company).user_id
        theirs = self._scan("a.jpg", b"one file", user=pedro)
        mine = self._scan("b.jpg", b"one file")
        self._fill(mine, {**reading(), "file_hash": mine.ipai_file_hash})
        self.assertEqual(mine.sudo().ipai_duplicate_ids, theirs.sudo())
        self.assertIn("another employee", mine.ipai_duplicate_note)
        self.assertNotIn("a.jpg", mine.ipai_duplicate_note)
        self.assertFalse(
            mine.with_user(self.user).search([("id", "in", theirs.ids)]),
            "the employee still does not see it",
        )

    def test_only_the_later_of_a_pair_is_told(self):
        first = self._scan("a.jpg", b"one file")
        second = self._scan("b.jpg", b"one file")
        for expense in (second, first):
            self._fill(expense, {**reading(), "file_hash": expense.ipai_file_hash})
            self._policy(expense)
        self.assertEqual(second.ipai_duplicate_ids, first)
        self.assertFalse(first.ipai_duplicate_ids)

    def test_two_filled_at_once_are_told_before_they_go_on(self):
        first, second = self._scan("a.jpg", b"one"), self._scan("b.jpg", b"two")
        for expense in (first, second):
            with patch.object(type(expense), "_ipai_candidates", lambda self: []):
                self._fill(expense, reading())
        self.assertIsNone(self._policy(first)["waits_for"])
        self.assertTrue(self._policy(second)["waits_for"])
        self.assertEqual(second.ipai_duplicate_ids, first)
        self.assertFalse(first.ipai_duplicate_ids)

    def test_a_correction_that_ends_the_likeness_ends_the_review(self):
        self._filled(receipt_number="OR-0012345", date="2026-03-01", total="100.00")
        again = self._filled(
            receipt_number="OR-0012345", date="2026-03-01", total="100.00"
        )
        self.assertEqual(again.ipai_state, "review")
        again.write({"ipai_receipt_number": "OR-0099999", "date": "2026-03-02"})
        self.assertFalse(again.ipai_duplicate_ids)
        self.assertEqual(again.ipai_state, "read")

    def test_a_correction_may_show_a_duplicate(self):
        original = self._filled(receipt_number="OR-0012345", date="2026-03-01")
        again = self._filled(receipt_number="OR-0012345", total=original.name)
        again.write({"date": "2026-03-01", "total_amount_currency": 100})
        self.assertEqual(again.ipai_duplicate_ids, original)
        self.assertEqual(again.ipai_state, "review")

    def test_what_a_person_looked_at_is_not_asked_again(self):
        original = self._filled(receipt_number="OR-0012345", date="2026-03-01")
        again = self._filled(
            receipt_number="OR-0012345", date="2026-03-01", total="100.00"
        )
        again.action_ipai_confirm()
        self.assertIsNone(self._policy(again)["waits_for"])
        self.assertEqual(again.ipai_duplicate_ids, original)
        again.ipai_not_duplicate_ids = original
        again._ipai_find_duplicates()
        self.assertFalse(again.ipai_duplicate_ids)

    def test_a_vendor_bill(self):
        vendor = self.env["res.partner"].create({"name": "Shop b"})
        journal = self.env["account.journal"].create(
            {
                "name": "Bills",
                "code": "BIL",
                "type": "purchase",
                "company_id": self.company.id,
            }
        )
        account = self.env["account.account"].create(
            {
                "name": "Costs",
                "code": "600100",
                "account_type": "expense",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        payable = account.copy(
            {
                "code": "200100",
                "account_type": "liability_payable",
                "reconcile": True,
            }
        )
        vendor.with_company(self.company).property_account_payable_id = payable
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": vendor.id,
                "journal_id": journal.id,
                "invoice_date": "2026-03-01",
                "ref": "Invoice 0012345",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "price_unit": 100,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        expense = self._filled(date="2026-03-01", total="100.00", vendor="Shop b")
        self.assertEqual(expense.sudo().ipai_duplicate_bill_ids, bill)
        self.assertIn("vendor bill", expense.ipai_duplicate_note)
        self.assertEqual(expense.ipai_state, "review")
        by_number = self._filled(
            date="2026-03-01", receipt_number="OR-12345", vendor="Shop b"
        )
        self.assertEqual(by_number.sudo().ipai_duplicate_bill_ids, bill)
        bill.button_cancel()
        expense._ipai_find_duplicates()
        self.assertFalse(expense.sudo().ipai_duplicate_bill_ids)

    def test_candidates_are_looked_up_by_index(self):
        expense = self._filled(picture=HASH)
        self.env.cr.execute(
            """INSERT INTO hr_expense (company_id, employee_id, currency_id, date,
                   quantity, total_amount_currency, ipai_number_key, ipai_file_hash,
                   ipai_picture_hash, price_unit, name, payment_mode)
               SELECT %s, %s, %s, date '2020-01-01' + (n %% 1500), 1, n, n::text,
                   md5(n::text), substr(md5(n::text), 1, 16), 0, 'x', 'own_account'
               FROM generate_series(1, 20000) n""",
            (self.company.id, self.employee.id, self.peso.id),
        )
        self.env.cr.execute("ANALYZE hr_expense")
        plans = []
        execute = Cursor.execute

        def explained(cursor, query, *arguments, **options):
            if "UNION" in str(query):
                execute(cursor, "SET LOCAL enable_seqscan = on")
                code, params = query.code, query.params
                execute(cursor, f"EXPLAIN {code}", params)
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
            return execute(cursor, query, *arguments, **options)

        with patch.object(Cursor, "execute", explained):
            expense._ipai_candidates()
        [plan] = plans
        self.assertNotIn("Seq Scan on hr_expense", plan)
        for name in ("day", "number", *(f"picture_{band}" for band in range(4))):
            self.assertIn(f"hr_expense_ipai_{name}", plan)
