"""The dimensions of one relation: each with its score, its limits and why it is what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sidecar.quality import scores
from sidecar.quality.declared import Declaration
from sidecar.quality.freshness import Age
from sidecar.quality.scans import Relation, Scan
from sidecar.quality.surroundings import Surroundings, age_in_seconds, limits_of
from sidecar.quality.thresholds import Limits, State


@dataclass(frozen=True, slots=True)
class Scored:
    """A dimension with its score and why it is what it is."""

    dimension: scores.Dimension
    score: Decimal | None
    reason: str | None
    limits: Limits

    @property
    def state(self) -> State:
        return self.limits.state(self.score)


def score(
    relation: Relation,
    scan: Scan,
    repeated: Mapping[tuple[str, ...], int],
    declared: Declaration,
    required: set[str],
    age: Age,
    around: Surroundings,
) -> list[Scored]:
    """The four dimensions and, last, their mean."""
    limits = {
        name: limits_of(relation, name, around, declared) for name in (*scores.DIMENSIONS, "score")
    }
    nulls = {name: scan.columns[name].nulls for name in required}
    compared = around.reconciled.get(relation.relation)
    statuses = {
        check.name: str(around.checks[check.node]["status"])
        for check in declared.checks
        if check.node in around.checks
    }
    if compared:
        statuses["reconciliation"] = "fail" if differing(compared) else "pass"
    slo = limits["timeliness"].slo_hours
    found: dict[scores.Dimension, tuple[Decimal | None, str | None]] = {
        "completeness": _completeness(scan, nulls, compared),
        "uniqueness": (scores.uniqueness(scan.rows, repeated.values()), _say_repeated(repeated)),
        "timeliness": (
            scores.timeliness(age_in_seconds(age, around), slo),
            _say_age(age_in_seconds(age, around), slo),
        ),
        "consistency": (scores.consistency(statuses.values()), _say_failed(statuses)),
    }
    mean = scores.weighted({name: score for name, (score, _reason) in found.items()})
    found["score"] = (mean, None)
    return [Scored(name, score, reason, limits[name]) for name, (score, reason) in found.items()]


def _completeness(
    scan: Scan, nulls: Mapping[str, int], compared: Mapping[str, Any] | None
) -> tuple[Decimal | None, str | None]:
    """Of the cells or, when that is worse, of the rows: Odoo's that the last comparison missed."""
    cells = scores.completeness(scan.read, nulls)
    if not compared or not compared["odoo_count"] or not compared["missing"]:
        return cells, _say_nulls(nulls)
    whole = compared["odoo_count"]
    rows = scores.percent(whole - min(compared["missing"], whole), whole)
    if cells is not None and cells <= rows:
        return cells, _say_nulls(nulls)
    return rows, f"{compared['missing']} of Odoo's {whole} rows were missing."


def differing(compared: Mapping[str, Any]) -> int:
    """Rows in which bronze differed from Odoo at the last comparison, before its repair."""
    return int(compared["missing"] + compared["stale"] + compared["undeleted"])


def _say_nulls(nulls: Mapping[str, int]) -> str | None:
    empty = sorted(((count, name) for name, count in nulls.items() if count), reverse=True)
    if not empty:
        return None
    return "Empty: " + ", ".join(f"{name} in {count} rows" for count, name in empty[:3]) + "."


def _say_repeated(repeated: Mapping[tuple[str, ...], int]) -> str | None:
    worst = max(repeated.items(), key=lambda item: item[1], default=None)
    if not worst or not worst[1]:
        return None
    return f"{worst[1]} rows share their {', '.join(worst[0])}."


def _say_age(seconds: float | None, slo_hours: float | None) -> str | None:
    if seconds is None or slo_hours is None:
        return None
    return f"{duration(seconds)} old; at most {duration(slo_hours * 3600)} is promised."


def _say_failed(statuses: Mapping[str, str]) -> str | None:
    bad = sorted(
        name for name, status in statuses.items() if status in scores.FAILED or status == "warn"
    )
    if not bad:
        return f"{len(statuses)} checks passed." if statuses else None
    return f"{len(bad)} of {len(statuses)} checks did not pass: {', '.join(bad[:3])}."


def duration(seconds: float) -> str:
    """A stretch of time in its largest whole unit and the next: "3 d 4 h", "12 min"."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"
