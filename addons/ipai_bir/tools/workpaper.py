# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A return's workpaper: one XLSX file with the form, its sources, items and checks.

Rows are written as they come and are not kept, so a workpaper of any size needs the
same memory; what does not fit a sheet goes on in the next one.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter

MOST_ROWS = 1_048_576
_MONEY = "#,##0.00;[Red]-#,##0.00;0.00"
_FORMATS = {
    "title": {"bold": True, "font_size": 14},
    "label": {"font_color": "#595959"},
    "head": {
        "bold": True,
        "bg_color": "#1F3864",
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": "#FFFFFF",
    },
    "part": {"bold": True, "bg_color": "#D9E2F3"},
    "section": {"bold": True, "italic": True},
    "text": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "money": {"num_format": _MONEY, "valign": "top"},
    "number": {"num_format": "0.####", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "strong_money": {"num_format": _MONEY, "bold": True, "valign": "top", "top": 1},
    "total": {"bold": True, "top": 1},
    "total_money": {"bold": True, "top": 1, "num_format": _MONEY},
}


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, kind and width in characters.

    `kind` is text, wrap, money, number, count or date; money is summed at the foot.
    """

    label: str
    kind: str = "text"
    width: int = 14


@dataclass
class Table:
    """One sheet that is a table: rows may be an iterator of any length.

    `note` stands above the table; with `totals` money columns are summed below it.
    """

    name: str
    columns: list
    rows: object
    note: str = ""
    totals: bool = False


@dataclass
class Paper:
    """What a workpaper says: facts about the return, the form as printed, tables."""

    title: str
    subject: str
    facts: list
    parts: list
    tables: list
    footer: str = ""
    name: str = "Return"
    heads: tuple = ("Item", "Description", "A", "B", "Notes")


def render(paper: Paper) -> bytes:
    """The workpaper as XLSX bytes."""
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content, {"constant_memory": True, "in_memory": False, "strings_to_urls": False}
    )
    book.set_properties({"title": paper.title, "subject": paper.subject})
    styles = {name: book.add_format(style) for name, style in _FORMATS.items()}
    _FormSheet(book, styles, paper).fill()
    for table in paper.tables:
        _write_table(book, styles, paper, table)
    book.close()
    return content.getvalue()


def _prepare(sheet, paper, landscape=True):
    """What all sheets have in common when they are printed."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.set_header(f"&L{_escaped(paper.title)}&R&A")
    sheet.set_footer(f"&L{_escaped(paper.footer)}&R&P / &N")


def _escaped(text):
    return text.replace("&", "&&")


def _sheet_name(text):
    return re.sub(r"[\[\]:*?/\\]", "-", text)[:31]


def _put(sheet, row, column, value, kind, styles):
    """Write a value as what it is; what is not known stays empty."""
    style = styles[kind]
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)


def _write_table(book, styles, paper, table):
    """The table on one sheet, or on several when a sheet is full."""
    rows, number, more = iter(table.rows), 1, True
    while more:
        name = table.name if number == 1 else f"{table.name} {number}"
        more = _write_sheet(book, styles, paper, table, name, rows)
        number += 1


def _write_sheet(book, styles, paper, table, name, rows):
    """Write rows until they end or the sheet is full; whether some may be left."""
    sheet = book.add_worksheet(_sheet_name(name))
    _prepare(sheet, paper)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    top = 0
    if table.note:
        sheet.write_string(0, 0, table.note, styles["label"])
        top = 2
    for place, column in enumerate(table.columns):
        sheet.write_string(top, place, column.label, styles["head"])
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    row, full = top, False
    for values in rows:
        row += 1
        for place, (column, value) in enumerate(
            zip(table.columns, values, strict=True)
        ):
            _put(sheet, row, place, value, column.kind, styles)
        if row == MOST_ROWS - 2:
            full = True
            break
    if row > top:
        sheet.autofilter(top, 0, row, len(table.columns) - 1)
        _write_totals(sheet, styles, table, top, row)
    return full


def _write_totals(sheet, styles, table, top, last):
    """Sums that follow the filter, so that a reader can ask the table."""
    if not table.totals:
        return
    for place, column in enumerate(table.columns):
        if column.kind == "money":
            letter = xlsxwriter.utility.xl_col_to_name(place)
            span = f"{letter}{top + 2}:{letter}{last + 1}"
            sheet.write_formula(
                last + 1, place, f"=SUBTOTAL(109,{span})", styles["total_money"]
            )
        else:
            sheet.write_blank(last + 1, place, None, styles["total"])


class _FormSheet:
    """The first sheet: the return as the form reads."""

    def __init__(self, book, styles, paper):
        self.sheet = book.add_worksheet(_sheet_name(paper.name))
        self.styles, self.paper, self.row = styles, paper, 0

    def fill(self):
        _prepare(self.sheet, self.paper, landscape=False)
        for place, width in enumerate((7, 58, 20, 20, 46)):
            self.sheet.set_column(place, place, width)
        self.put(0, self.paper.title, "title")
        self.row += 1
        self.put(0, self.paper.subject, "label")
        self.row += 2
        for label, value in self.paper.facts:
            self.put(0, label, "label")
            self.put(2, value, "money" if isinstance(value, Decimal) else "text")
            self.row += 1
        self.row += 1
        for place, label in enumerate(self.paper.heads):
            self.put(place, label, "head")
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)
        self.sheet.repeat_rows(self.row - 1)
        title = None
        for part in self.paper.parts:
            if part["title"] and part["title"] != title:
                self.band(part["title"], "part")
            title = part["title"] or title
            if part["section"]:
                self.band(part["section"], "section")
            self.lines(part["lines"])
            if part.get("see"):
                self.put(1, part["see"], "label")
                self.row += 1
            self.row += 1

    def put(self, place, value, kind):
        _put(self.sheet, self.row, place, value, kind, self.styles)

    def band(self, text, kind):
        for place in range(5):
            self.put(place, text if place == 0 else None, kind)
        self.row += 1

    def lines(self, lines):
        for line in lines:
            strong = bool(line["emphasis"])
            self.put(0, line["item"], "strong" if strong else "text")
            self.put(1, line["label"], "strong" if strong else "wrap")
            notes = []
            for place, side in ((2, "A"), (3, "B")):
                cell = line["cells"].get(side)
                if cell:
                    self.cell(place, cell, strong)
                    notes += [cell["note"], *(n["text"] for n in cell["notices"])]
            self.put(4, "\n".join(filter(None, notes)), "wrap")
            self.row += 1

    def cell(self, place, cell, strong):
        if cell["kind"] == "header":
            self.put(place, cell["text"], "wrap")
        elif cell["amount"] is not None:
            kind = "strong_money" if strong else "money"
            self.put(place, Decimal(cell["amount"]), kind)
