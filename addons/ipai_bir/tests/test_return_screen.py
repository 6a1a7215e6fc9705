# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestReturnScreen(BooksCase):
    """What the screen reads: the form with its overrides, and what stands beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.invoice = cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat])])
        cls.record = cls.make_return()
        cls.record.action_compute()

    def cells(self, record):
        return {
            cell["code"]: cell
            for part in record.sheet["parts"]
            for line in part["lines"]
            for cell in line["cells"].values()
        }

    def seen_by(self, group):
        user = new_test_user(
            self.env,
            f"{group}_s",
            groups=f"ipai_base.group_{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        return self.record.with_user(user).with_context(
            allowed_company_ids=self.company.ids
        )

    def test_an_override_keeps_what_the_machine_said(self):
        self.record.override_box("31B", "121.50", "as filed by eFPS")
        cell = self.cells(self.record)["31B"]
        self.assertEqual(cell["amount"], "121.50")
        self.assertEqual(cell["override"]["machine"], "120.00")
        self.assertEqual(cell["override"]["reason"], "as filed by eFPS")
        self.assertEqual(cell["override"]["by"], self.env.user.name)
        self.record.clear_override("31B")
        self.assertFalse(self.cells(self.record)["31B"]["override"])

    def test_what_may_be_done_with_a_box(self):
        cells = self.cells(self.record)
        self.assertTrue(cells["31A"]["opens"])
        self.assertTrue(cells["31A"]["may_override"])
        self.assertFalse(cells["31A"]["editable"])
        self.assertTrue(cells["19"]["editable"])
        self.assertFalse(cells["19"]["may_override"])
        viewer = self.cells(self.seen_by("viewer"))
        self.assertFalse(viewer["31A"]["may_override"])
        self.assertFalse(viewer["19"]["editable"])
        self.assertTrue(viewer["31A"]["opens"])

    def test_a_reviewed_return_takes_nothing(self):
        for check in self.record._open_checks():
            check.accept("known")
        self.seen_by("reviewer").action_review()
        self.assertFalse(self.record.sheet["editable"])
        self.assertFalse(
            any(cell["editable"] for cell in self.cells(self.record).values())
        )
        self.assertFalse(
            any(check["may_withdraw"] for check in self.record.sheet["checks"])
        )

    def test_a_box_leads_to_the_return_it_reads(self):
        later = self.make_return(quarter="4")
        later.action_compute()
        self.assertTrue(self.cells(later)["38B"]["opens"])
        self.assertEqual(later.action_open_box("38B")["res_id"], self.record.id)
        action = later.action_open_box("31A")
        self.assertEqual(action["res_model"], "account.move.line")

    def test_changes_since_the_last_computation(self):
        self.assertEqual(self.record.sheet["changes"], [])
        self.post("out_invoice", "2026-07-09", [(500, [self.vat])])
        self.record.action_compute()
        changes = {change["code"]: change for change in self.record.sheet["changes"]}
        self.assertEqual(changes["31B"]["before"], "120.00")
        self.assertEqual(changes["31B"]["after"], "180.00")
        self.assertEqual(changes["31B"]["difference"], "60.00")
        self.assertNotIn("32A", changes)

    def test_entries_newer_than_the_computation_are_told(self):
        self.env.flush_all()
        self.assertFalse(self.record.sheet["newer_entries"])
        self.record.computed_at -= timedelta(days=1)
        self.record.invalidate_recordset(["sheet"])
        self.assertTrue(self.record.sheet["newer_entries"])

    def test_the_chain_of_amendments(self):
        for check in self.record._open_checks():
            check.accept("known")
        seen = self.seen_by("reviewer")
        seen.action_review()
        seen.file("EF-1", filed_on="2026-10-20")
        self.record.invalidate_recordset(["sheet"])
        sheet = self.record.sheet
        self.assertIn("EF-1", sheet["filing"])
        self.assertEqual(
            {"sheet", "lines", "pdf"} - {p["kind"] for p in sheet["proofs"]}, set()
        )
        amended = self.record.action_amend()
        amended.invalidate_recordset(["sheet"])
        self.assertEqual(
            [(one["id"], one["current"]) for one in amended.sheet["chain"]],
            [(self.record.id, False), (amended.id, True)],
        )

    def test_the_list_asks_no_query_per_row(self):
        specification = {
            name: {}
            for name in (
                *("name", "date_from", "date_to", "amount_payable", "due_date"),
                *("days_late", "state", "filed_on", "entry_count", "list_line_count"),
            )
        }
        domain = [("company_id", "=", self.company.id)]

        def queries():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            found = self.env["ipai.bir.return"].web_search_read(domain, specification)
            return len(found["records"]), self.env.cr.sql_log_count - before

        queries()
        few, asked = queries()
        for month in ("1", "2", "4", "5", "7", "8"):
            self.env["ipai.bir.return"].create(
                {
                    "form_code": "0619-E",
                    "company_id": self.company.id,
                    "year": 2026,
                    "month": month,
                }
            )
        many, asked_more = queries()
        self.assertEqual(many, few + 6)
        self.assertEqual(asked_more, asked)
