"""A page becomes lines, also when it lies on its side or upside down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sidecar.adapters.ocr.engine import Picture, TextLine
from sidecar.documents.layout import Box, Line
from sidecar.documents.pages import Page

# Below this mean certainty a page may be turned.
GOOD_SCORE = 0.85
# Enough letters to judge a page by.
ENOUGH_LETTERS = 20
CERTAIN = 0.8


class Recogniser(Protocol):
    """What is needed of an engine here."""

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the lines of a BGR picture."""
        ...


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of one page; `rotation` is how far, clockwise, the page must be turned to stand."""

    lines: tuple[Line, ...]
    rotation: int
    score: float


def read_page(page: Page, engine: Recogniser) -> PageText:
    """Return the text of a page.

    A good first pass costs one reading. A poor one is repeated turned: by a half, or by a quarter
    both ways when most boxes stand upright; the reading with the most certain letters wins.
    """
    if page.lines is not None or page.picture is None:
        return PageText(lines=page.lines or (), rotation=0, score=1.0)
    first = engine.read(page.picture)
    sideways = _is_sideways(first)
    readings = {0: first}
    if sideways or not _is_good(first):
        for rotation in (90, 270) if sideways else (180,):
            turned = np.ascontiguousarray(np.rot90(page.picture, k=-rotation // 90))
            readings[rotation] = engine.read(turned)
            if _is_good(readings[rotation]) and not _is_sideways(readings[rotation]):
                break
    rotation = max(readings, key=lambda turn: _certain_letters(readings[turn]))
    return PageText(
        lines=tuple(_line(found, page, rotation) for found in readings[rotation]),
        rotation=rotation,
        score=mean_score(readings[rotation]),
    )


def mean_score(lines: Sequence[TextLine]) -> float:
    """Return the certainty of an average letter, 0 without any."""
    count = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / count if count else 0.0


def _is_good(lines: Sequence[TextLine]) -> bool:
    enough = sum(len(line.text) for line in lines) >= ENOUGH_LETTERS
    return enough and mean_score(lines) >= GOOD_SCORE


def _certain_letters(lines: Sequence[TextLine]) -> float:
    upright = [line for line in lines if _tallness(line) < 1.5]
    return sum(line.score * len(line.text) for line in upright if line.score >= CERTAIN)


def _is_sideways(lines: Sequence[TextLine]) -> bool:
    long = [line for line in lines if len(line.text) > 3]
    return len(long) > 2 and sum(_tallness(line) > 1.5 for line in long) > len(long) / 2


def _tallness(line: TextLine) -> float:
    xs, ys = [x for x, _ in line.quad], [y for _, y in line.quad]
    return (max(ys) - min(ys)) / max(1.0, max(xs) - min(xs))


def _line(found: TextLine, page: Page, rotation: int) -> Line:
    corners = [_displayed(x * page.shrunk, y * page.shrunk, page, rotation) for x, y in found.quad]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box: Box = (
        max(0.0, min(xs)),
        max(0.0, min(ys)),
        min(float(page.width), max(xs)),
        min(float(page.height), max(ys)),
    )
    return Line(text=found.text, score=found.score, page=page.number, quad=found.quad, box=box)


def _displayed(x: float, y: float, page: Page, rotation: int) -> tuple[float, float]:
    """Return a point of the upright page in pixels of the page as displayed."""
    if rotation == 90:
        return y, page.height - x
    if rotation == 180:
        return page.width - x, page.height - y
    if rotation == 270:
        return page.width - y, x
    return x, y
