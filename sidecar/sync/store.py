"""The tables bronze.odoo_* and bronze.sync_*."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString

from psycopg import sql
from psycopg.types.json import Jsonb

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.sync.batches import Description, Piece

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass
class Loaded:
    """What came of a piece: images and bytes read, versions written, tombstones among them."""

    read: int = 0
    bytes: int = 0
    written: int = 0
    deleted: int = 0


async def _row(
    connection: Connection, query: sql.Composed | LiteralString, arguments: dict[str, Any]
) -> dict[str, Any]:
    row = await (await connection.execute(query, arguments)).fetchone()
    assert row is not None  # noqa: S101 - these queries always have one row
    return row


def on(name: str, table: str, **parts: sql.Composable) -> sql.Composed:
    """A named query on the bronze table of an Odoo table."""
    relation = sql.Identifier("bronze", f"odoo_{table}")
    return sql.SQL(QUERIES[name]).format(relation=relation, **parts)


async def register_source(
    connection: Connection, description: Description
) -> tuple[str | None, list[dict[str, Any]]]:
    """Note the source; the cursor it stands at, and the tables it described before."""
    row = await _row(
        connection,
        QUERIES["register_source"],
        {
            "source": description.database_uuid,
            "database": description.database,
            "odoo_version": description.odoo_version,
            "described": Jsonb([table.model_dump() for table in description.tables]),
        },
    )
    return row["cursor"], row["before"] or []


async def create_tables(connection: Connection, tables: list[str]) -> None:
    """Make the bronze tables that are missing."""
    await connection.execute(QUERIES["create_tables"], {"tables": tables})


async def start_run(connection: Connection, source: str) -> int:
    """Open a run; those that were left open by dead processes are closed."""
    await connection.execute(QUERIES["interrupt_runs"], {"source": source})
    return int((await _row(connection, QUERIES["start_run"], {"source": source}))["id"])


async def end_run(connection: Connection, run_id: int, state: str, message: str | None) -> None:
    await connection.execute(QUERIES["end_run"], {"id": run_id, "state": state, "message": message})


async def lock_cursor(connection: Connection, source: str) -> dict[str, Any]:
    """Cursor, origin, epoch of a source; nobody else writes bronze until the transaction ends."""
    await connection.execute(QUERIES["lock_bronze"])
    return await _row(connection, QUERIES["lock_cursor"], {"source": source})


async def announce(connection: Connection, source: str, epoch: int, tx: int) -> None:
    """Say what all rows of the transaction have in common; the tables' defaults take it."""
    await connection.execute(
        QUERIES["announce"], {"source": source, "epoch": str(epoch), "tx": str(tx)}
    )


async def make_table(connection: Connection, table: str) -> None:
    """Make a bronze table, and its parts for this month and the next, unless they are there."""
    await connection.execute(QUERIES["make_table"], {"table": table})


async def load(
    connection: Connection,
    source: str,
    piece: Piece,
    lines: AsyncGenerator[bytes],
    *,
    is_computed: bool,
) -> Loaded:
    """Keep what is new of a piece, and a tombstone for each living record it does not have."""
    arguments = {
        "source": source,
        "relation": f'bronze."odoo_{piece.table}"',
        "after": piece.after,
        "upto": piece.upto,
        "ids": piece.ids,
    }
    if piece.ids is None:
        place = await _row(connection, on("range_state", piece.table), arguments)
        if not place["is_known"] and place["may_copy"]:
            found = await _copy(connection, on("copy_versions", piece.table), lines)
            found.written = found.read
            await _note(connection, source, piece.table, found)
            return found
    await connection.execute(QUERIES["create_stage"])
    await connection.execute(QUERIES["clear_stage"])
    found = await _copy(connection, QUERIES["copy_stage"], lines)
    last = on("last_of_range" if piece.ids is None else "last_of_ids", piece.table)
    changed = sql.SQL(QUERIES["is_changed_computed" if is_computed else "is_changed"])
    query = on("insert_versions", piece.table, last=last, changed=changed)
    row = await _row(connection, query, arguments)
    found.written, found.deleted = row["written"], row["deleted"]
    await _note(connection, source, piece.table, found)
    return found


async def _copy(
    connection: Connection, query: sql.Composed | LiteralString, lines: AsyncGenerator[bytes]
) -> Loaded:
    found = Loaded()
    async with connection.cursor() as cursor:
        async with cursor.copy(query) as copy, aclosing(lines) as blocks:
            async for block in blocks:
                found.bytes += len(block)
                await copy.write(block)
        found.read = cursor.rowcount
    return found


