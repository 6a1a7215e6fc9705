"""What is wrong with one relation, as incidents are opened for it."""

from sidecar.quality.declared import Declaration
from sidecar.quality.dimensions import Scored, differing
from sidecar.quality.freshness import ODOO_SOURCE, Age
from sidecar.quality.incidents import Finding
from sidecar.quality.scans import Relation
from sidecar.quality.surroundings import Surroundings, limits_of
from sidecar.quality.thresholds import Limits

WORDS = {"fail": "error", "error": "error", "runtime error": "error", "warn": "warn"}


def threshold_finding(
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
