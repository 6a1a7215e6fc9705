# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.tests import HttpCase, new_test_user, tagged

from ..models import ipai_bir_return_workpaper
from ..tools import workpaper
from .common import BooksCase
from .test_lists import ListCase


def book_of(content):
    return load_workbook(io.BytesIO(content))


def table_of(sheet):
    """The rows of a sheet below its note, as lists."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@tagged("post_install", "-at_install")
class TestWorkpaper(ListCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vat = cls.make_tax("VAT 12%", "sale", 12, "sale_vatable")
        goods = cls.make_tax("VAT goods", "purchase", 12, "purchase_goods")
        withheld = cls.withholding("WV010", 5, "withholding_vat_received", use="sale")
        cls.sale = cls.post(
            "out_invoice", "2026-07-01", [(1000, [vat, withheld])], partner=cls.acme
        )
        cls.post("in_invoice", "2026-08-01", [(200.5, [goods])], partner=cls.cruz)
        cls.post("in_invoice", "2026-08-01", [(9, [goods])], post=False)
        cls.record = cls.computed("2550Q")
        cls.record.set_box("22", "150.00", note="Late by a day")

    def book(self):
        return book_of(self.record.render_workpaper())

    def test_sheets(self):
        self.assertEqual(
            self.book().sheetnames,
            [
                "Return",
                "Sources",
                "S3",
                "Journal items",
                "SAWT",
                "SLS",
                "SLP",
                "Checks",
            ],
        )

    def test_the_return_reads_like_the_form(self):
        sheet = self.book()["Return"]
        self.assertEqual(sheet["A1"].value, "2550Q Q3 2026 - Sampaguita Trading Inc")
        rows = {row[0]: row for row in table_of(sheet) if row[0]}
        self.assertEqual(rows["31"][2:4], [1000, 120])
        self.assertEqual(rows["44"][2:4], [200.5, 24.06])
        self.assertIn("Late by a day", rows["22"][4])
        payable = sum(
            cell.value
            for row in sheet.iter_rows()
            for cell in row
            if row[0].value == "26" and cell.column == 4
        )
        self.assertEqual(payable, float(self.record.amount("26")))
        money = next(c for row in sheet.iter_rows() for c in row if c.value == 200.5)
        self.assertIn("#,##0.00", money.number_format)
        self.assertTrue(sheet.freeze_panes)
        self.assertTrue(sheet.print_title_rows)
        self.assertEqual(sheet.page_setup.fitToHeight, 0)

    def test_sources(self):
        rows = {row[0]: row for row in table_of(self.book()["Sources"])}
        self.assertIn("VAT 12%", rows["31A"][5])
        self.assertIn("31A", rows["34A"][5])
        self.assertEqual(rows["22"][7], "Late by a day")
        self.record.override_box("31A", "1100.00", "Invoice 7 was lost")
        row = {r[0]: r for r in table_of(self.book()["Sources"])}["31A"]
        self.assertEqual((row[3], row[4]), (1100, 1000))
        self.assertIn("Invoice 7 was lost", row[8])

    def test_items_add_up_to_their_boxes(self):
        sheet = self.book()["Journal items"]
        head, *rows, foot = table_of(sheet)[2:]
        self.assertEqual(head[0], "Box")
        for code in ("31A", "31B", "44A", "44B"):
            counted = sum(row[8] for row in rows if row[0] == code)
            self.assertAlmostEqual(counted, float(self.record.amount(code)))
        (withheld,) = [row for row in rows if row[0] == "S3"]
        self.assertEqual(withheld[8], 50)
        self.assertEqual(withheld[4], "Acme Trading Corp")
        self.assertEqual(withheld[2], self.sale.name)
        self.assertIn("SUBTOTAL(109", foot[8])

    def test_lists_and_checks(self):
        book = self.book()
        head, row, _foot = table_of(book["SLS"])[2:]
        line = dict(zip(head, row, strict=True))
        self.assertEqual((line["Taxable"], line["Tax"]), (1000, 120))
        said = " ".join(str(row[2]) for row in table_of(book["Checks"]))
        self.assertIn("not posted", said)

    def test_every_chunk_and_every_sheet(self):
        """Nothing is lost where a chunk or a sheet ends."""
        with (
            patch.object(ipai_bir_return_workpaper, "CHUNK", 1),
            patch.object(workpaper, "MOST_ROWS", 6),
        ):
            book = self.book()
        names = [name for name in book.sheetnames if name.startswith("Journal items")]
        self.assertGreater(len(names), 1)
        rows = [row for name in names for row in table_of(book[name])[3:] if row[0]]
        whole = [row for row in table_of(self.book()["Journal items"])[3:] if row[0]]
        self.assertEqual(rows, whole)

    def test_items_only_for_those_who_may_read_them(self):
        viewer = new_test_user(
            self.env,
            "wendy",
            groups="base.group_user,ipai_base.group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        record = self.record.with_env(self.env(user=viewer.id, context={}))
        names = book_of(record.render_workpaper()).sheetnames
        self.assertNotIn("Journal items", names)
        self.assertIn("Sources", names)

    def test_kept_when_it_is_filed(self):
        kinds = [kind for kind, *_rest in self.record._files()]
        self.assertEqual(sorted(kinds), ["dat", "dat", "dat", "xlsx"])


@tagged("post_install", "-at_install")
class TestDownloads(ListCase, HttpCase):
    def test_downloads(self):
        goods = self.withholding("WC158", 1)
        self.post("in_invoice", "2026-07-05", [(600, [goods])], partner=self.acme)
        record = self.computed("1601-EQ")
        admin = self.env.ref("base.user_admin")
        admin.write(
            {"company_ids": [(4, self.company.id)], "company_id": self.company.id}
        )
        new_test_user(self.env, "nemo", groups="base.group_portal")
        self.authenticate("admin", "admin")
        answer = self.url_open(record.action_dat("qap")["url"])
        self.assertEqual(answer.content, record.dat_files()[0][1])
        self.assertIn(
            "12345678900000920261601EQ.DAT", answer.headers["Content-Disposition"]
        )
        answer = self.url_open(record.action_workpaper()["url"])
        self.assertIn("QAP", book_of(answer.content).sheetnames)
        self.acme.vat = False
        record.action_compute()
        answer = self.url_open(f"/ipai_bir/return/{record.id}/dat")
        self.assertIn("TIN of the payee is empty", answer.text)
        self.authenticate("nemo", "nemo")
        for path in ("dat", "dat/qap", "xlsx"):
            with self.assertLogs("odoo.http", "WARNING"):
                answer = self.url_open(f"/ipai_bir/return/{record.id}/{path}")
            self.assertNotEqual(answer.status_code, 200)
        self.assertEqual(
            self.url_open("/ipai_bir/return/999999999/xlsx").status_code, 404
        )


@tagged("post_install", "-at_install")
class TestReader(BooksCase):
    def told(self, content, name=None):
        return self.env["ipai.bir.dat.reader"]._told(content, name)

    def test_a_file_in_plain_words(self):
        content = (
            b'HQAP,H1601EQ,123456789,0000,"SAMPLE INC",09/2026,050\r\n'
            b'D1,1601EQ,1,98765432,0000,"ACME",,,,09/2026,WC158,1.00,1000.00,10.00\r\n'
            b"C1,1601EQ,123456789,0000,09/2026,1000.00,12.00\r\n"
        )
        told = self.told(content, "12345678900000820261601EQ.DAT")
        self.assertEqual(told["count"], 3)
        self.assertIn("1601-EQ", told["title"])
        texts = " | ".join(problem["text"] for problem in told["problems"])
        self.assertIn("“98765432” has to be 9 digits", texts)
        self.assertIn("add up to 10.00", texts)
        self.assertIn("should be 12345678900000920261601EQ.DAT", texts)
        detail = told["records"][1]
        income = next(f for f in detail["fields"] if f["meaning"] == "Income payment")
        self.assertEqual(income["value"], "1,000.00")
        self.assertEqual(
            [(t["stated"], t["summed"], t["agrees"]) for t in told["totals"]],
            [("1,000.00", "1,000.00", True), ("12.00", "10.00", False)],
        )

    def test_other_files(self):
        told = self.told(b"PK\x03\x04 a picture")
        self.assertFalse(told["title"])
        self.assertTrue(told["problems"])
        self.assertTrue(told["known"])

    def test_the_screen_escapes_what_a_file_says(self):
        reader = self.env["ipai.bir.dat.reader"].new(
            {"file": "SCxTLCI8c2NyaXB0PiINCg==", "file_name": "x.DAT"}
        )
        self.assertIn("problems", reader.reading)
        self.assertNotIn("<script>", reader.reading)
        self.assertIn("&lt;script&gt;", reader.reading)
