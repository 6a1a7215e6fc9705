"""Judges one relation after its scan: its scores with their reasons, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sidecar.quality import scores, thresholds
from sidecar.quality.declared import Declaration, Manifest
from sidecar.quality.freshness import ODOO_SOURCE, Age, Built, Sources, age_of
from sidecar.quality.incidents import Finding
from sidecar.quality.scans import Relation, Scan
from sidecar.quality.schemas import Rule
from sidecar.quality.thresholds import Limits, State
from sidecar.quality.unusual import Past, unusual

WORDS = {"fail": "error", "error": "error", "runtime error": "error", "warn": "warn"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all relations of one measurement are judged by."""

    now: datetime
    manifest: Manifest
    sources: Sources
    built: Mapping[str, Built]
    checks: Mapping[str, Mapping[str, Any]]
    rules: Sequence[Rule]
    past: Past

    @property
    def day(self) -> date:
        return self.now.date()


@dataclass(slots=True)
class Judgement:
    """One relation of one measurement, as it is kept."""

    profile: dict[str, Any]
    columns: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


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


def judge(
    relation: Relation,
    scan: Scan,
    repeated: Mapping[tuple[str, ...], int],
    around: Surroundings,
    *,
    seconds: float,
) -> Judgement:
    """Everything that is kept about a relation that could be read.

    repeated: rows that share each declared key with another row.
    """
    declared = around.manifest.declaration(relation.relation)
    required = required_columns(relation, declared)
    age = _age(relation, scan, declared, around)
    judgement = Judgement(
        profile=_profile(relation, around, seconds)
        | {
            "row_count": scan.rows,
            "sampled_rows": scan.read if scan.is_sample else None,
            "newest_loaded_at": scan.newest_loaded_at,
            "as_of": age.as_of,
            "age_seconds": _seconds(age, around),
        },
        columns=[_column(scan, name, name in required) for name in scan.columns],
    )
    scored = _scored(relation, scan, repeated, declared, required, age, around)
    judgement.scores = [_score_row(relation, one, around) for one in scored]
    judgement.findings = [
        finding for one in scored if (finding := _threshold_finding(relation, one, age, around))
    ]
    judgement.findings += _check_findings(relation, declared, around)
    judgement.findings += unusual(
        relation.relation,
        scan,
        around.past,
        around.now,
        _limits(relation, "anomaly", around, declared),
    )
    return judgement


def unreadable(
    relation: Relation, error: str, around: Surroundings, *, seconds: float
) -> Judgement:
    """What is kept about a relation that could not be read: the reason, and an incident."""
    declared = around.manifest.declaration(relation.relation)
    limits = _limits(relation, "score", around, declared)
    return Judgement(
        profile=_profile(relation, around, seconds) | {"error": error},
        findings=[
            Finding(
                relation.relation,
                "readable",
                "error",
                f"It could not be measured: {error}",
                limits.is_muted(around.day),
            )
        ],
    )


def required_columns(relation: Relation, declared: Declaration) -> set[str]:
    """The columns that must be filled: as dbt declares them, else as the database holds to it."""
    names = {column["name"] for column in relation.columns}
    if declared.required:
        return declared.required & names
    return {column["name"] for column in relation.columns if column["is_not_null"]}


def declared_keys(relation: Relation, declared: Declaration) -> list[tuple[str, ...]]:
    """The keys that must be unique: as dbt declares them, else as the database holds to it."""
    names = {column["name"] for column in relation.columns}
    keys = [key for key in declared.keys if key and set(key) <= names]
    return keys or [tuple(key) for key in relation.unique_keys]


def _profile(relation: Relation, around: Surroundings, seconds: float) -> dict[str, Any]:
    empty = ("row_count", "sampled_rows", "newest_loaded_at", "as_of", "age_seconds", "error")
    return {
        **dict.fromkeys(empty),
        "relation": relation.relation,
        "day": around.day,
        "layer": relation.layer,
        "kind": relation.kind,
        "bytes": relation.bytes,
        "seconds": round(seconds, 4),
        "measured_at": around.now,
    }


def _column(scan: Scan, name: str, is_required: bool) -> dict[str, Any]:
    column = scan.columns[name]
    return {
        "name": name,
        "position": column.position,
        "type": column.type,
        "is_required": is_required,
        "nulls": column.nulls,
        "null_share": column.nulls / scan.read if scan.read else None,
        "distinct_estimate": column.distinct_estimate,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }


