"""What is wrong with one relation, as incidents are opened for it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sidecar.quality.declared import Declaration
from sidecar.quality.dimensions import Scored, differing
from sidecar.quality.freshness import ODOO_SOURCE, Age
from sidecar.quality.incidents import Finding
from sidecar.quality.scans import Relation
from sidecar.quality.scores import Dimension, weighted
from sidecar.quality.surroundings import Surroundings, limits_of
from sidecar.quality.thresholds import Limits

WORDS = {"fail": "error", "error": "error", "runtime error": "error", "warn": "warn"}


def findings_of(
    relation: Relation,
    declared: Declaration,
    scored: Sequence[Scored],
    age: Age,
    around: Surroundings,
) -> list[Finding]:
    """What the scores and checks of a relation open, each cause once.

    Each check opens an incident of its own, so consistency opens none. A table is not blamed for
    the age of its source, which has its own incident. The mean opens one only when it is an error,
    also without that age, and nothing else is one.
    """
    found = check_findings(relation, declared, around)
    is_late_elsewhere = (
        not age.is_behind
        and relation.relation != ODOO_SOURCE
        and _comes_from_odoo(relation, around)
    )
    own = [one for one in scored if not (one.dimension == "timeliness" and is_late_elsewhere)]
    found += [
        finding
        for one in own
        if one.dimension not in ("score", "consistency")
        and (finding := _threshold_finding(relation, one, around))
    ]
    mean = next(one for one in scored if one.dimension == "score")
    blamed: dict[Dimension, Decimal | None] = {
        one.dimension: one.score for one in own if one.dimension != "score"
    }
    mean = replace(mean, score=weighted(blamed))
    if mean.state == "error" and not any(finding.severity == "error" for finding in found):
        finding = _threshold_finding(relation, mean, around)
        found += [finding] if finding else []
    return found


def _threshold_finding(relation: Relation, scored: Scored, around: Surroundings) -> Finding | None:
    severity = scored.state
    if severity not in ("warn", "error"):
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


def check_findings(
    relation: Relation, declared: Declaration, around: Surroundings
) -> list[Finding]:
    limits = limits_of(relation, "consistency", around, declared)
    muted = limits.is_muted(around.day)
    findings = _reconciliation_finding(relation, limits, around)
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


def _reconciliation_finding(
    relation: Relation, limits: Limits, around: Surroundings
) -> list[Finding]:
    compared = around.reconciled.get(relation.relation)
    if not compared or not differing(compared):
        return []
    reason = (
        f"At the comparison with Odoo {compared['missing']} rows were missing, "
        f"{compared['stale']} outdated, {compared['undeleted']} not deleted."
    )
    muted = limits.is_muted(around.day)
    return [Finding(relation.relation, "reconciliation", "error", reason, muted)]
