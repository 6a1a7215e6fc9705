"""Lines of a page put into rows, as a person would read them."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of text of a page that stands upright.

    `quad` is (x, y) of its four corners clockwise from the beginning of the text, in pixels of the
    upright page; `box` is its frame in pixels of the page as displayed.
    """

    text: str
    score: float
    page: int
    quad: tuple[tuple[float, float], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that stand side by side, left to right.

    `height` is that of its text in pixels; `left` and `right` are its ends and `top` its upper
    edge on the straightened page.
    """

    lines: tuple[Line, ...]
    page: int
    top: float
    bottom: float
    left: float
    right: float

    @property
    def text(self) -> str:
        """The texts with one space between them."""
        return " ".join(line.text for line in self.lines)

    @property
    def height(self) -> float:
        """Height of the text, pixels."""
        return self.bottom - self.top

    @property
    def score(self) -> float:
        """The least certain of its lines."""
        return min(line.score for line in self.lines)


@dataclass(slots=True)
class _Placed:
    """A line with its frame on the straightened page."""

    line: Line
    left: float
    right: float
    middle: float
    height: float


def join_boxes(boxes: Sequence[Box]) -> Box:
    """Return the frame around several frames."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of all pages, top to bottom; a tilted or sheared page is straightened."""
    rows: list[Row] = []
    for page in sorted({line.page for line in lines}):
        rows.extend(_page_rows([line for line in lines if line.page == page]))
    return rows


def tilt(lines: Sequence[Line]) -> float:
    """Return the angle of the text of one page, radians, clockwise."""
    return math.atan(_slopes(lines)[0]) if lines else 0.0


def _page_rows(lines: list[Line]) -> list[Row]:
    slope = _slopes(lines)
    placed = sorted((_place(line, slope) for line in lines), key=lambda one: one.middle)
    groups: list[list[_Placed]] = []
    for one in placed:
        group = next((g for g in reversed(groups[-3:]) if _belongs(one, g)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    rows = [_row(group) for group in groups]
    return sorted(rows, key=lambda row: row.top + row.bottom)


def _slopes(lines: Sequence[Line]) -> tuple[float, float]:
    """Return (a, b) of the slope a + b * y of the text: a photo taken at an angle fans out."""
    wide = [line for line in lines if _width(line) > 3 * _height(line)]
    if not wide:
        return 0.0, 0.0
    slopes = np.array([_slope(line) for line in wide])
    middles = np.array([_middle(line) for line in wide])
    weights = np.array([_width(line) for line in wide])
    order = np.argsort(slopes)
    half = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    median = float(slopes[order][half])
    near = np.abs(slopes - median) < 0.05
    if near.sum() < 8 or np.ptp(middles[near]) == 0:
        return median, 0.0
    change, start = np.polyfit(middles[near], slopes[near], 1, w=weights[near])
    return float(start), float(change)


def _place(line: Line, slope: tuple[float, float]) -> _Placed:
    xs = [x for x, _ in line.quad]
    middle = _middle(line)
    lean = slope[0] + slope[1] * middle
    return _Placed(
        line=line,
        left=min(xs),
        right=max(xs),
        middle=middle - lean * sum(xs) / 4,
        height=max(_height(line), 1.0),
    )


def _belongs(one: _Placed, group: list[_Placed]) -> bool:
    middle = statistics.fmean(other.middle for other in group)
    height = min(one.height, statistics.fmean(other.height for other in group))
    if abs(one.middle - middle) > 0.5 * height:
        return False
    # Two texts in the same column are two rows however close they stand.
    return all(_overlap(one, other) < 0.3 for other in group)


def _overlap(a: _Placed, b: _Placed) -> float:
    shared = min(a.right, b.right) - max(a.left, b.left)
    return shared / max(1.0, min(a.right - a.left, b.right - b.left))


def _row(group: list[_Placed]) -> Row:
    ordered = sorted(group, key=lambda one: one.left)
    middle = statistics.fmean(one.middle for one in ordered)
    height = max(one.height for one in ordered)
    return Row(
        lines=tuple(one.line for one in ordered),
        page=ordered[0].line.page,
        top=middle - height / 2,
        bottom=middle + height / 2,
        left=ordered[0].left,
        right=max(one.right for one in ordered),
    )


def _slope(line: Line) -> float:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.quad
    return ((by - ay) + (cy - dy)) / max(1.0, (bx - ax) + (cx - dx))


def _middle(line: Line) -> float:
    return sum(y for _, y in line.quad) / 4


def _width(line: Line) -> float:
    (ax, ay), (bx, by) = line.quad[0], line.quad[1]
    return float(np.hypot(bx - ax, by - ay))


def _height(line: Line) -> float:
    (ax, ay), (dx, dy) = line.quad[0], line.quad[3]
    return float(np.hypot(dx - ax, dy - ay))
