# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The blocks a certificate is drawn with: numbered items, digit cells, amounts."""

from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table, TableStyle

INK = colors.HexColor("#1f2933")
SHADE = colors.HexColor("#e6e9ee")
MARGIN = 12 * mm
WIDTH = A4[0] - 2 * MARGIN

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=8, leading=9.4)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName="Helvetica-Bold")
RIGHT = ParagraphStyle("right", parent=TEXT, alignment=TA_RIGHT)
CENTRE = ParagraphStyle("centre", parent=TEXT, alignment=TA_CENTER)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=6.4, leading=7.4)
SMALL_CENTRE = ParagraphStyle("small_centre", parent=SMALL, alignment=TA_CENTER)
HEAD = ParagraphStyle("head", parent=STRONG, fontSize=6.8, leading=7.8)
HEAD_CENTRE = ParagraphStyle("head_centre", parent=HEAD, alignment=TA_CENTER)
VALUE = ParagraphStyle("value", parent=STRONG, fontSize=9, leading=10.6)
SIGNED = ParagraphStyle("signed", parent=VALUE, alignment=TA_CENTER)
_AMOUNT = ParagraphStyle("amount", parent=RIGHT, fontSize=7.4, leading=8.6)
_TOTAL = ParagraphStyle("total", parent=_AMOUNT, fontName="Helvetica-Bold")
_DIGIT = ParagraphStyle("digit", parent=CENTRE, fontName="Helvetica-Bold")

_TIGHT = [
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 1.4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
]
_LINE = 0.5
_DIGIT_WIDTH = 4.1 * mm
SIGNATURE = TableStyle(
    [
        *_TIGHT,
        ("SPAN", (0, 0), (-1, 0)),
        ("SPAN", (0, 1), (-1, 1)),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 2), (-1, 2), "TOP"),
        ("LINEABOVE", (0, 1), (-1, 1), _LINE, INK),
        ("BOX", (0, 0), (-1, -1), _LINE, INK),
        ("INNERGRID", (0, 2), (-1, 2), _LINE, INK),
        ("LINEABOVE", (0, 2), (-1, 2), _LINE, INK),
    ]
)


def paragraph(text, style=TEXT):
    """Text as it is: no mark-up in a name is ever read."""
    return Paragraph(escape(str(text or "")), style)


def money(amount, strong=False):
    """1,234.50, (1,234.50) below zero, blank when it is None."""
    if amount is None:
        return ""
    text = f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"
    return paragraph(text, _TOTAL if strong else _AMOUNT)


def bar(text):
    """The dark title of a part."""
    style = ParagraphStyle("bar", parent=SMALL_CENTRE, textColor=colors.white)
    style.fontName, style.fontSize, style.leading = "Helvetica-Bold", 8.5, 10
    table = Table([[paragraph(text, style)]], colWidths=[WIDTH])
    table.setStyle(TableStyle([*_TIGHT, ("BACKGROUND", (0, 0), (-1, -1), INK)]))
    return table


def boxed(rows, widths):
    """Cells side by side inside one frame."""
    table = Table(rows, colWidths=widths)
    table.setStyle(TableStyle([*_TIGHT, ("BOX", (0, 0), (-1, -1), _LINE, INK)]))
    return table


def items(rows):
    """Rows of (item number, label, share of the width, value), value below label."""
    cells = [
        [
            [_label(number, label), paragraph(value, VALUE)]
            for number, label, _share, value in row
        ]
        for row in rows
    ]
    table = Table(cells, colWidths=[WIDTH * share for *_rest, share, _v in rows[0]])
    table.setStyle(TableStyle([*_TIGHT, ("GRID", (0, 0), (-1, -1), _LINE, INK)]))
    return table


def _label(number, label):
    return Paragraph(f"<b>{escape(number)}</b>&nbsp;&nbsp;{escape(label)}", SMALL)


def digits(text, groups):
    """One cell a digit, in groups."""
    cells, lines, start = [], [], 0
    for size in groups:
        if cells:
            cells.append("")
        begin = len(cells)
        cells += [paragraph(digit, _DIGIT) for digit in text[start : start + size]]
        lines.append(("GRID", (begin, 0), (len(cells) - 1, 0), _LINE, INK))
        start += size
    widths = [_DIGIT_WIDTH if cell else 2 * mm for cell in cells]
    table = Table([cells], colWidths=widths, rowHeights=[4.6 * mm], hAlign="LEFT")
    flat = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
    table.setStyle(TableStyle([*_TIGHT, *flat, *lines]))
    return table


def amounts(rows, widths):
    """A table with head and total; the head comes again on the next page."""
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                *_TIGHT,
                ("GRID", (0, 0), (-1, -1), _LINE, INK),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("BACKGROUND", (0, -1), (-1, -1), SHADE),
            ]
        )
    )
    return table
