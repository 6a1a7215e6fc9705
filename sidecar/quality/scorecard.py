"""What was measured, for those who look: the scorecard, one table, the rows behind a check."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sidecar.adapters.postgres import Connection
from sidecar.auth import Caller
from sidecar.errors import NotAllowed, NotFound
from sidecar.quality import scores, store, thresholds
from sidecar.quality.declared import LAYERS, Check, Declaration, Manifest
from sidecar.quality.schemas import (
    ColumnProfile,
    DayProfile,
    FailingRows,
    Incident,
    LayerQuality,
    Rule,
    Score,
    Scorecard,
    TableDetail,
    TableQuality,
    TestResult,
)

MANAGE = "quality:manage"
FAILURES = "test_failures."
LONGEST_TEXT = 500


async def scorecard(
    connection: Connection, manifest: Manifest | None, *, since: datetime | None = None
) -> Scorecard:
    """All relations as they were measured last; scores and incidents of the time since."""
    rules = [Rule.model_validate(rule) for rule in await store.rules(connection)]
    tables = [_table(row, manifest, rules) for row in await store.profiles(connection)]
    found = [Score.model_validate(row) for row in await store.scores(connection, since)]
    return Scorecard(
        measured_at=max((table.measured_at for table in tables), default=None),
        layers=_layers(tables, await _means(connection, tables)),
        tables=tables,
        scores=found,
        incidents=[
            Incident.model_validate(row) for row in await store.incidents(connection, since=since)
        ],
    )


async def detail(
    connection: Connection, manifest: Manifest | None, relation: str, caller: Caller
) -> TableDetail:
    """One relation with columns, checks and past days. Extremes are for those who may manage: the
    largest amount may be another company's. Raises NotFound."""
    profiles = await store.profiles(connection, relation)
    if not profiles:
        raise NotFound(f"{relation} has not been measured; measure the data first.")
    [profile] = profiles
    rules = [Rule.model_validate(rule) for rule in await store.rules(connection)]
    columns = await store.columns(connection, relation, profile["day"])
    if MANAGE not in caller.scopes:
        columns = [{**column, "minimum": None, "maximum": None} for column in columns]
    declared = manifest.declaration(relation) if manifest else Declaration()
    return TableDetail(
        table=_table(profile, manifest, rules),
        columns=[ColumnProfile.model_validate(column) for column in columns],
        checks=await _checks(connection, declared.checks),
        days=[DayProfile.model_validate(row) for row in await store.days(connection, relation)],
    )


async def failing_rows(
    connection: Connection, check: str, caller: Caller, *, limit: int
) -> FailingRows:
    """Rows that broke a check when it ran last. Where they name a company, those of the caller's
    companies and database; where they do not, only who may manage sees them.

    Raises NotFound for an unknown check or one whose rows were not kept, NotAllowed.
    """
    ended = (await store.checks(connection, check)).get(check)
    if ended is None:
        raise NotFound("This check has not run; build the warehouse first.")
    relation = kept_in(ended)
    names = await store.row_columns(connection, relation) if relation else []
    if relation is None or not names:
        raise NotFound("The rows behind this check were not kept; build the warehouse again.")
    by_company = "company_id" in names
    if not by_company and MANAGE not in caller.scopes:
        raise NotAllowed(
            "The rows behind this check do not say whose company they belong to, so only finance "
            "reviewers may see them."
        )
    by_source = "source" in names and caller.kind == "odoo"
    rows = await store.failing_rows(
        connection,
        relation,
        names,
        company_ids=caller.company_ids if by_company else None,
        sources=await store.sources_of(connection, caller.database) if by_source else None,
        limit=limit + 1,
    )
    return FailingRows(
        check=check,
        name=check.split(".")[2] if check.count(".") > 1 else check,
        columns=names,
        rows=[[_shown(value) for value in row] for row in rows[:limit]],
        is_cut=len(rows) > limit,
        is_by_company=by_company,
    )


def kept_in(ended: dict[str, Any]) -> str | None:
    """The table a check's rows were kept in, as schema.table; None when they were not."""
    relation = ".".join(str(ended["relation"] or "").split(".")[-2:])
    return relation if relation.startswith(FAILURES) else None


async def _checks(connection: Connection, declared: Sequence[Check]) -> list[TestResult]:
    ended = await store.checks(connection)
    results = []
    for check in declared:
        last = ended.get(check.node) or {}
        results.append(
            TestResult(
                check=check.node,
                name=check.name,
                description=check.description,
                column=check.column,
                kind=check.kind,
                status=last.get("status"),
                failures=last.get("failures"),
                message=last.get("message"),
                tested_at=last.get("tested_at"),
                has_rows=bool(last.get("failures")) and kept_in(last) is not None,
            )
        )
    return sorted(results, key=lambda result: (result.status in scores.PASSED, result.name))


def _table(
    profile: dict[str, Any], manifest: Manifest | None, rules: Sequence[Rule]
) -> TableQuality:
    relation, layer = profile["relation"], profile["layer"]
    declared = manifest.declaration(relation) if manifest else Declaration()
    timely = thresholds.limits_for(relation, layer, "timeliness", rules, declared)
    overall = thresholds.limits_for(relation, layer, "score", rules, declared)
    is_muted = overall.is_muted(profile["measured_at"].date())
    return TableQuality.model_validate(
        profile
        | {
            "description": declared.description,
            "owner": declared.owner,
            "slo_hours": timely.slo_hours,
            "muted_until": overall.muted_until if is_muted else None,
            "mute_reason": overall.mute_reason if is_muted else None,
        }
    )


async def _means(
    connection: Connection, tables: Sequence[TableQuality]
) -> dict[str, list[Decimal]]:
    """The overall scores of the day each relation was measured last, by layer."""
    latest = {table.relation: (table.layer, table.day) for table in tables}
    found: dict[str, list[Decimal]] = defaultdict(list)
    for row in await store.overall_scores(connection):
        layer, day = latest.get(row["relation"], (None, None))
        if layer and day == row["day"] and row["score"] is not None:
            found[layer].append(row["score"])
    return found


def _layers(tables: Sequence[TableQuality], means: dict[str, list[Decimal]]) -> list[LayerQuality]:
    """Row counts, bytes, freshness and score of each layer that has relations."""
    by_layer: dict[str, list[TableQuality]] = defaultdict(list)
    for table in tables:
        by_layer[table.layer].append(table)
    return [
        LayerQuality.model_validate(
            {
                "layer": layer,
                "relations": len(members),
                "row_count": sum(t.row_count or 0 for t in members if t.kind == "table"),
                "bytes": sum(t.bytes or 0 for t in members),
                "score": scores.percent(sum(known, Decimal(0)) / 100, len(known))
                if (known := means.get(layer))
                else None,
                "oldest_as_of": min((t.as_of for t in members if t.as_of), default=None),
            }
        )
        for layer in LAYERS
        if (members := by_layer.get(layer))
    ]


def _shown(value: Any) -> Any:
    """A value as JSON can say it; a long text or document is cut."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
