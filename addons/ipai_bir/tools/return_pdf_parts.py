# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parts of a form on paper: headings, lines with amounts, schedules."""

from decimal import Decimal
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer

from .pdf_style import (
    AMOUNT,
    COLUMN,
    COLUMN_AMOUNT,
    HEAD,
    HEAD_AMOUNT,
    SMALL,
    STRONG,
    TEXT,
    TOTAL,
    WIDTH,
    money,
    paragraph,
    table,
)


def _header_part(part):
    rows = [
        [
            paragraph(line["item"], STRONG),
            paragraph(line["label"]),
            paragraph(_only_cell(line)["text"], STRONG),
        ]
        for line in part["lines"]
    ]
    return [table(rows, [11 * mm, 62 * mm, WIDTH - 73 * mm])]


def _only_cell(line):
    return next(iter(line["cells"].values()))


def _lines_part(part):
    two = any("A" in line["cells"] for line in part["lines"])
    amounts = [33 * mm] * (2 if two else 1)
    head = [
        paragraph(""),
        paragraph(part["section"], HEAD),
        *([paragraph(part["heads"]["A"], HEAD_AMOUNT)] if two else []),
        paragraph(part["heads"]["B"], HEAD_AMOUNT),
    ]
    rows = [_line_row(line, two) for line in part["lines"]]
    headed = bool(part["section"] or part["heads"]["B"])
    widths = [11 * mm, WIDTH - 11 * mm - sum(amounts), *amounts]
    return [table([head, *rows] if headed else rows, widths, headed)]


def _line_row(line, two):
    strong = line["emphasis"]
    label = line["label"]
    notes = "; ".join(c["note"] for c in line["cells"].values() if c["note"])
    if notes:
        label = f"{label}: {notes}"
    sides = ("A", "B") if two else ("B",)
    return [
        paragraph(line["item"], STRONG),
        paragraph(label, STRONG if strong else TEXT),
        *(
            paragraph(_marked(line["cells"].get(side)), TOTAL if strong else AMOUNT)
            for side in sides
        ),
    ]


def _marked(cell):
    """The amount of a box, with a star when a person overrode it."""
    if not cell:
        return ""
    return money(cell["amount"]) + (" *" if cell["override"] else "")


def _schedule_part(part):
    columns = part["columns"]
    numeric = [column["type"] in ("money", "number") for column in columns]
    letters = [column["letter"] for column in columns]
    # A narrow column breaks at the slash of "Purchases/Importation", not inside a word.
    head = [
        paragraph(
            f"({c['letter']}) {c['label']}".replace("/", "/ "),
            COLUMN_AMOUNT if number else COLUMN,
        )
        for c, number in zip(columns, numeric, strict=True)
    ]
    rows = [
        [
            _cell(row["values"].get(letter), column)
            for letter, column in zip(letters, columns, strict=True)
        ]
        for row in part["rows"]
    ] or [[paragraph("None", SMALL)] + [""] * (len(columns) - 1)]
    total = [
        paragraph(money(column["total"]), _small(TOTAL)) if column["total"] else ""
        for column in columns
    ]
    weights = [1.3 if number else 1.6 for number in numeric]
    widths = [WIDTH * weight / sum(weights) for weight in weights]
    drawn = table([head, *rows, total], widths, True)
    caption = Paragraph(escape(part["section"]), HEAD)
    block = [Spacer(1, 1 * mm), caption, Spacer(1, 1 * mm), drawn]
    return [*block, _lines_table(part)] if part["lines"] else block


def _lines_table(part):
    rows = [_line_row(line, False) for line in part["lines"]]
    return table(rows, [11 * mm, WIDTH - 44 * mm, 33 * mm])


def _small(style):
    return ParagraphStyle(f"small_{style.name}", parent=style, fontSize=7, leading=8.4)


def _cell(value, column):
    if value in (None, ""):
        return ""
    if column["type"] == "money":
        return paragraph(money(value), _small(AMOUNT))
    if column["type"] == "number":
        return paragraph(f"{Decimal(value).normalize():f}", _small(AMOUNT))
    return paragraph(value, SMALL)


DRAWN = {"header": _header_part, "lines": _lines_part, "schedule": _schedule_part}
