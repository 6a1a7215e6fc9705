# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date
from decimal import Decimal

from openpyxl import Workbook

from odoo.tests import BaseCase, tagged

from ..tools.statement_file import UnreadableFile, is_ofx, read_ofx, read_table
from ..tools.statement_row import BadCell, line_hash, parse_amount, parse_date

OFX = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><TRNUID>1<CCSTMTRS><CURDEF>PHP
<CCACCTFROM><ACCTID>4242</CCACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260305<TRNAMT>-1500.00<FITID>A1<NAME>PETRON</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260309<TRNAMT>200.50<FITID>A2<NAME>REFUND</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>-1299.50<DTASOF>20260331</LEDGERBAL>
</CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>
"""


@tagged("post_install", "-at_install")
class TestStatementFile(BaseCase):
    def test_amounts(self):
        for cell, amount in {
            "1,234.50": "1234.50",
            "1.234,50": "1234.50",
            "1,234": "1234.00",
            "12,5": "12.50",
            "(99.10)": "-99.10",
            "99.10-": "-99.10",
            "PHP 1 000.00": "1000.00",
            "45.00 CR": "-45.00",
            1500.1: "1500.10",
        }.items():
            self.assertEqual(parse_amount(cell, "Amount"), Decimal(amount), cell)
        with self.assertRaisesRegex(BadCell, "“n/a” in column “Amount”"):
            parse_amount("n/a", "Amount")

    def test_dates(self):
        self.assertEqual(parse_date("03/04/2026", "month_first", "D"), date(2026, 3, 4))
        self.assertEqual(parse_date("03/04/2026", "day_first", "D"), date(2026, 4, 3))
        self.assertEqual(parse_date("2026-04-03", "iso", "D"), date(2026, 4, 3))
        with self.assertRaisesRegex(BadCell, "no date of the chosen format"):
            parse_date("31/03/2026", "month_first", "D")

    def test_titles_above_the_table_and_semicolons(self):
        content = "Statement of card;;\n\nDate;Description;Amount\n1;a;2\n;;\n3;b;4\n"
        rows = read_table(content.encode("utf-16"), "x.csv")
        self.assertEqual([row["Description"] for row in rows], ["a", "b"])
        self.assertEqual([row[None] for row in rows], [4, 6])

    def test_xlsx(self):
        book = Workbook()
        book.active.append(["Date", "Description", "Amount"])
        book.active.append([date(2026, 3, 5), "Petron", 1500.5])
        output = io.BytesIO()
        book.save(output)
        rows = read_table(output.getvalue(), "x.XLSX")
        self.assertEqual(rows[0]["Amount"], 1500.5)

    def test_files_that_are_no_tables(self):
        for content, name in (
            (b"", "x.csv"),
            (b"\x00\x01\x02" * 50, "x.csv"),
            (b"no zip", "x.xlsx"),
            (b"only one line", "x.csv"),
        ):
            with self.assertRaises(UnreadableFile):
                read_table(content, name)

    def test_ofx(self):
        self.assertTrue(is_ofx(OFX, "x.txt"))
        rows, balance = read_ofx(OFX)
        self.assertEqual(
            [(row["amount"], row["description"]) for row in rows],
            [(Decimal("1500.00"), "PETRON"), (Decimal("-200.50"), "REFUND")],
        )
        self.assertEqual(balance, Decimal("1299.50"))
        with self.assertRaises(UnreadableFile):
            read_ofx(b"OFXHEADER:100 and nothing else")

    def test_equal_lines_are_told_apart(self):
        values = {"date": date(2026, 3, 5), "description": "MRT", "amount": 20}
        self.assertNotEqual(line_hash(values, 0), line_hash(values, 1))
        self.assertEqual(line_hash(values, 0), line_hash(dict(values), 0))
