# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The mark a seller puts on the duplicate invoice of a sale that was not collected."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

_INK = colors.HexColor("#9b1c1c")
_WIDTH, _HEIGHT = 74 * mm, 15 * mm


def draw(size: tuple[float, float], mark: str, detail: str) -> bytes:
    """A transparent page of `size` with the mark in its upper right corner.

    :param size: width and height of the page, in points
    :param detail: a smaller line below the mark
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    left, bottom = size[0] - _WIDTH - 8 * mm, size[1] - _HEIGHT - 6 * mm
    canvas.setStrokeColor(_INK)
    canvas.setFillColor(_INK)
    canvas.setLineWidth(1.4)
    canvas.roundRect(left, bottom, _WIDTH, _HEIGHT, 2 * mm, fill=0)
    canvas.setFont("Helvetica-Bold", 12.5)
    canvas.drawCentredString(left + _WIDTH / 2, bottom + 8.6 * mm, mark)
    canvas.setFont("Helvetica", 7.5)
    canvas.drawCentredString(left + _WIDTH / 2, bottom + 3.6 * mm, detail)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
