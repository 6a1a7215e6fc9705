"""Which limits hold for a relation: Odoo's rules before what dbt declares before the layer's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from sidecar.quality.declared import Declaration
from sidecar.quality.schemas import Rule

State: TypeAlias = Literal["ok", "warn", "error", "unknown"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one dimension of one relation. A score below a limit is a warning or an error;
    None: no limit."""

    warn_below: Decimal | None = None
    error_below: Decimal | None = None
    slo_hours: float | None = None
    warn_sigma: float = 2
    error_sigma: float = 3
    muted_until: date | None = None
    mute_reason: str | None = None

    def state(self, score: Decimal | None) -> State:
        if score is None:
            return "unknown"
        if self.error_below is not None and score < self.error_below:
            return "error"
        if self.warn_below is not None and score < self.warn_below:
            return "warn"
        return "ok"

    def is_muted(self, day: date) -> bool:
        return self.muted_until is not None and day <= self.muted_until


def _limits(warn: int, error: int, slo_hours: float | None = None) -> Limits:
    return Limits(Decimal(warn), Decimal(error), slo_hours)


# Warnings stand where the platform's targets do: bronze 99 % complete within 5 minutes; silver
# 95 %, unique, within the hour, 95 overall; gold complete and unique within 6 hours; platinum
# complete and unique. An overall score below 80 is an error.
_OVERALL = _limits(95, 80)
_UNIQUE = _limits(100, 99)
_CHECKED = _limits(100, 95)
LAYER_LIMITS: dict[str, dict[str, Limits]] = {
    "bronze": {"completeness": _limits(99, 95), "timeliness": _limits(100, 50, 5 / 60)},
    "silver": {"completeness": _limits(95, 90), "timeliness": _limits(100, 50, 1)},
    "gold": {"completeness": _limits(100, 98), "timeliness": _limits(100, 50, 6)},
    "platinum": {"completeness": _limits(100, 98), "timeliness": _limits(100, 50)},
}
EVERY_LAYER = {"score": _OVERALL, "uniqueness": _UNIQUE, "consistency": _CHECKED}


def limits_for(
    relation: str, layer: str, dimension: str, rules: Iterable[Rule], declared: Declaration
) -> Limits:
    """The limits of a dimension ("anomaly" is one too), each taken from the nearest rule that sets
    it: for the table, what dbt declares, for the layer, for everything, the layer's defaults."""
    found = LAYER_LIMITS.get(layer, {}).get(dimension) or EVERY_LAYER.get(dimension) or Limits()
    held = [rule for rule in rules if _holds(rule, relation, layer, dimension)]
    for rule in sorted((rule for rule in held if not rule.relation), key=_nearness):
        found = _with(found, rule)
    found = _with_declared(found, dimension, declared)
    for rule in sorted((rule for rule in held if rule.relation), key=_nearness):
        found = _with(found, rule)
    return found


def _holds(rule: Rule, relation: str, layer: str, dimension: str) -> bool:
    return (
        rule.relation in (None, relation)
        and rule.layer in (None, layer)
        and rule.dimension in (None, dimension)
    )


def _nearness(rule: Rule) -> tuple[bool, bool, bool]:
    """The nearest rule comes last and wins."""
    return (rule.relation is not None, rule.layer is not None, rule.dimension is not None)


def _with(limits: Limits, rule: Rule) -> Limits:
    given = {
        name: value
        for name in (
            "warn_below",
            "error_below",
            "slo_hours",
            "warn_sigma",
            "error_sigma",
            "muted_until",
            "mute_reason",
        )
        if (value := getattr(rule, name)) is not None
    }
    return replace(limits, **given)


def _with_declared(limits: Limits, dimension: str, declared: Declaration) -> Limits:
    if dimension == "timeliness" and declared.slo_hours is not None:
        return replace(limits, slo_hours=declared.slo_hours)
    if dimension == "completeness" and declared.completeness is not None:
        promised = Decimal(str(declared.completeness))
        error = limits.error_below
        return replace(
            limits,
            warn_below=promised,
            error_below=min(promised, error) if error is not None else None,
        )
    return limits
