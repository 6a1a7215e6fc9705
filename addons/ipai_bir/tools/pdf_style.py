# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the papers of a return look: inks, type, tables and amounts."""

from decimal import Decimal
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table, TableStyle

INK = colors.HexColor("#1f2933")
RULE = colors.HexColor("#b8c1cc")
SHADE = colors.HexColor("#eef1f5")
MARGIN = 15 * mm
WIDTH = A4[0] - 2 * MARGIN
HEADER = 25 * mm

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=8, leading=9.6)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName="Helvetica-Bold")
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=6.8, leading=8.2)
HEAD = ParagraphStyle("head", parent=STRONG, fontSize=7.2, leading=8.6)
COLUMN = ParagraphStyle("column", parent=HEAD, fontSize=6.2, leading=7.4)
COLUMN_AMOUNT = ParagraphStyle("column_amount", parent=COLUMN, alignment=TA_RIGHT)
AMOUNT = ParagraphStyle("amount", parent=TEXT, alignment=TA_RIGHT)
TOTAL = ParagraphStyle("total", parent=STRONG, alignment=TA_RIGHT)
HEAD_AMOUNT = ParagraphStyle("head_amount", parent=HEAD, alignment=TA_RIGHT)
TITLE = ParagraphStyle(
    "title", parent=STRONG, fontSize=9.5, leading=12, textColor=colors.white
)
GRID = [
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE),
    ("TOPPADDING", (0, 0), (-1, -1), 2.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
]


def money(text: str | None) -> str:
    """A decimal string as the form writes it: (1,234.50) below zero, blank if None."""
    if text in (None, ""):
        return ""
    amount = Decimal(text)
    return f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"


def title_bar(text):
    bar = Table([[paragraph(text, TITLE)]], colWidths=[WIDTH])
    bar.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), INK),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return bar


def paragraph(text, style=TEXT):
    return Paragraph(escape(str(text)), style)


def table(rows, widths, headed=False):
    drawn = Table(rows, colWidths=widths, repeatRows=1 if headed else 0)
    style = list(GRID)
    if headed:
        style.append(("BACKGROUND", (0, 0), (-1, 0), SHADE))
    drawn.setStyle(TableStyle(style))
    return drawn