async def _note(connection: Connection, source: str, table: str, found: Loaded) -> None:
    if found.written:
        await connection.execute(
            QUERIES["note_table"], {"source": source, "table": f"odoo_{table}"}
        )


async def move_cursor(connection: Connection, arguments: dict[str, Any]) -> None:
    await connection.execute(
        QUERIES["move_cursor"], {**arguments, "behind": Jsonb(arguments["behind"])}
    )


async def add_to_run(connection: Connection, arguments: dict[str, Any]) -> None:
    await connection.execute(
        QUERIES["add_to_run"], {**arguments, "by_model": Jsonb(arguments["by_model"])}
    )


async def count_table(connection: Connection, table: str, source: str) -> dict[str, Any]:
    """Living records, sum of their ids and versions of one bronze table."""
    return await _row(connection, on("count_table", table), {"source": source})


async def written_tables(connection: Connection, source: str) -> dict[str, datetime]:
    """{bronze table: when it was written last} of those that have versions of the source."""
    rows = await connection.execute(QUERIES["written_tables"], {"source": source})
    return {row["table_name"]: row["changed_at"] for row in await rows.fetchall()}


async def sources(connection: Connection) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["sources"])).fetchall()


async def runs(connection: Connection, limit: int) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["runs"], {"limit": limit})).fetchall()


async def note_drift(connection: Connection, changes: list[dict[str, Any]]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(QUERIES["note_drift"], changes)


async def drift(connection: Connection, source: str) -> list[dict[str, Any]]:
    """The latest changes of tables and fields in Odoo, newest first."""
    return await (await connection.execute(QUERIES["drift"], {"source": source})).fetchall()


async def compared(connection: Connection, source: str) -> list[dict[str, Any]]:
    """The latest comparison of each table."""
    return await (await connection.execute(QUERIES["compared"], {"source": source})).fetchall()


async def note_compared(connection: Connection, arguments: dict[str, Any]) -> dict[str, Any]:
    """Keep how a table compared today; the row."""
    return await _row(connection, QUERIES["note_compared"], arguments)


async def buckets(
    connection: Connection, table: str, source: str, size: int
) -> dict[int, tuple[int, int, str]]:
    """{bucket: (count, sum of ids, checksum)} of the living records of a table."""
    rows = await connection.execute(on("buckets", table), {"source": source, "size": size})
    return {
        row["bucket"]: (row["count"], row["id_sum"], row["checksum"])
        for row in await rows.fetchall()
    }


async def bucket_hashes(
    connection: Connection, table: str, source: str, numbers: list[int], size: int
) -> dict[int, int | None]:
    """{id: hash} of the living records of some buckets."""
    rows = await connection.execute(
        on("bucket_hashes", table), {"source": source, "buckets": numbers, "size": size}
    )
    return {row["id"]: row["hash"] for row in await rows.fetchall()}


async def bronze_tables(connection: Connection) -> list[dict[str, Any]]:
    """Rows of table_name and parts (one per month, oldest first) of all bronze tables of Odoo."""
    return await (await connection.execute(QUERIES["bronze_tables"])).fetchall()


async def read_seq(connection: Connection) -> int:
    """Up to which version silver has read everything."""
    return int((await _row(connection, QUERIES["read_seq"], {}))["seq"])


async def clear_versions(connection: Connection, name: str, arguments: dict[str, Any]) -> int:
    """Remove old versions that a later one supersedes, and old tombstones; how many."""
    query = sql.SQL(QUERIES["clear_versions"]).format(relation=sql.Identifier("bronze", name))
    return (await connection.execute(query, arguments)).rowcount


async def drop_if_empty(connection: Connection, name: str) -> bool:
    """Drop a month of a bronze table when nothing is left in it; whether it went."""
    relation = sql.Identifier("bronze", name)
    row = await _row(connection, sql.SQL(QUERIES["is_empty"]).format(relation=relation), {})
    if row["is_empty"]:
        await connection.execute(sql.SQL(QUERIES["drop_part"]).format(relation=relation))
    return bool(row["is_empty"])


async def clear_records(connection: Connection, before: datetime) -> int:
    """Remove records of runs, comparisons and drift from before then; how many."""
    return int((await _row(connection, QUERIES["clear_records"], {"before": before}))["gone"])