def _age(relation: Relation, scan: Scan, declared: Declaration, around: Surroundings) -> Age:
    """A table that only receives is as old as its newest row, when it promises a freshness."""
    age = age_of(relation.relation, around.manifest, around.sources, around.built)
    if age.as_of is None and declared.slo_hours is not None:
        return Age(scan.newest_loaded_at)
    return age


def _seconds(age: Age, around: Surroundings) -> float | None:
    return max(0.0, (around.now - age.as_of).total_seconds()) if age.as_of else None


def _limits(
    relation: Relation, dimension: str, around: Surroundings, declared: Declaration
) -> Limits:
    return thresholds.limits_for(
        relation.relation, relation.layer, dimension, around.rules, declared
    )


def _scored(
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
        name: _limits(relation, name, around, declared) for name in (*scores.DIMENSIONS, "score")
    }
    nulls = {name: scan.columns[name].nulls for name in required}
    statuses = {
        check.name: str(around.checks[check.node]["status"])
        for check in declared.checks
        if check.node in around.checks
    }
    slo = limits["timeliness"].slo_hours
    found: dict[scores.Dimension, tuple[Decimal | None, str | None]] = {
        "completeness": (scores.completeness(scan.read, nulls), _say_nulls(nulls)),
        "uniqueness": (scores.uniqueness(scan.rows, repeated.values()), _say_repeated(repeated)),
        "timeliness": (
            scores.timeliness(_seconds(age, around), slo),
            _say_age(_seconds(age, around), slo),
        ),
        "consistency": (scores.consistency(statuses.values()), _say_failed(statuses)),
    }
    mean = scores.weighted({name: score for name, (score, _reason) in found.items()})
    found["score"] = (mean, None)
    return [Scored(name, score, reason, limits[name]) for name, (score, reason) in found.items()]


def _score_row(relation: Relation, scored: Scored, around: Surroundings) -> dict[str, Any]:
    return {
        "relation": relation.relation,
        "dimension": scored.dimension,
        "day": around.day,
        "score": scored.score,
        "warn_below": scored.limits.warn_below,
        "error_below": scored.limits.error_below,
        "state": scored.state,
        "reason": scored.reason,
        "measured_at": around.now,
    }


def _threshold_finding(
    relation: Relation, scored: Scored, age: Age, around: Surroundings
) -> Finding | None:
    """What a score below its limit opens. Each check opens an incident of its own, so consistency
    opens none; a warning of the mean only repeats that of a dimension; and a table is not blamed
    for the age of its source, which has its own incident."""
    severity = scored.state
    if severity not in ("warn", "error") or scored.dimension == "consistency":
        return None
    if scored.dimension == "score" and severity == "warn":
        return None
    late_source = not age.is_behind and relation.relation != ODOO_SOURCE
    if scored.dimension == "timeliness" and late_source and _comes_from_odoo(relation, around):
        return None
    text = scored.reason or f"The score is {scored.score}."
    return Finding(
        relation.relation,
        scored.dimension,
        "error" if severity == "error" else "warn",
        text,
        scored.limits.is_muted(around.day),
    )


def _comes_from_odoo(relation: Relation, around: Surroundings) -> bool:
    sources = around.manifest.upstream_sources(relation.relation) | {relation.relation}
    return any(around.sources.is_odoo(source) for source in sources)


def _check_findings(
    relation: Relation, declared: Declaration, around: Surroundings
) -> list[Finding]:
    muted = _limits(relation, "consistency", around, declared).is_muted(around.day)
    findings = []
    for check in declared.checks:
        ended = around.checks.get(check.node)
        severity = WORDS.get(str(ended["status"])) if ended else None
        if ended and severity:
            reason = check.description or ended["message"] or "The check failed."
            if ended["failures"]:
                reason = f"{ended['failures']} rows break it. {reason}"
            findings.append(
                Finding(
                    relation.relation,
                    f"check:{check.name}",
                    "error" if severity == "error" else "warn",
                    " ".join(reason.split()),
                    muted,
                )
            )
    return findings


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
    bad = sorted(name for name, status in statuses.items() if status in WORDS)
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
