# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A4 pages whose head and foot know how many pages there are."""

from collections.abc import Callable, Iterable
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate


def build(
    story: Iterable[Flowable],
    draw: Callable[[Canvas, int], None],
    margin: float,
    head: float,
    foot: float = 0.0,
    **about: str,
) -> bytes:
    """PDF of a story; `draw(canvas, pages)` adds what stands on every page.

    :param margin: around the page, in points
    :param head: height kept free above the story, likewise `foot` below it
    :param about: title, author and subject of the document
    """
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, **about)
    width, height = A4[0] - 2 * margin, A4[1] - 2 * margin - head - foot
    frame = Frame(margin, margin + foot, width, height, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(
        list(story),
        canvasmaker=lambda *args, **kwargs: _Pages(draw, *args, **kwargs),
    )
    return buffer.getvalue()


class _Pages(Canvas):
    """Keeps the pages until their number is known, then draws on each."""

    def __init__(self, draw, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._draw = draw
        self._pages = []

    def showPage(self):
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for state in self._pages:
            self.__dict__.update(state)
            self._draw(self, len(self._pages))
            super().showPage()
        return super().save()
