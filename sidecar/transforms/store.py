"""The tables sidecar.transform_run and sidecar.transform_result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.transforms.runner import APPLICATION
from sidecar.transforms.said import NodeResult, Said

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True)
class Rates:
    """What an hour of computing and a gigabyte written cost, in US dollars."""

    cpu_hour: Decimal = Decimal(0)
    gigabyte: Decimal = Decimal(0)


class Wanted(Protocol):
    """What is kept of the wish for a build."""

    @property
    def select(self) -> str | None: ...
    @property
    def full_refresh(self) -> bool: ...
    @property
    def retry_of(self) -> int | None: ...
    @property
    def job_id(self) -> int | None: ...


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


async def start_run(connection: Connection, *, wanted: Wanted, hi_seq: int) -> int:
    """Open a build; those that were left open by dead processes are closed."""
    await connection.execute(QUERIES["interrupt_runs"])
    arguments = {
        "selection": wanted.select,
        "full_refresh": wanted.full_refresh,
        "hi_seq": hi_seq,
        "job_id": wanted.job_id,
        "retry_of": wanted.retry_of,
    }
    return int(await _value(connection, "start_run", "id", arguments))


async def end_run(
    connection: Connection,
    run_id: int,
    *,
    state: str,
    message: str | None,
    results: Iterable[NodeResult] = (),
    rates: Rates | None = None,
) -> None:
    """Close a build with the results of its nodes and what they cost."""
    rates = rates or Rates()
    rows = [{"run_id": run_id, **result.model_dump()} for result in results]
    closing = {"id": run_id, "state": state, "message": message}
    async with connection.transaction(), connection.cursor() as cursor:
        if rows:
            await cursor.executemany(QUERIES["add_result"], rows)
        await cursor.execute(
            QUERIES["end_run"],
            closing | {"cpu_hour": rates.cpu_hour, "gigabyte": rates.gigabyte},
        )


async def say(connection: Connection, run_id: int, lines: Iterable[Said]) -> None:
    """Keep lines of a build; those that only tell that a node ended have no text."""
    rows = [
        {"run_id": run_id, **said.model_dump(include={"at", "level", "node", "line"})}
        for said in lines
        if said.line
    ]
    if rows:
        async with connection.cursor() as cursor:
            await cursor.executemany(QUERIES["say"], rows)


async def progress(connection: Connection, run_id: int, done: int, total: int) -> None:
    await connection.execute(QUERIES["progress"], {"id": run_id, "done": done, "total": total})


async def ask_to_stop(connection: Connection, run_id: int, by: str) -> dict[str, Any] | None:
    return await (
        await connection.execute(QUERIES["ask_to_stop"], {"id": run_id, "by": by})
    ).fetchone()


async def left(connection: Connection, run_id: int) -> list[str]:
    """Names of the nodes a build failed at or left out."""
    rows = await (await connection.execute(QUERIES["left"], {"id": run_id})).fetchall()
    return [row["name"] for row in rows]


async def log(
    connection: Connection, run_id: int, *, after: int, limit: int
) -> list[dict[str, Any]]:
    arguments = {"run_id": run_id, "after": after, "limit": limit}
    return await (await connection.execute(QUERIES["log"], arguments)).fetchall()


async def run(connection: Connection, run_id: int) -> dict[str, Any] | None:
    return await (await connection.execute(QUERIES["run"], {"id": run_id})).fetchone()


async def end_backends(connection: Connection) -> None:
    await connection.execute(QUERIES["end_backends"], {"application": APPLICATION})


async def runs(connection: Connection, limit: int) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["runs"], {"limit": limit})).fetchall()


async def results(connection: Connection, run_ids: Sequence[int]) -> list[dict[str, Any]]:
    cursor = await connection.execute(QUERIES["results"], {"run_ids": list(run_ids)})
    return await cursor.fetchall()
