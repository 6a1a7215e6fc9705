"""Reads one relation once: rows, nulls, extremes, newest row; samples it for distinct values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.rows import tuple_row

from sidecar.adapters.postgres import Connection

# A scan of so many rows takes about five seconds; above it a sample has to do.
SCANNED_ROWS = 20_000_000
SAMPLED_ROWS = 2_000_000
# Distinct values are estimated from so many rows; a smaller relation is counted exactly.
DISTINCT_ROWS = 10_000
TIMEOUT = "set local statement_timeout = '120s'; set local lock_timeout = '5s'"
LOADED_AT = ("loaded_at", "_loaded_at")
# Numbers, dates and times. The least and greatest text could be somebody's name.
WITH_EXTREMES = {"N", "D"}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as the catalogue describes it."""

    relation: str
    layer: str
    kind: str
    bytes: int | None
    estimated_rows: int
    columns: list[dict[str, Any]]
    unique_keys: list[list[str]]

    @property
    def name(self) -> sql.Identifier:
        return sql.Identifier(*self.relation.split(".", 1))

    def guarantees(self, key: tuple[str, ...]) -> bool:
        """A unique index over no more than these columns keeps the key unique."""
        return any(set(unique) <= set(key) for unique in self.unique_keys)


@dataclass(slots=True)
class Column:
    """What was found in one column."""

    name: str
    position: int
    type: str
    nulls: int
    minimum: str | None = None
    maximum: str | None = None
    distinct_estimate: int | None = None


@dataclass(slots=True)
class Scan:
    """What one scan found. rows: of the relation; read: those looked at."""

    rows: int
    read: int
    newest_loaded_at: datetime | None
    columns: dict[str, Column] = field(default_factory=dict)

    @property
    def is_sample(self) -> bool:
        return self.read != self.rows


async def scan(connection: Connection, relation: Relation) -> Scan:
    """Profile a relation in the caller's transaction; errors of PostgreSQL are passed on."""
    await connection.execute(TIMEOUT)
    share = _sample_share(relation, SCANNED_ROWS, SAMPLED_ROWS)
    figures = await _figures(connection, relation, share)
    read = int(figures.pop("rows"))
    found = Scan(
        rows=read if share is None else relation.estimated_rows,
        read=read,
        newest_loaded_at=figures.pop("newest", None),
    )
    for column in relation.columns:
        place = column["position"]
        found.columns[column["name"]] = Column(
            name=column["name"],
            position=place,
            type=column["type"],
            nulls=read - int(figures[f"filled{place}"]),
            minimum=_text(figures.get(f"min{place}")),
            maximum=_text(figures.get(f"max{place}")),
        )
    await _estimate_distinct(connection, relation, found)
    return found


async def repeated_rows(connection: Connection, relation: Relation, key: tuple[str, ...]) -> int:
    """How many rows share their key with another row; a key with a null in it is nobody's."""
    columns = [sql.Identifier(name) for name in key]
    query = sql.SQL(
        "select coalesce(sum(n), 0)::bigint as repeated from (select count(*) as n from {relation}"
        " where ({filled}) is not null group by {key} having count(*) > 1) as shared"
    ).format(
        relation=relation.name,
        filled=sql.SQL(", ").join(columns),
        key=sql.SQL(", ").join(columns),
    )
    await connection.execute(TIMEOUT)
    row = await (await connection.execute(query)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return int(row["repeated"])


async def newest_seq(connection: Connection, relation: Relation) -> int | None:
    """The last version number of a bronze table, None for one without numbers."""
    if not any(column["name"] == "seq" for column in relation.columns):
        return None
    query = sql.SQL("select max(seq) as seq from {}").format(relation.name)
    row = await (await connection.execute(query)).fetchone()
    return row["seq"] if row else None


async def _figures(
    connection: Connection, relation: Relation, share: float | None
) -> dict[str, Any]:
    parts: list[sql.Composable] = [sql.SQL("count(*) as rows")]
    for column in relation.columns:
        name, place = sql.Identifier(column["name"]), column["position"]
        parts.append(sql.SQL("count({}) as {}").format(name, sql.Identifier(f"filled{place}")))
        if column["name"] in LOADED_AT:
            parts.append(sql.SQL("max({}) as newest").format(name))
        if column["category"] in WITH_EXTREMES:
            for word in ("min", "max"):
                parts.append(
                    sql.SQL("{}({})::text as {}").format(
                        sql.SQL(word), name, sql.Identifier(f"{word}{place}")
                    )
                )
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(parts), _sampled(relation, share)
    )
    row = await (await connection.execute(query)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return dict(row)


async def _estimate_distinct(connection: Connection, relation: Relation, found: Scan) -> None:
    """Distinct values of each column: counted up to DISTINCT_ROWS rows, above that estimated from
    a sample of n rows by n d / (n - f1 + f1 n / N), d distinct values, f1 of them seen once
    (Haas and Stokes, Duj1; PostgreSQL's own statistics use it too)."""
    compared = [column for column in relation.columns if column["is_comparable"]]
    if not compared or not found.rows:
        return
    share = None
    if relation.kind == "table":
        share = _sample_share(relation, 3 * DISTINCT_ROWS, 2 * DISTINCT_ROWS)
    counts = [
        sql.SQL(
            "(select array[count(*), count(*) filter (where n = 1), coalesce(sum(n), 0)]::bigint[]"
            " from (select count(*) as n from sample where {name} is not null group by {name})"
            " as valued)"
        ).format(name=sql.Identifier(column["name"]))
        for column in compared
    ]
    query = sql.SQL(
        "with sample as materialized (select {names} from {relation} limit {limit}) select {counts}"
    ).format(
        names=sql.SQL(", ").join(sql.Identifier(column["name"]) for column in compared),
        relation=_sampled(relation, share),
        limit=DISTINCT_ROWS,
        counts=sql.SQL(", ").join(counts),
    )
    async with connection.cursor(row_factory=tuple_row) as cursor:
        row = await (await cursor.execute(query)).fetchone()
    assert row is not None  # noqa: S101 - scalar subqueries always make one row
    for column, (distinct, once, sampled) in zip(compared, row, strict=True):
        target = found.columns[column["name"]]
        filled = found.rows - round(target.nulls * found.rows / max(found.read, 1))
        target.distinct_estimate = estimate_distinct(distinct, once, sampled, filled)


def estimate_distinct(distinct: int, once: int, sampled: int, rows: int) -> int:
    """Distinct values among `rows` after a sample with `distinct` values, `once` of them single."""
    if not sampled or sampled >= rows:
        return distinct
    estimate = sampled * distinct / (sampled - once + once * sampled / rows)
    return min(rows, round(estimate))


def _sample_share(relation: Relation, above: int, wanted: int) -> float | None:
    """Percent of a table's pages that hold about `wanted` rows; None when all are to be read."""
    if relation.kind != "table" or relation.estimated_rows <= above:
        return None
    return 100 * wanted / relation.estimated_rows


def _sampled(relation: Relation, share: float | None) -> sql.Composable:
    if share is None:
        return relation.name
    return sql.SQL("{} tablesample system ({}) repeatable (1)").format(
        relation.name, sql.Literal(share)
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
