"""What a measurement changes about the incidents: opened, escalated, seen again, resolved.

There is one open incident for each relation and rule, however often it is found, and a message only
when something changed about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Severity: TypeAlias = Literal["warn", "error"]
Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a measurement found wrong. rule: a dimension, check:<test>, reconciliation,
    rows, nulls:<column>, freshness or readable."""

    relation: str
    rule: str
    severity: Severity
    reason: str
    is_muted: bool = False

    @property
    def key(self) -> Key:
        return self.relation, self.rule


@dataclass(slots=True)
class Changes:
    """What to do. Ids are those of incidents."""

    opened: list[Finding] = field(default_factory=list)
    escalated: list[tuple[int, Finding]] = field(default_factory=list)
    seen: list[tuple[int, Finding]] = field(default_factory=list)
    resolved: list[dict[str, Any]] = field(default_factory=list)


def changes(
    open_incidents: Mapping[Key, dict[str, Any]],
    findings: Iterable[Finding],
    *,
    judged: Iterable[str],
    unknown: Iterable[Key] = (),
) -> Changes:
    """Compare what is open with what was found.

    judged: the relations this measurement looked at; incidents of others stay as they are, and so
    do those in `unknown`, of which this time nobody could tell. A muted finding opens nothing; one
    that is open already stays open, silently.
    """
    result = Changes()
    found = {finding.key: finding for finding in findings}
    for key, finding in found.items():
        incident = open_incidents.get(key)
        if incident is None:
            if not finding.is_muted:
                result.opened.append(finding)
        elif (incident["severity"], finding.severity) == ("warn", "error") and not finding.is_muted:
            result.escalated.append((incident["id"], finding))
        else:
            result.seen.append((incident["id"], finding))
    looked_at, untold = set(judged), set(unknown)
    result.resolved = [
        incident
        for key, incident in open_incidents.items()
        if key not in found and key not in untold and key[0] in looked_at
    ]
    return result
