"""How sure a value is, 0 to 1: a logistic function of what speaks for it.

`confidence.toml` holds, per field, a weight for each signal; [other] those of fields without a
table. Signals, each 0 to 1: `ocr` (least certainty of the lines the value was read from), `page`
(certainty of an average letter of the file), `margin` (score above the runner-up), `repeats` (how
often the value stands there), `support` (sums that agree) and those the finders set (`label`, ...).
The file's head tells how the weights were found.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sidecar.documents.evidence import Candidate

_FILE = Path(__file__).with_name("confidence.toml")
# Least confidence of what agrees with the company's own books.
KNOWN = 0.95
# Value from which a signal counts in full.
_MOST = {"repeats": 4.0, "support": 3.0, "margin": 3.0, "rows": 5.0, "words": 4.0}
# Certainty of print below which nothing is certain.
_LEAST_OCR = 0.6
_LEAST_PAGE = 0.7


def confidence(field: str, one: Candidate, *, page_score: float) -> float:
    """Return the probability that `one` is the right value of `field`, rounded to three places."""
    weights = _weights()
    table = weights.get(field, weights["other"])
    found = probability(table, signals_of(one, page_score=page_score))
    return round(max(found, KNOWN if one.signals.get("known") else 0.0), 3)


def signals_of(one: Candidate, *, page_score: float) -> dict[str, float]:
    """Return the signals of a candidate, each 0 to 1."""
    found = {
        name: min(1.0, max(0.0, value / _MOST.get(name, 1.0)))
        for name, value in one.signals.items()
    }
    found["ocr"] = _above(one.ocr, _LEAST_OCR)
    found["page"] = _above(page_score, _LEAST_PAGE)
    return found


def probability(weights: Mapping[str, float], signals: Mapping[str, float]) -> float:
    """Return the logistic function of the weighted signals; `bias` is their constant part."""
    total = weights["bias"] + sum(
        weight * signals.get(name, 0.0) for name, weight in weights.items() if name != "bias"
    )
    return 1 / (1 + math.exp(-total))


def _above(score: float, least: float) -> float:
    return max(0.0, (score - least) / (1 - least))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
