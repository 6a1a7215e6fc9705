"""Judges one relation after its scan: its scores with their reasons, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sidecar.quality.declared import Declaration
from sidecar.quality.dimensions import Scored, score
from sidecar.quality.findings import findings_of
from sidecar.quality.freshness import Age, age_of
from sidecar.quality.incidents import Finding
from sidecar.quality.scans import Relation, Scan
from sidecar.quality.surroundings import Surroundings, age_in_seconds, limits_of
from sidecar.quality.unusual import unusual


@dataclass(slots=True)
class Judgement:
    """One relation of one measurement, as it is kept."""

    profile: dict[str, Any]
    columns: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


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
            "age_seconds": age_in_seconds(age, around),
        },
        columns=[_column(scan, name, name in required) for name in scan.columns],
    )
    scored = score(relation, scan, repeated, declared, required, age, around)
    judgement.scores = [_score_row(relation, one, around) for one in scored]
    judgement.findings = findings_of(relation, declared, scored, age, around)
    judgement.findings += unusual(
        relation.relation,
        scan,
        around.past,
        around.now,
        limits_of(relation, "anomaly", around, declared),
    )
    return judgement


def unreadable(
    relation: Relation, error: str, around: Surroundings, *, seconds: float
) -> Judgement:
    """What is kept about a relation that could not be read: the reason, and an incident."""
    declared = around.manifest.declaration(relation.relation)
    limits = limits_of(relation, "score", around, declared)
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
