"""What a value rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sidecar.documents.layout import Box, Line, Row, join_boxes


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value of one field, with the text it was read from and why it may be right.

    `score` orders candidates of one field, higher is better, unit-free. `ocr` is the certainty of
    the text, 0 to 1. `signals` are named figures the confidence is computed from.
    """

    value: str
    raw: str
    score: float
    ocr: float
    page: int
    box: Box
    signals: dict[str, float] = field(default_factory=dict)

    def plus(self, score: float, **signals: float) -> "Candidate":
        """Return the candidate with more score and signals."""
        return replace(self, score=self.score + score, signals={**self.signals, **signals})


def candidate(value: str, raw: str, score: float, lines: Sequence[Line]) -> Candidate:
    """Make a candidate read from `lines` (at least one, all on one page)."""
    return Candidate(
        value=value,
        raw=raw,
        score=score,
        ocr=min(line.score for line in lines),
        page=lines[0].page,
        box=join_boxes([line.box for line in lines]),
    )


def row_candidate(value: str, raw: str, score: float, row: Row) -> Candidate:
    """Make a candidate read from a whole row."""
    return candidate(value, raw, score, row.lines)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return one candidate a value, best first; a value seen again keeps its best place.

    Signals: `repeats` (how often the value was seen), `margin` (score above the next value).
    """
    best: dict[str, Candidate] = {}
    seen: dict[str, int] = {}
    for one in candidates:
        seen[one.value] = seen.get(one.value, 0) + 1
        if one.value not in best or one.score > best[one.value].score:
            best[one.value] = one
    order = sorted(best.values(), key=lambda one: -one.score)
    result = []
    for place, one in enumerate(order):
        following = order[place + 1].score if place + 1 < len(order) else one.score - 3.0
        margin = min(3.0, one.score - following)
        result.append(one.plus(0.0, repeats=float(seen[one.value]), margin=margin))
    return result
