"""Unusual days: a figure far from what it was on the same weekday, in robust sigmas.

The middle is the median, the spread 1.4826 x the median absolute deviation (the standard deviation
of a normal distribution), so that one bad day in the past moves neither. There is no verdict before
MIN_DAYS same weekdays, and the spread counts as at least `least_sigma`, so that small changes stay
small however calm the past was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

SIGMA_PER_MAD = 1.4826
MIN_DAYS = 5
WEEKS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a figure is from the median of the same weekdays; sigmas has the sign."""

    value: float
    expected: float
    sigmas: float
    days: int

    def state(self, warn: float, error: float) -> Literal["ok", "warn", "error"]:
        distance = abs(self.sigmas)
        return "error" if distance >= error else "warn" if distance >= warn else "ok"


def same_weekday(series: Mapping[date, float], day: date) -> list[float]:
    """Figures of the same weekday in the WEEKS before a day, that day left out."""
    days = (day - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    return [series[earlier] for earlier in days if earlier in series]


def judge(past: Sequence[float], value: float, *, least_sigma: float) -> Verdict | None:
    """The verdict on a figure after its past; None while the past is too short."""
    if len(past) < MIN_DAYS:
        return None
    middle = median(past)
    spread = SIGMA_PER_MAD * median(abs(figure - middle) for figure in past)
    sigmas = (value - middle) / max(spread, least_sigma)
    return Verdict(value=value, expected=middle, sigmas=round(sigmas, 2), days=len(past))
