# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows out of the files banks give: CSV, XLSX, OFX; without Odoo."""

import csv
import io
from datetime import date, datetime

from openpyxl import load_workbook

MAX_ROWS = 20_000
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


class UnreadableFile(ValueError):
    """The file cannot be read; the text says what to do."""


def read_table(content, filename):
    """The rows of a CSV or XLSX file.

    :param bytes content:
    :return: list of {header: cell}, cells are str, date or number; the row's number in
        the file stands under the key None
    :raises UnreadableFile:
    """
    if not content:
        raise UnreadableFile("The file is empty. Export the statement again.")
    name = (filename or "").lower()
    rows = _read_xlsx(content) if name.endswith(".xlsx") else _read_csv(content)
    rows = [(number, row) for number, row in rows if any(_text(c) for c in row)]
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"The file has more than {MAX_ROWS} rows. Split it.")
    header_at = next(
        (i for i, (_n, row) in enumerate(rows) if _looks_like_header(row)), None
    )
    if header_at is None:
        raise UnreadableFile(
            "No row with column names was found. The first row must name the columns."
        )
    header = [_text(cell) for cell in rows[header_at][1]]
    return [
        {None: number, **dict(zip(header, row, strict=False))}
        for number, row in rows[header_at + 1 :]
    ]


def _looks_like_header(row):
    """Banks put titles above the table: the first row with three names is its head."""
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    return len(texts) >= 3 and not any(any(c.isdigit() for c in t) for t in texts)


def _read_csv(content):
    text = _decode(content)
    try:
        dialect = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return list(enumerate(csv.reader(io.StringIO(text), dialect), 1))
    except csv.Error as error:
        raise UnreadableFile(
            "The file is not a CSV table. Export it again as CSV or XLSX."
        ) from error


def _decode(content):
    if b"\x00" in content[:2000] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableFile(
            "The file is neither CSV nor XLSX. Export the statement as one of them."
        )
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("latin-1")


def _read_xlsx(content):
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS))
    except Exception as error:
        raise UnreadableFile(
            "The file cannot be opened as an XLSX workbook. Save it again and retry."
        ) from error
    return list(enumerate(rows, 1))


def _text(cell):
    return "" if cell is None else str(cell).strip()


def is_ofx(content, filename):
    """By its name or its first bytes."""
    return (filename or "").lower().endswith((".ofx", ".qfx")) or content[
        :200
    ].lstrip().upper().startswith((b"OFXHEADER", b"<?OFX", b"<OFX"))


def read_ofx(content):
    """The transactions of an OFX file: charges are negative there, positive here.

    :return: (rows as {date, amount, description, reference}, closing balance or None)
    :raises UnreadableFile:
    """
    try:
        from ofxparse import OfxParser
    except ImportError as error:
        raise UnreadableFile(
            "OFX files need the Python package ofxparse, which is not installed. "
            "Export the statement as CSV or XLSX."
        ) from error
    try:
        statement = OfxParser.parse(io.BytesIO(content)).account.statement
        rows = [
            {
                None: number,
                "date": _day(entry.date),
                "amount": -entry.amount,
                "description": entry.payee or entry.memo or entry.type,
                "reference": entry.id,
            }
            for number, entry in enumerate(statement.transactions, 1)
        ]
        balance = getattr(statement, "balance", None)
    except Exception as error:
        raise UnreadableFile(
            "The file is not a valid OFX file. Export the statement again."
        ) from error
    return rows, None if balance is None else -balance


def _day(value) -> date:
    return value.date() if isinstance(value, datetime) else value
