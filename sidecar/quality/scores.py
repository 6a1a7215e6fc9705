"""The arithmetic of the scores: four dimensions of 0 to 100 and their weighted mean.

    completeness  filled cells of the required columns / all their cells
    uniqueness    rows whose key nobody shares / rows, for the worst key
    timeliness    100 up to the SLO, then SLO / age: 50 at twice the SLO
    consistency   checks passed / checks run; one that only warns counts half

What cannot be measured is None, and the mean is taken over the rest. README.md has worked numbers.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

Dimension: TypeAlias = Literal["score", "completeness", "uniqueness", "timeliness", "consistency"]
DIMENSIONS: tuple[Dimension, ...] = ("completeness", "uniqueness", "timeliness", "consistency")
# A wrong number costs more than a late one.
WEIGHTS: Mapping[str, int] = {
    "completeness": 30,
    "uniqueness": 20,
    "timeliness": 20,
    "consistency": 30,
}
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
PASSED = {"pass": Decimal(1), "success": Decimal(1), "warn": Decimal("0.5")}
FAILED = {"fail", "error", "runtime error"}


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """100 x part / whole with two decimals. What is not quite all is never rounded up to 100."""
    exact = HUNDRED * Decimal(part) / Decimal(whole)
    rounded = exact.quantize(CENT, ROUND_HALF_UP)
    return HUNDRED - CENT if rounded == HUNDRED and exact < HUNDRED else rounded


def completeness(rows: int, nulls: Mapping[str, int]) -> Decimal | None:
    """Of the required columns and their nulls among `rows`; an empty table misses nothing."""
    if not nulls:
        return None
    cells = rows * len(nulls)
    return percent(cells - sum(nulls.values()), cells) if cells else HUNDRED


def uniqueness(rows: int, repeated: Iterable[int]) -> Decimal | None:
    """Of the rows that share each key with another row; None without a key."""
    worst = max(repeated, default=None)
    if worst is None:
        return None
    return percent(rows - worst, rows) if rows else HUNDRED


def timeliness(age_seconds: float | None, slo_hours: float | None) -> Decimal | None:
    """Of the age of the data; None when nobody knows it or nobody asked for it."""
    if age_seconds is None or slo_hours is None:
        return None
    allowed = Decimal(str(slo_hours)) * 3600
    age = Decimal(str(age_seconds))
    return HUNDRED if age <= allowed else percent(allowed, age)


def consistency(statuses: Iterable[str]) -> Decimal | None:
    """Of dbt's words for how each check ended; skipped ones say nothing."""
    run = [status for status in statuses if status in PASSED or status in FAILED]
    if not run:
        return None
    return percent(sum((PASSED.get(status, Decimal(0)) for status in run), Decimal(0)), len(run))


def weighted(scores: Mapping[Dimension, Decimal | None]) -> Decimal | None:
    """The weighted mean of the dimensions that could be measured."""
    known = {name: score for name, score in scores.items() if score is not None}
    total = sum(WEIGHTS[name] for name in known)
    if not total:
        return None
    sums = sum((score * WEIGHTS[name] for name, score in known.items()), Decimal(0))
    return percent(sums / HUNDRED, total)
