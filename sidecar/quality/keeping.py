"""Writes a measurement down and owes a message for each incident that changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sidecar.adapters.postgres import Connection
from sidecar.quality import alerts, store
from sidecar.quality.assessment import Judgement
from sidecar.quality.configuration import Configuration
from sidecar.quality.incidents import Finding, Key, changes


async def keep(
    connection: Connection,
    judgements: Sequence[Judgement],
    decided: Configuration,
    *,
    existing: set[str] | None,
    tell: bool,
    now: datetime,
) -> Counter[str]:
    """Keep profiles and scores, bring the incidents up to date; how many of each change.

    existing: the relations that exist, when all were measured; incidents of others end.
    tell: whether messages are owed to the chat.
    """
    for judgement in judgements:
        await store.keep_profile(connection, judgement.profile, judgement.columns)
        await store.put_scores(connection, judgement.scores)
    opened = await store.open_incidents(connection)
    judged = {judgement.profile["relation"] for judgement in judgements}
    if existing is not None:
        judged |= {relation for relation, _rule in opened if relation not in existing}
    found = changes(
        opened,
        (finding for judgement in judgements for finding in judgement.findings),
        judged=judged,
        unknown=_untold(judgements, opened),
    )
    teller = _Teller(connection, decided, tell)
    for finding in found.opened:
        values = {"severity": finding.severity, "reason": finding.reason, "at": now}
        number = await store.open_incident(
            connection, relation=finding.relation, rule=finding.rule, **values
        )
        await teller.tell("opened", number, _told(finding))
    for number, finding in (*found.escalated, *found.seen):
        await store.see_incident(
            connection, id=number, severity=finding.severity, reason=finding.reason, at=now
        )
    for number, finding in found.escalated:
        await teller.tell("escalated", number, _told(finding))
    for incident in found.resolved:
        await store.resolve_incident(connection, incident["id"], at=now)
        await teller.tell("resolved", incident["id"], incident)
    return Counter(
        opened=len(found.opened), escalated=len(found.escalated), resolved=len(found.resolved)
    )


def owner_of(relation: str, decided: Configuration) -> str | None:
    """Who answers for a relation, by the nearest rule of Odoo that names somebody."""
    layer = relation.partition(".")[0]
    named = [
        rule
        for rule in decided.rules
        if rule.owner and rule.relation in (None, relation) and rule.layer in (None, layer)
    ]
    nearest = max(
        named,
        key=lambda rule: (rule.relation is not None, rule.layer is not None),
        default=None,
    )
    return nearest.owner if nearest else None


def _untold(judgements: Iterable[Judgement], opened: Iterable[Key]) -> set[Key]:
    """Incidents nobody could tell about: those of relations that could not be read."""
    unread = {
        judgement.profile["relation"]
        for judgement in judgements
        if judgement.profile["error"] is not None
    }
    return {key for key in opened if key[0] in unread and key[1] != "readable"}


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "relation": finding.relation,
        "rule": finding.rule,
        "severity": finding.severity,
        "reason": finding.reason,
    }


class _Teller:
    """Owes messages to the chat, if there is one."""

    def __init__(self, connection: Connection, decided: Configuration, tell: bool) -> None:
        self._connection = connection
        self._decided = decided
        self._tell = tell

    async def tell(self, change: str, number: int, incident: dict[str, Any]) -> None:
        if not self._tell:
            return
        body = alerts.message(
            change,
            relation=incident["relation"],
            rule=incident["rule"],
            severity=incident["severity"],
            reason=incident["reason"],
            owner=owner_of(incident["relation"], self._decided),
            link=self._decided.link,
        )
        await store.add_alert(self._connection, number, change, body)
