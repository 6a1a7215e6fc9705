"""The tables sidecar.quality_*, and what the catalogue and the other features' tables say."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.quality.freshness import Built
from sidecar.quality.scans import Relation

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))
# The record of the synchronisation's runs and the marks of the builds are no data.
MACHINERY = {"bronze.sync_run", "silver.mark", "silver.change"}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def _rows(connection: Connection, query: str, **arguments: Any) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES[query], arguments)).fetchall()


async def _row(connection: Connection, query: str, **arguments: Any) -> dict[str, Any] | None:
    return await (await connection.execute(QUERIES[query], arguments)).fetchone()


async def relations(connection: Connection) -> list[Relation]:
    """Every relation of the four layers that holds data."""
    rows = await _rows(connection, "relations")
    return [Relation(**row) for row in rows if row["relation"] not in MACHINERY]


async def synced_at(connection: Connection) -> datetime | None:
    row = await _row(connection, "synced_at")
    return row["synced_at"] if row else None


async def built(connection: Connection) -> dict[str, Built]:
    """The last good build of each model, by its name."""
    rows = await _rows(connection, "built")
    return {row["model"]: Built(row["hi_seq"], row["built_at"]) for row in rows}


async def reconciled(connection: Connection) -> dict[str, dict[str, Any]]:
    """How each table of bronze compared with Odoo last, by relation."""
    if not await has_table(connection, "bronze.sync_reconciliation"):
        return {}
    return {row["relation"]: row for row in await _rows(connection, "reconciled")}


async def checks(connection: Connection, node: str | None = None) -> dict[str, dict[str, Any]]:
    """How each data test ended last, by its node."""
    return {row["node"]: row for row in await _rows(connection, "checks", node=node)}


async def has_table(connection: Connection, relation: str) -> bool:
    row = await _row(connection, "has_table", relation=relation)
    return bool(row and row["is_there"])


async def keep_profile(
    connection: Connection, profile: dict[str, Any], columns: Iterable[dict[str, Any]]
) -> None:
    """Keep the profile of a relation; one of the same day is replaced."""
    await connection.execute(QUERIES["forget_day"], profile)
    await connection.execute(QUERIES["add_profile"], profile)
    rows = [
        {**column, "relation": profile["relation"], "day": profile["day"]} for column in columns
    ]
    if rows:
        async with connection.cursor() as cursor:
            await cursor.executemany(QUERIES["add_column"], rows)


async def put_scores(connection: Connection, scores: Sequence[dict[str, Any]]) -> None:
    if scores:
        async with connection.cursor() as cursor:
            await cursor.executemany(QUERIES["put_score"], scores)


async def past_profiles(
    connection: Connection, since: date, before: date
) -> dict[str, list[dict[str, Any]]]:
    """Profiles of the days before, by relation, oldest first."""
    found = defaultdict(list)
    for row in await _rows(connection, "past_profiles", since=since, before=before):
        found[row["relation"]].append(row)
    return {key: sorted(rows, key=lambda row: row["day"]) for key, rows in found.items()}


async def past_nulls(
    connection: Connection, since: date, before: date
) -> dict[tuple[str, str], dict[date, float]]:
    """The share of nulls by (relation, column) and day."""
    found: dict[tuple[str, str], dict[date, float]] = defaultdict(dict)
    for row in await _rows(connection, "past_nulls", since=since, before=before):
        found[row["relation"], row["name"]][row["day"]] = row["null_share"]
    return found


async def open_incidents(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    rows = await _rows(connection, "open_incidents")
    return {(row["relation"], row["rule"]): row for row in rows}


async def open_incident(connection: Connection, **values: Any) -> int:
    row = await _row(connection, "open_incident", **values)
    assert row is not None  # noqa: S101 - an insert returns its row
    return int(row["id"])


async def see_incident(connection: Connection, **values: Any) -> None:
    await connection.execute(QUERIES["see_incident"], values)


async def resolve_incident(
    connection: Connection, incident_id: int, *, at: datetime, by: str | None = None
) -> dict[str, Any] | None:
    return await _row(connection, "resolve_incident", id=incident_id, at=at, by=by)


async def acknowledge_incident(
    connection: Connection, incident_id: int, *, at: datetime, by: str
) -> dict[str, Any] | None:
    return await _row(connection, "acknowledge_incident", id=incident_id, at=at, by=by)


async def incident(connection: Connection, incident_id: int) -> dict[str, Any] | None:
    return await _row(connection, "incident", id=incident_id)


async def incidents(
    connection: Connection, *, since: datetime | None = None, relation: str | None = None
) -> list[dict[str, Any]]:
    """Open ones, and those changed since a moment."""
    moment = since or LONG_AGO
    return await _rows(connection, "incidents", since=moment, relation=relation)


async def add_alert(
    connection: Connection, incident_id: int, change: str, body: dict[str, Any]
) -> None:
    arguments = {"incident_id": incident_id, "change": change, "body": Jsonb(body)}
    await connection.execute(QUERIES["add_alert"], arguments)


async def next_alert(connection: Connection) -> dict[str, Any] | None:
    return await _row(connection, "next_alert")


async def alert_sent(connection: Connection, alert_id: int) -> None:
    await connection.execute(QUERIES["alert_sent"], {"id": alert_id})


async def drop_alerts(connection: Connection) -> None:
    await connection.execute(QUERIES["drop_alerts"])


async def rules(connection: Connection) -> list[dict[str, Any]]:
    return [row["rule"] for row in await _rows(connection, "rules")]


async def keep_rules(connection: Connection, kept: Iterable[dict[str, Any]]) -> None:
    await connection.execute(QUERIES["forget_rules"])
    rows = [{"position": number, "rule": Jsonb(rule)} for number, rule in enumerate(kept)]
    if rows:
        async with connection.cursor() as cursor:
            await cursor.executemany(QUERIES["add_rule"], rows)


async def profiles(connection: Connection, relation: str | None = None) -> list[dict[str, Any]]:
    return await _rows(connection, "latest_profiles", relation=relation)


async def scores(connection: Connection, since: datetime | None) -> list[dict[str, Any]]:
    return await _rows(connection, "scores", since=since or LONG_AGO)


async def columns(connection: Connection, relation: str, day: date) -> list[dict[str, Any]]:
    return await _rows(connection, "columns", relation=relation, day=day)


async def days(connection: Connection, relation: str) -> list[dict[str, Any]]:
    return await _rows(connection, "days", relation=relation)


async def prune(connection: Connection, before: date) -> None:
    await connection.execute(QUERIES["prune"], {"before": before})


async def sources_of(connection: Connection, database: str | None) -> list[Any]:
    rows = await _rows(connection, "sources_of", database=database)
    return [row["source"] for row in rows]


async def row_columns(connection: Connection, relation: str) -> list[str]:
    """Columns of a table of failing rows, none when it does not exist."""
    schema, _, table = relation.partition(".")
    rows = await _rows(connection, "row_columns", schema=schema, table=table)
    return [row["column_name"] for row in rows]


async def failing_rows(
    connection: Connection,
    relation: str,
    names: Sequence[str],
    *,
    company_ids: Sequence[int] | None,
    sources: Sequence[Any] | None,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Rows of a table of failing rows; company_ids and sources narrow them, None does not."""
    conditions = [sql.SQL("true")]
    if company_ids is not None:
        conditions.append(sql.SQL("company_id = any(%(company_ids)s)"))
    if sources is not None:
        conditions.append(sql.SQL("source = any(%(sources)s)"))
    query = sql.SQL("select {} from {} where {} limit %(limit)s").format(
        sql.SQL(", ").join(sql.Identifier(name) for name in names),
        sql.Identifier(*relation.split(".", 1)),
        sql.SQL(" and ").join(conditions),
    )
    arguments = {
        "company_ids": list(company_ids or ()),
        "sources": list(sources or ()),
        "limit": limit,
    }
    async with connection.cursor(row_factory=tuple_row) as cursor:
        return await (await cursor.execute(query, arguments)).fetchall()


async def overall_scores(connection: Connection) -> list[dict[str, Any]]:
    return await _rows(connection, "overall_scores")
