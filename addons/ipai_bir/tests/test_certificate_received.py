# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import table_file
from ..wizards.ipai_bir_certificate_import import COLUMNS
from .common import BooksCase


class ReceivedCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.services = cls.make_tax(
            "services", "sale", -2, "withholding_received", l10n_ph_atc="WC160"
        )
        cls.government = cls.make_tax(
            "government", "sale", -5, "withholding_vat_received", l10n_ph_atc="WV020"
        )
        cls.customer = cls.books["partner"]
        cls.customer.vat = "456-789-123-001"
        cls.second = cls.make_partner("Balete Holdings")
        cls.second.vat = "222-333-444"

    @classmethod
    def received(cls, *lines, partner=None, confirm=True, **values):
        certificate = cls.env["ipai.bir.certificate"].create(
            {
                "direction": "received",
                "company_id": cls.company.id,
                "partner_id": (partner or cls.customer).id,
                "year": 2026,
                "quarter": "3",
                "line_ids": [
                    Command.create(
                        {"part": part, "atc": atc, "amount_1": base, "tax": tax}
                    )
                    for part, atc, base, tax in lines
                ],
                **values,
            }
        )
        if confirm:
            certificate.action_confirm()
        return certificate

    def rows(self):
        matches = self.env["ipai.bir.certificate.match"]
        action = matches.open_quarter(
            self.company, self.day("2026-07-01"), self.day("2026-09-30")
        )
        return {
            (row.partner_id.name, row.part): row
            for row in matches.search(action["domain"])
        }

    def statuses(self):
        return {key: row.status for key, row in self.rows().items()}


@tagged("post_install", "-at_install")
class TestCertificateReceived(ReceivedCase):
    def test_matched_missing_different_and_unknown(self):
        self.post("out_invoice", "2026-07-03", [(1000, [self.services])])
        self.post("out_invoice", "2026-08-03", [(500, [self.government])])
        self.post(
            "out_invoice", "2026-09-03", [(300, [self.services])], partner=self.second
        )
        key, vat = ("Acacia Supply Corp", "income"), ("Acacia Supply Corp", "business")
        other = ("Balete Holdings", "income")
        self.assertEqual(
            self.statuses(), {key: "missing", vat: "missing", other: "missing"}
        )
        self.assertEqual(self.rows()[key].difference, 20)
        draft = self.received(("income", "WC160", 1000, 20), confirm=False)
        self.assertEqual(self.statuses()[key], "missing")
        draft.action_confirm()
        self.received(("business", "WV020", 500, 20))
        self.received(("income", "WC160", 300, 6), partner=self.second)
        self.assertEqual(
            self.statuses(), {key: "matched", vat: "different", other: "matched"}
        )
        self.received(("business", "WV020", 0, 5))
        self.assertEqual(self.statuses()[vat], "matched")
        self.received(("business", "WV020", 10, 1), partner=self.second)
        self.assertEqual(self.statuses()["Balete Holdings", "business"], "unknown")

    def test_certificates_of_a_quarter_add_up_and_cancelled_ones_do_not(self):
        self.post("out_invoice", "2026-07-03", [(1000, [self.services])])
        self.received(("income", "WC160", 400, 8), number="1")
        second = self.received(("income", "WC160", 600, 12), number="2")
        key = ("Acacia Supply Corp", "income")
        self.assertEqual(self.statuses()[key], "matched")
        second.action_cancel()
        self.assertEqual(self.statuses()[key], "different")
        self.received(("income", "WC160", 600, 12), number="3", quarter="2")
        self.assertEqual(self.statuses()[key], "different")
        self.received(("income", "WC160", 600, 12), number="2")
        self.assertEqual(self.statuses()[key], "matched")

    def test_rows_open_items_and_certificates(self):
        self.post("out_invoice", "2026-07-03", [(1000, [self.services])])
        row = self.rows()["Acacia Supply Corp", "income"]
        items = self.lines_behind(row.action_open_lines())
        self.assertEqual(sum(items.filtered("tax_line_id").mapped("balance")), 20)
        action = row.action_open_certificates()
        self.assertEqual(action["context"]["default_quarter"], "3")
        certificate = self.received(("income", "WC160", 1000, 20))
        found = self.env["ipai.bir.certificate"].search(action["domain"])
        self.assertEqual(found, certificate)

    def test_a_number_is_recorded_once(self):
        self.received(("income", "WC160", 1000, 20), number="2307-7")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.received(("income", "WC160", 1000, 20), number="2307-7")

    def test_what_is_confirmed_and_what_is_not(self):
        empty = self.received(confirm=False)
        with self.assertRaisesRegex(UserError, "before you confirm"):
            empty.action_confirm()
        certificate = self.received(("income", "WC160", 1000, 20))
        with self.assertRaisesRegex(UserError, "Only a received draft"):
            certificate.action_confirm()
        certificate.action_draft()
        self.assertEqual(certificate.state, "draft")
        with self.assertRaisesRegex(UserError, "no draft of ours"):
            certificate.action_issue()

    def test_return_names_whose_certificate_is_missing(self):
        self.post("out_invoice", "2026-08-03", [(500, [self.government])])
        record = self.make_return()
        record.action_compute()

        def told():
            checks = record.check_ids.filtered(lambda c: c.code == "certificates")
            return [(check.level, check.text) for check in checks]

        ((level, text),) = told()
        self.assertEqual(level, "warning")
        self.assertIn("without a certificate (2307): Acacia Supply Corp 25.00.", text)
        self.received(("business", "WV020", 500, 24))
        record.action_compute()
        ((level, text),) = told()
        self.assertIn("Acacia Supply Corp 25.00, certified 24.00", text)
        self.received(("business", "WV020", 0, 1))
        record.action_compute()
        self.assertFalse(told())
        self.assertEqual(record.amount("16"), 25)


