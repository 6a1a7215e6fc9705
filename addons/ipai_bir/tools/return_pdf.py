# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The working copy of a return on A4, drawn from the dictionary of its sheet.

It carries the numbering and the parts of the form, and says on every page that it
is not the form: nobody can file it by mistake.
"""

from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

WORKING_COPY = "Working copy - not for filing by itself"
INK = colors.HexColor("#1f2933")
RULE = colors.HexColor("#b8c1cc")
SHADE = colors.HexColor("#eef1f5")
_MARGIN = 15 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_HEADER = 25 * mm

_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=8, leading=9.6)
_STRONG = ParagraphStyle("strong", parent=_TEXT, fontName="Helvetica-Bold")
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=6.8, leading=8.2)
_HEAD = ParagraphStyle("head", parent=_STRONG, fontSize=7.2, leading=8.6)
_COLUMN = ParagraphStyle("column", parent=_HEAD, fontSize=6.2, leading=7.4)
_AMOUNT = ParagraphStyle("amount", parent=_TEXT, alignment=TA_RIGHT)
_TOTAL = ParagraphStyle("total", parent=_STRONG, alignment=TA_RIGHT)
_HEAD_AMOUNT = ParagraphStyle("head_amount", parent=_HEAD, alignment=TA_RIGHT)
_TITLE = ParagraphStyle(
    "title", parent=_STRONG, fontSize=9.5, leading=12, textColor=colors.white
)
_GRID = [
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE),
    ("TOPPADDING", (0, 0), (-1, -1), 2.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
]


def render(sheet: dict) -> bytes:
    """PDF of one return.

    :param sheet: the return's sheet, with `period`, `printed`, `printed_by` and
        `currency` beside it
    """
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=sheet["name"],
        author=sheet["company"],
        subject=WORKING_COPY,
    )
    frame = Frame(
        _MARGIN,
        _MARGIN,
        _WIDTH,
        A4[1] - 2 * _MARGIN - _HEADER,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(
        list(_story(sheet)),
        canvasmaker=lambda *args, **kwargs: _NumberedCanvas(sheet, *args, **kwargs),
    )
    return buffer.getvalue()


def money(text: str | None) -> str:
    """A decimal string as the form writes it: (1,234.50) below zero, blank if None."""
    if text in (None, ""):
        return ""
    amount = Decimal(text)
    return f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"


class _NumberedCanvas(Canvas):
    """Draws head and foot once the number of pages is known."""

    def __init__(self, sheet, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._sheet = sheet
        self._pages = []

    def showPage(self):
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for state in self._pages:
            self.__dict__.update(state)
            self._draw_frame(len(self._pages))
            super().showPage()
        return super().save()

    def _draw_frame(self, pages):
        sheet, top = self._sheet, A4[1] - _MARGIN
        right = A4[0] - _MARGIN
        self.setFillColor(INK)
        self.setFont("Helvetica", 7.5)
        self.drawString(_MARGIN, top - 7, "BIR Form No.")
        self.setFont("Helvetica-Bold", 20)
        self.drawString(_MARGIN, top - 27, sheet["form"])
        self.setFont("Helvetica", 7.5)
        self.drawString(_MARGIN, top - 38, sheet["edition"])
        self.setFont("Helvetica-Bold", 11.5)
        self.drawString(_MARGIN + 34 * mm, top - 10, sheet["form_name"])
        self.setFont("Helvetica", 9)
        self.drawString(_MARGIN + 34 * mm, top - 24, sheet["company"])
        self.drawString(
            _MARGIN + 34 * mm, top - 37, f"{sheet['period']}, in {sheet['currency']}"
        )
        self.setFont("Helvetica-Bold", 8)
        self.setFillColor(colors.HexColor("#9b1c1c"))
        self.drawRightString(right, top - 37, WORKING_COPY)
        self.setStrokeColor(INK)
        self.setLineWidth(1)
        self.line(_MARGIN, top - 45, right, top - 45)
        self.setFillColor(INK)
        self.setFont("Helvetica", 7)
        foot = _MARGIN - 6 * mm
        state = "" if sheet["computed"] else " - not computed"
        self.drawString(
            _MARGIN,
            foot,
            f"{sheet['name']}{state} - printed {sheet['printed']} by "
            f"{sheet['printed_by']}",
        )
        self.drawRightString(right, foot, f"Page {self._pageNumber} of {pages}")


def _story(sheet):
    title = None
    for part in sheet["parts"]:
        heading = []
        if part["title"] and part["title"] != title:
            heading.append(_title_bar(part["title"]))
        title = part["title"]
        yield KeepTogether([*heading, *_DRAWN[part["layout"]](part)])
        yield Spacer(1, 2.5 * mm)
    yield from _notices(sheet)


def _title_bar(text):
    bar = Table([[_paragraph(text, _TITLE)]], colWidths=[_WIDTH])
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


def _paragraph(text, style=_TEXT):
    return Paragraph(escape(str(text)), style)


def _header_part(part):
    rows = [
        [
            _paragraph(line["item"], _STRONG),
            _paragraph(line["label"]),
            _paragraph(_only_cell(line)["text"], _STRONG),
        ]
        for line in part["lines"]
    ]
    return [_table(rows, [11 * mm, 62 * mm, _WIDTH - 73 * mm])]


def _only_cell(line):
    return next(iter(line["cells"].values()))


def _lines_part(part):
    two = any("A" in line["cells"] for line in part["lines"])
    amounts = [33 * mm] * (2 if two else 1)
    head = [
        _paragraph(""),
        _paragraph(part["section"], _HEAD),
        *([_paragraph(part["heads"]["A"], _HEAD_AMOUNT)] if two else []),
        _paragraph(part["heads"]["B"], _HEAD_AMOUNT),
    ]
    rows = [_line_row(line, two) for line in part["lines"]]
    headed = bool(part["section"] or part["heads"]["B"])
    widths = [11 * mm, _WIDTH - 11 * mm - sum(amounts), *amounts]
    return [_table([head, *rows] if headed else rows, widths, headed)]


def _line_row(line, two):
    strong = line["emphasis"]
    label = line["label"]
    notes = "; ".join(c["note"] for c in line["cells"].values() if c["note"])
    if notes:
        label = f"{label}: {notes}"
    sides = ("A", "B") if two else ("B",)
    return [
        _paragraph(line["item"], _STRONG),
        _paragraph(label, _STRONG if strong else _TEXT),
        *(
            _paragraph(
                money(line["cells"].get(side, {}).get("amount")),
                _TOTAL if strong else _AMOUNT,
            )
            for side in sides
        ),
    ]


def _schedule_part(part):
    columns = part["columns"]
    numeric = [column["type"] in ("money", "number") for column in columns]
    letters = [column["letter"] for column in columns]
    # A narrow column breaks at the slash of "Purchases/Importation", not inside a word.
    head = [
        _paragraph(f"({c['letter']}) {c['label']}".replace("/", "/ "), _COLUMN)
        for c in columns
    ]
    rows = [
        [
            _cell(row["values"].get(letter), column)
            for letter, column in zip(letters, columns, strict=True)
        ]
        for row in part["rows"]
    ] or [[_paragraph("None", _SMALL)] + [""] * (len(columns) - 1)]
    total = [
        _paragraph(money(column["total"]), _small(_TOTAL)) if column["total"] else ""
        for column in columns
    ]
    weights = [1.3 if number else 1.6 for number in numeric]
    widths = [_WIDTH * weight / sum(weights) for weight in weights]
    table = _table([head, *rows, total], widths, True)
    caption = Paragraph(escape(part["section"]), _HEAD)
    block = [Spacer(1, 1 * mm), caption, Spacer(1, 1 * mm), table]
    return [*block, _lines_table(part)] if part["lines"] else block


def _lines_table(part):
    rows = [_line_row(line, False) for line in part["lines"]]
    return _table(rows, [11 * mm, _WIDTH - 44 * mm, 33 * mm])


def _small(style):
    return ParagraphStyle(f"small_{style.name}", parent=style, fontSize=7, leading=8.4)


def _cell(value, column):
    if value in (None, ""):
        return ""
    if column["type"] == "money":
        return _paragraph(money(value), _small(_AMOUNT))
    if column["type"] == "number":
        return _paragraph(f"{Decimal(value):f}".removesuffix(".00"), _small(_AMOUNT))
    return _paragraph(value, _SMALL)


def _notices(sheet):
    found = [(None, notice) for notice in sheet["notices"]] + [
        (cell["code"], notice)
        for part in sheet["parts"]
        for line in part["lines"]
        for cell in line["cells"].values()
        for notice in cell["notices"]
    ]
    if not found:
        return
    yield _title_bar("Notes of the preparer's program")
    rows = [
        [_paragraph(code or "", _STRONG), _paragraph(notice["text"])]
        for code, notice in found
    ]
    yield _table(rows, [15 * mm, _WIDTH - 15 * mm])


def _table(rows, widths, headed=False):
    table = Table(rows, colWidths=widths, repeatRows=1 if headed else 0)
    style = list(_GRID)
    if headed:
        style.append(("BACKGROUND", (0, 0), (-1, 0), SHADE))
    table.setStyle(TableStyle(style))
    return table


_DRAWN = {"header": _header_part, "lines": _lines_part, "schedule": _schedule_part}
