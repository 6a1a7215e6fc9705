"""How sure a value is, 0 to 1: a logistic function of what speaks for it.

`confidence.toml` holds, per field, a weight for each signal. Signals: `ocr` (least certainty of
the lines the value was read from), `page` (certainty of an average letter of the file), `margin`
(score above the runner-up, at most 3), `repeats` (how often the value stands there, at most 4) and
those the finders set (`label`, `support`, ...). The file's head tells how the weights were found.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sidecar.documents.evidence import Candidate

_FILE = Path(__file__).with_name("confidence.toml")
_MOST = {"repeats": 4.0, "support": 3.0, "margin": 3.0}


def confidence(field: str, one: Candidate, *, page_score: float) -> float:
    """Return the probability that `one` is the right value of `field`, rounded to two places."""
    weights = _weights()[field]
    signals = {**one.signals, "ocr": one.ocr, "page": page_score}
    total = weights["bias"] + sum(
        weight * min(signals.get(name, 0.0), _MOST.get(name, 1.0))
        for name, weight in weights.items()
        if name != "bias"
    )
    return round(1 / (1 + math.exp(-total)), 2)


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
