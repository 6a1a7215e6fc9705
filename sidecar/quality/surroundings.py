"""What all relations of one measurement are judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sidecar.quality import thresholds
from sidecar.quality.declared import Declaration, Manifest
from sidecar.quality.freshness import Age, Built, Sources
from sidecar.quality.scans import Relation
from sidecar.quality.schemas import Rule
from sidecar.quality.thresholds import Limits
from sidecar.quality.unusual import Past


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The moment, what dbt and Odoo say, how builds, checks and comparisons ended, the past."""

    now: datetime
    manifest: Manifest
    sources: Sources
    built: Mapping[str, Built]
    checks: Mapping[str, Mapping[str, Any]]
    reconciled: Mapping[str, Mapping[str, Any]]
    rules: Sequence[Rule]
    past: Past

    @property
    def day(self) -> date:
        return self.now.date()


def age_in_seconds(age: Age, around: Surroundings) -> float | None:
    """How old the data is at the moment of the measurement."""
    return max(0.0, (around.now - age.as_of).total_seconds()) if age.as_of else None


def limits_of(
    relation: Relation, dimension: str, around: Surroundings, declared: Declaration
) -> Limits:
    """What holds for one dimension of a relation in this measurement."""
    return thresholds.limits_for(
        relation.relation, relation.layer, dimension, around.rules, declared
    )
