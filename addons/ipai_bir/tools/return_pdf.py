# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The working copy of a return on A4, drawn from the dictionary of its sheet.

It carries the numbering and the parts of the form, and says on every page that it
is not the form: nobody can file it by mistake.
"""

from functools import partial

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import KeepTogether, Spacer

from . import pdf_pages
from .pdf_style import (
    AMOUNT,
    HEAD,
    HEAD_AMOUNT,
    HEADER,
    INK,
    MARGIN,
    STRONG,
    TOTAL,
    WIDTH,
    money,
    paragraph,
    table,
    title_bar,
)
from .return_pdf_parts import DRAWN

WORKING_COPY = "Working copy - not for filing by itself"


def render(sheet: dict) -> bytes:
    """PDF of one return.

    :param sheet: the return's sheet, with `period`, `printed`, `printed_by`,
        `currency`, `state_name`, `amendment` and `amends` beside it
    """
    return pdf_pages.build(
        _story(sheet),
        partial(_draw_frame, sheet),
        MARGIN,
        HEADER,
        title=sheet["name"],
        author=sheet["company"],
        subject=WORKING_COPY,
    )


def _draw_frame(sheet, canvas, pages):
    top = A4[1] - MARGIN
    right = A4[0] - MARGIN
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica", 7.5)
    canvas.drawString(MARGIN, top - 7, "BIR Form No.")
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(MARGIN, top - 27, sheet["form"])
    canvas.setFont("Helvetica", 7.5)
    canvas.drawString(MARGIN, top - 38, sheet["edition"])
    room = right - MARGIN - (62 if sheet["amendment"] else 34) * mm
    canvas.setFont("Helvetica-Bold", _fitting_size(sheet["form_name"], room))
    canvas.drawString(MARGIN + 34 * mm, top - 10, sheet["form_name"])
    canvas.setFont("Helvetica", 9)
    canvas.drawString(MARGIN + 34 * mm, top - 24, sheet["company"])
    canvas.drawString(
        MARGIN + 34 * mm, top - 37, f"{sheet['period']}, in {sheet['currency']}"
    )
    canvas.setFont("Helvetica-Bold", 8)
    canvas.setFillColor(colors.HexColor("#9b1c1c"))
    canvas.drawRightString(right, top - 37, WORKING_COPY)
    if sheet["amendment"]:
        canvas.drawRightString(right, top - 10, f"AMENDED ({sheet['amendment']})")
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(1)
    canvas.line(MARGIN, top - 45, right, top - 45)
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica", 7)
    foot = MARGIN - 6 * mm
    canvas.drawString(
        MARGIN,
        foot,
        f"{sheet['name']} - {sheet['state_name'].lower()} - printed "
        f"{sheet['printed']} by {sheet['printed_by']}",
    )
    canvas.drawRightString(right, foot, f"Page {canvas.getPageNumber()} of {pages}")


def _fitting_size(text, room):
    """Size of type at which a long title stays on its line."""
    width = stringWidth(text, "Helvetica-Bold", 1)
    return min(11.5, room / width)


def _story(sheet):
    yield from _standing(sheet)
    title = None
    for part in sheet["parts"]:
        heading = []
        if part["title"] and part["title"] != title:
            heading.append(title_bar(part["title"]))
        title = part["title"]
        yield KeepTogether([*heading, *DRAWN[part["layout"]](part)])
        yield Spacer(1, 2.5 * mm)
    yield from _overrides(sheet)
    yield from _checks(sheet)


def _standing(sheet):
    """Who filed it and what it amends, before the form begins."""
    said = [sheet["filing"]]
    if sheet["amends"]:
        said.append(f"Amends {sheet['amends']}.")
    if text := " ".join(filter(None, said)):
        yield paragraph(text, STRONG)
        yield Spacer(1, 2 * mm)


def _cells(sheet):
    """Every line with each of its boxes."""
    for part in sheet["parts"]:
        for line in part["lines"]:
            for cell in line["cells"].values():
                yield line, cell


def _overrides(sheet):
    rows = [
        [
            paragraph(f"{cell['code']} *", STRONG),
            paragraph(
                f"{line['label']}: {told['reason']} ({told['by']}, {told['at']})"
            ),
            paragraph(money(told["machine"]), AMOUNT),
            paragraph(money(cell["amount"]), TOTAL),
        ]
        for line, cell in _cells(sheet)
        if (told := cell["override"])
    ]
    if not rows:
        return
    head = [
        paragraph(""),
        paragraph("Why", HEAD),
        paragraph("Computed", HEAD_AMOUNT),
        paragraph("Counts", HEAD_AMOUNT),
    ]
    widths = [15 * mm, WIDTH - 71 * mm, 28 * mm, 28 * mm]
    yield KeepTogether(
        [title_bar("Amounts overridden by a person"), table([head, *rows], widths, 1)]
    )
    yield Spacer(1, 2.5 * mm)


def _checks(sheet):
    if not sheet["checks"]:
        return
    rows = [
        [
            paragraph(_LEVELS[check["level"]], STRONG),
            paragraph(check["box"]),
            paragraph(_check_text(check)),
        ]
        for check in sheet["checks"]
    ]
    yield title_bar("Checks of the preparer's program")
    yield table(rows, [18 * mm, 15 * mm, WIDTH - 33 * mm])


def _check_text(check):
    if not check["accepted"]:
        return check["text"]
    return f"{check['text']} - Accepted by {check['accepted_by']}: {check['reason']}"


_LEVELS = {"error": "Error", "warning": "Warning", "note": "Note"}
