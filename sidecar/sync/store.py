"""The tables bronze.odoo_*, bronze.sync_source and bronze.sync_run."""

from pathlib import Path
from typing import Any, LiteralString, cast

from psycopg import sql
from psycopg.types.json import Jsonb

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.sync.reader import Description, Range

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


async def _row(
    connection: Connection, query: sql.Composed | LiteralString, arguments: dict[str, Any]
) -> dict[str, Any]:
    row = await (await connection.execute(query, arguments)).fetchone()
    assert row is not None  # noqa: S101 - these queries always have one row
    return row


def _on(name: str, table: str) -> sql.Composed:
    """A named query on the bronze table of an Odoo table."""
    return sql.SQL(QUERIES[name]).format(relation=sql.Identifier("bronze", f"odoo_{table}"))


async def register_source(connection: Connection, description: Description) -> str | None:
    """Note the source; the cursor it stands at."""
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
    return cast("str | None", row["cursor"])


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


async def create_table(connection: Connection, table: str) -> None:
    await connection.execute(QUERIES["create_table"], {"table": table})


async def stage(connection: Connection, lines: bytes) -> list[str]:
    """Bring JSON lines into the image table; the models that are in it."""
    await connection.execute(QUERIES["create_stage"])
    await connection.execute(QUERIES["create_image"])
    if not lines:
        return []
    async with connection.cursor() as cursor, cursor.copy(QUERIES["copy_stage"]) as copy:
        # JSON escapes tabs and line ends itself; COPY's own escape character is left.
        await copy.write(lines.replace(b"\\", b"\\\\") + b"\n")
    await connection.execute(QUERIES["fill_image"])
    rows = await (await connection.execute(QUERIES["staged_models"])).fetchall()
    return [row["model"] for row in rows]


async def insert_versions(
    connection: Connection, table: str, arguments: dict[str, Any]
) -> tuple[int, int]:
    """Keep what is new of one model; versions written, tombstones among them."""
    row = await _row(connection, _on("insert_versions", table), arguments)
    return row["written"], row["deleted"]


async def bury_missing(
    connection: Connection, table: str, arguments: dict[str, Any], part: Range
) -> int:
    """Tombstones for what a complete range does not contain; how many."""
    row = await _row(
        connection,
        _on("bury_missing", table),
        {**arguments, "model": part.model, "after": part.after, "upto": part.upto},
    )
    return int(row["written"])


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
    return await _row(connection, _on("count_table", table), {"source": source})


async def sources(connection: Connection) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["sources"])).fetchall()


async def runs(connection: Connection, limit: int) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["runs"], {"limit": limit})).fetchall()
