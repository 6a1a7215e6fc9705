"""The tables sidecar.transform_run and sidecar.transform_result."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.transforms.runner import APPLICATION, NodeResult

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


async def _value(
    connection: Connection, query: str, column: str, arguments: dict[str, Any] | None = None
) -> Any:
    row = await (await connection.execute(QUERIES[query], arguments)).fetchone()
    assert row is not None  # noqa: S101 - these queries always have one row
    return row[column]


async def hi_seq(connection: Connection) -> int:
    """The number up to which bronze is complete now."""
    async with connection.transaction():
        await connection.execute(QUERIES["wait_for_bronze"])
        return int(await _value(connection, "hi_seq", "hi_seq"))


async def start_run(
    connection: Connection, *, selection: str | None, full_refresh: bool, hi_seq: int
) -> int:
    """Open a build; those that were left open by dead processes are closed."""
    await connection.execute(QUERIES["interrupt_runs"])
    arguments = {"selection": selection, "full_refresh": full_refresh, "hi_seq": hi_seq}
    return int(await _value(connection, "start_run", "id", arguments))


async def end_run(
    connection: Connection,
    run_id: int,
    *,
    state: str,
    message: str | None,
    results: Iterable[NodeResult] = (),
) -> None:
    """Close a build with the results of its nodes."""
    rows = [{"run_id": run_id, **result.model_dump()} for result in results]
    async with connection.transaction(), connection.cursor() as cursor:
        if rows:
            await cursor.executemany(QUERIES["add_result"], rows)
        await cursor.execute(QUERIES["end_run"], {"id": run_id, "state": state, "message": message})


async def end_backends(connection: Connection) -> None:
    await connection.execute(QUERIES["end_backends"], {"application": APPLICATION})


async def runs(connection: Connection, limit: int) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["runs"], {"limit": limit})).fetchall()


async def results(connection: Connection, run_ids: Sequence[int]) -> list[dict[str, Any]]:
    cursor = await connection.execute(QUERIES["results"], {"run_ids": list(run_ids)})
    return await cursor.fetchall()