@tagged("post_install", "-at_install")
class TestCertificateImport(ReceivedCase):
    def run_import(self, *rows, content=None):
        content = content or table_file.write(
            list(COLUMNS), [list(row) for row in rows]
        )
        wizard = self.env["ipai.bir.certificate.import"].create(
            {
                "company_id": self.company.id,
                "content": base64.b64encode(content),
                "filename": "list.xlsx",
            }
        )
        action = wizard.action_import()
        if action["res_model"] == wizard._name:
            return wizard.problems
        return self.env["ipai.bir.certificate"].search(action["domain"])

    def test_rows_of_one_number_are_one_certificate(self):
        head = ("456-789-123-00001", "", 2026, 3, "A-1", "2026-10-12")
        certificates = self.run_import(
            (*head, "WC160", 1000, "", 500.5, 30.01),
            (*head, "wv020", 0, 200, 0, "10.00"),
            ("222333444", "", "2026", "3", "", "", "WC100", "1,000.25", "", "", 50),
            ("222333444", "", "2026", "3", "", "", "WC100", "1", "", "", 5),
        )
        self.assertEqual(len(certificates), 3)
        first = certificates.filtered(lambda c: c.number == "A-1")
        self.assertEqual(first.partner_id, self.customer)
        self.assertEqual(str(first.received_on), "2026-10-12")
        self.assertEqual((first.base_total, first.tax_total), (1700.5, 40.01))
        self.assertEqual(first.line_ids.mapped("part"), ["income", "business"])
        self.assertEqual(first.state, "draft")
        others = certificates - first
        self.assertEqual(sorted(others.mapped("base_total")), [1, 1000.25])
        again = self.run_import((*head, "WC160", 1000, "", 500.5, 30.01))
        self.assertIn("A-1 of Acacia Supply Corp is recorded already", again)

    def test_every_wrong_row_is_told_and_nothing_is_imported(self):
        before = self.env["ipai.bir.certificate"].search_count([])
        good = ("456-789-123", "", 2026, 3, "B-1", "", "WC160", 1, 2, 3, 4)
        problems = self.run_import(
            good,
            ("999-888-777", "", 2026, 3, "", "", "WC160", 1, 2, 3, 4),
            ("12-34", "", 26, 5, "", "12/10/2026", "X1", "-5", "abc", "", ""),
        )
        self.assertEqual(self.env["ipai.bir.certificate"].search_count([]), before)
        for text in (
            "Row 3: TIN: No contact has the TIN 999-888-777",
            "Row 4: TIN: “12-34” is not written like",
            "Row 4: Year: “26” is no year",
            "Row 4: Quarter: “5” is no quarter",
            "Row 4: Received on: “12/10/2026” is no date",
            "Row 4: ATC: “X1” is no ATC",
            "Row 4: Month 1: “-5” is no amount",
            "Row 4: Month 2: “abc” is no amount",
            "Row 4: Tax withheld: “” is no amount",
        ):
            self.assertIn(text, problems)
        self.assertEqual(len(problems.splitlines()), 9)

    def test_two_contacts_with_one_tin_are_told(self):
        self.make_partner("Balete again").vat = "222-333-444"
        row = ("222-333-444", "", 2026, 3, "", "", "WC160", 1, 2, 3, 4)
        self.assertIn("2 contacts have the TIN", self.run_import(row))
        self.second.vat = "222-333-444-002"
        row = ("222-333-444-00002", *row[1:])
        self.assertEqual(self.run_import(row).partner_id, self.second)

    def test_what_is_no_list_is_told(self):
        self.assertIn("no XLSX workbook", self.run_import(content=b"PK nothing"))
        self.assertIn("no rows", self.run_import())
        template = self.env["ipai.bir.certificate.import"].create({})
        self.assertIn("/web/content/", template.action_template()["url"])
        with self.assertRaisesRegex(UserError, "Choose the XLSX"):
            template.action_import()
