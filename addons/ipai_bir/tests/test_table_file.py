# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from io import BytesIO

from openpyxl import Workbook

from odoo.tests import BaseCase, tagged

from ..tools import table_file
from ..tools.table_file import Row, TableError

COLUMNS = {"TIN": True, "Month 1": True, "Received on": False}


@tagged("post_install", "-at_install")
class TestTableFile(BaseCase):
    def sheet(self, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def test_cells_are_text_and_rows_keep_their_number(self):
        content = self.sheet(
            ["tin", "MONTH_1", "Received On"],
            ["012-345-678", 1234.1, date(2026, 10, 5)],
            [None, None, None],
            [123456789, 1000, None],
        )
        self.assertEqual(
            table_file.read(content, "Book.XLSX", COLUMNS),
            [
                Row(
                    2,
                    {
                        "TIN": "012-345-678",
                        "Month 1": "1234.1",
                        "Received on": "2026-10-05",
                    },
                ),
                Row(4, {"TIN": "123456789", "Month 1": "1000", "Received on": ""}),
            ],
        )

    def test_csv_of_excel(self):
        for content in (
            "\ufeffTIN;Month 1\n123-456-789;10,50\n".encode(),
            'TIN,Month 1\r\n123-456-789,"10,50"\r\n'.encode("cp1252"),
            b"TIN\tMonth 1\n123-456-789\t10,50\n",
        ):
            rows = table_file.read(content, "a.csv", COLUMNS)
            self.assertEqual(
                [row.values for row in rows],
                [{"TIN": "123-456-789", "Month 1": "10,50", "Received on": ""}],
            )
        latin = table_file.read("TIN,Month 1\nPeña,1\n".encode("cp1252"), "a", COLUMNS)
        self.assertEqual(latin[0].values["TIN"], "Peña")

    def test_every_problem_of_the_heading_at_once(self):
        with self.assertRaises(TableError) as caught:
            table_file.read(b"TIN,tin,Amount\n1,2,3\n", "a.csv", COLUMNS)
        said = "\n".join(caught.exception.problems)
        self.assertEqual(len(caught.exception.problems), 3)
        for text in ("“Month 1” is missing", "“amount”", "“TIN” is there 2 times"):
            self.assertIn(text, said)

    def test_what_is_no_table_is_refused(self):
        for content, name in (
            (b"not a workbook", "a.xlsx"),
            (b"", "a.csv"),
            (b'TIN,Month 1\n"open', "a.csv"),
        ):
            with self.assertRaises(TableError):
                table_file.read(content, name, COLUMNS)

    def test_template_reads_back(self):
        content = table_file.write(list(COLUMNS), [["123-456-789", 5, ""]])
        rows = table_file.read(content, "template.xlsx", COLUMNS)
        self.assertEqual(rows[0].values["Month 1"], "5")
