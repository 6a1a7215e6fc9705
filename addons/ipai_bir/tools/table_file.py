# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of an XLSX or CSV file with a known heading, as text.

Cells are text so that nothing is guessed: an identification number keeps its zeros
when the file keeps them, a date is ISO, a number is written as a decimal without
thousands. What the text means is for the caller to say, row by row.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableError(ValueError):
    """The file as a whole cannot be read; `problems` are sentences."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Row:
    """One row below the heading.

    :param number: as the spreadsheet program counts it, the heading is 1
    :param values: {column: text}, every asked column, "" when the cell is empty
    """

    number: int
    values: dict


def read(content: bytes, filename: str, columns: dict[str, bool]) -> list[Row]:
    """Rows of the file's first sheet; rows without any text are left out.

    :param columns: {heading: whether the file must have it}; case, spaces and
        underscores of a heading do not matter
    :raises TableError: with every problem of the file and its heading
    """
    rows = _sheet(content) if filename.lower().endswith(".xlsx") else _csv(content)
    heading = [_key(cell) for cell in rows[0]] if rows else []
    names = {_key(column): column for column in columns}
    problems = _heading_problems(heading, names, columns)
    if problems:
        raise TableError(problems)
    found = []
    for number, cells in enumerate(rows[1:], 2):
        values = dict.fromkeys(columns, "")
        values.update(
            (names[key], cell) for key, cell in zip(heading, cells, strict=False) if key
        )
        if any(cells):
            found.append(Row(number, values))
    return found


def write(columns: list[str], rows: list[list], widths: int = 18) -> bytes:
    """An XLSX file with a bold, fixed heading, for people to fill in."""
    book = Workbook()
    sheet = book.active
    sheet.append(columns)
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = widths
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _key(text):
    return "".join(character for character in text.casefold() if character.isalnum())


def _heading_problems(heading, names, columns):
    if not any(heading):
        return ["The file is empty: its first row has to be the heading."]
    problems = [
        f"The column “{column}” is missing."
        for column, is_required in columns.items()
        if is_required and _key(column) not in heading
    ]
    problems += [
        f"Nobody knows a column “{key}”: take it out, or rename it to one of "
        f"{', '.join(columns)}."
        for key in heading
        if key and key not in names
    ]
    return problems + [
        f"The column “{names.get(key, key)}” is there {count} times."
        for key, count in Counter(filter(None, heading)).items()
        if count > 1
    ]


def _sheet(content):
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise TableError(
            ["The file is no XLSX workbook: save it anew as .xlsx or .csv."]
        ) from error
    return [
        [_text(value) for value in row]
        for row in book.worksheets[0].iter_rows(values_only=True)
    ]


def _csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes as CSV on a Western Windows.
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise TableError([f"The file is no readable CSV: {error}."]) from error
    return [[cell.strip() for cell in row] for row in rows]


def _text(value):
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if value.time() == value.min.time() else value
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).strip()
