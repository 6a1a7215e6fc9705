"""The tables bronze.bronze_*, bronze.intake_batch, bronze.quarantine and sidecar.intake_source."""

import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, LiteralString

from psycopg import sql

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.intake.records import Line

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))
CHUNK = 2_000
ANALYZE_FROM = 10_000
# COPY's text form: what separates columns and lines inside a value is written as an escape.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Row = dict[str, Any]


async def _row(
    connection: Connection, query: sql.Composed | LiteralString, arguments: Row
) -> Row | None:
    return await (await connection.execute(query, arguments)).fetchone()


async def _rows(connection: Connection, name: str, arguments: Row) -> list[Row]:
    return await (await connection.execute(QUERIES[name], arguments)).fetchall()


def _on(name: str, domain: str) -> sql.Composed:
    """A named query on the bronze table of a domain."""
    return sql.SQL(QUERIES[name]).format(relation=sql.Identifier("bronze", f"bronze_{domain}"))


async def add_source(connection: Connection, arguments: Row) -> Row | None:
    """The new source with its generation; None when the code is taken."""
    return await _row(connection, QUERIES["add_source"], arguments)


async def rotate_source(connection: Connection, code: str) -> Row | None:
    return await _row(connection, QUERIES["rotate_source"], {"code": code})


async def find_source(connection: Connection, code: str) -> Row | None:
    return await _row(connection, QUERIES["find_source"], {"code": code})


async def sources(connection: Connection) -> list[Row]:
    return await _rows(connection, "sources", {})


async def open_batch(connection: Connection, arguments: Row) -> Row | None:
    """The id of a new batch; None when its content came before."""
    return await _row(connection, QUERIES["open_batch"], arguments)


async def former_batch(connection: Connection, arguments: Row) -> Row:
    row = await _row(connection, QUERIES["former_batch"], arguments)
    assert row is not None  # noqa: S101 - open_batch has just found it
    return row


async def stage(connection: Connection, lines: Iterator[Line]) -> None:
    """Bring lines into the stage; they are read and formed in a thread, some at a time."""
    await connection.execute(QUERIES["create_stage"])
    await connection.execute(QUERIES["empty_stage"])
    count = 0
    async with connection.cursor() as cursor, cursor.copy(QUERIES["copy_stage"]) as copy:
        while chunk := await asyncio.to_thread(_copy_form, lines):
            await copy.write(chunk[0])
            count += chunk[1]
    if count >= ANALYZE_FROM:
        await connection.execute(QUERIES["analyze_stage"])
    await connection.execute(QUERIES["rank_stage"])


def _copy_form(lines: Iterator[Line]) -> tuple[str, int] | None:
    """The next lines in COPY's text form and their number; None at the end."""
    made = [
        "\t".join(
            "\\N" if value is None else str(value).translate(ESCAPES)
            for value in (line.number, line.key, line.payload, line.raw, line.reason, line.detail)
        )
        for line in islice(lines, CHUNK)
    ]
    return ("\n".join(made) + "\n", len(made)) if made else None


async def take_over(connection: Connection, batch: Row) -> Row:
    """Stage -> bronze and quarantine; the batch with its counts. `batch` has batch_id, origin,
    source, company_id and domain. Holds bronze until the transaction ends."""
    await connection.execute(QUERIES["settle"], batch)
    await connection.execute(QUERIES["quarantine"], batch)
    await connection.execute(QUERIES["lock_bronze"])
    written = await _row(connection, _on("insert_versions", batch["domain"]), batch)
    assert written is not None  # noqa: S101 - a count
    closed = await _row(connection, QUERIES["close_batch"], batch | written)
    assert closed is not None  # noqa: S101 - it was opened in this transaction
    return closed


async def batches(connection: Connection, arguments: Row) -> list[Row]:
    return await _rows(connection, "batches", arguments)


async def find_batch(connection: Connection, arguments: Row) -> Row | None:
    return await _row(connection, QUERIES["find_batch"], arguments)


async def quarantined(connection: Connection, arguments: Row) -> list[Row]:
    return await _rows(connection, "quarantined", arguments)


async def lock_bronze(connection: Connection) -> None:
    """Hold bronze until the transaction ends, as its sequence numbers are committed in order."""
    await connection.execute(QUERIES["lock_bronze"])


async def retire(connection: Connection, domain: str, kept_by: str, years: int) -> int:
    """Put a tombstone on the records of a domain whose date is more years ago; how many."""
    arguments = {"kept_by": kept_by, "years": years}
    cursor = await connection.execute(_on("retire_records", domain), arguments)
    return cursor.rowcount


async def prune(connection: Connection, domain: str, days: int) -> int:
    """Remove versions of a domain that were replaced and are older; how many."""
    cursor = await connection.execute(_on("prune_versions", domain), {"days": days})
    return cursor.rowcount


async def prune_quarantine(connection: Connection, days: int) -> int:
    """Remove lines in quarantine that are older; how many."""
    cursor = await connection.execute(QUERIES["prune_quarantine"], {"days": days})
    return cursor.rowcount
