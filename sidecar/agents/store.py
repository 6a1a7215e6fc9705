"""The table agents.run: one row a run, beside LangGraph's checkpoints."""

from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb

from sidecar.adapters.postgres import Connection, load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))
UNSETTLED = ("queued", "running")


async def insert_run(
    connection: Connection,
    run_id: str,
    *,
    agent: str,
    given: dict[str, Any],
    attempt: int,
    answers: int,
) -> bool:
    """False when a run of this number is known."""
    values = {
        "id": run_id,
        "agent": agent,
        "input": Jsonb(given),
        "attempt": attempt,
        "answers": answers,
    }
    return await _changed(connection, "insert_run", values)


async def find_run(connection: Connection, run_id: str) -> dict[str, Any] | None:
    """The row, locked, with `job_state` and `job_error` of its job."""
    cursor = await connection.execute(QUERIES["find_run"], {"id": run_id})
    return await cursor.fetchone()


async def restart_run(connection: Connection, run_id: str, attempt: int) -> bool:
    return await _changed(connection, "restart_run", {"id": run_id, "attempt": attempt})


async def answer_run(
    connection: Connection, run_id: str, answer: dict[str, Any], number: int
) -> bool:
    values = {"id": run_id, "answer": Jsonb(answer), "number": number}
    return await _changed(connection, "answer_run", values)


async def set_job(connection: Connection, run_id: str, job_id: int) -> None:
    await connection.execute(QUERIES["set_job"], {"id": run_id, "job_id": job_id})


async def start_run(connection: Connection, run_id: str) -> bool:
    """False when there is nothing to start: it waits, has ended or is unknown."""
    return await _changed(connection, "start_run", {"id": run_id})


async def settle_run(
    connection: Connection,
    run_id: str,
    report: dict[str, Any],
    *,
    from_states: tuple[str, ...] = UNSETTLED,
) -> bool:
    """Write down that the run waits or ended, and what Odoo must hear; False when it did before.

    `report` holds state, question, error, answers and steps.
    """
    values = {
        "id": run_id,
        "state": report["state"],
        "question": report["question"],
        "error": report["error"],
        "report": Jsonb(report),
        "from_states": list(from_states),
    }
    return await _changed(connection, "settle_run", values)


async def told(connection: Connection, run_id: str, report: dict[str, Any]) -> None:
    await connection.execute(QUERIES["told"], {"id": run_id, "report": Jsonb(report)})


async def delete_ended(connection: Connection, days: int) -> int:
    """Delete runs that ended more than `days` ago with their checkpoints; how many."""
    row = await (await connection.execute(QUERIES["delete_ended"], {"days": days})).fetchone()
    return int(row["runs"]) if row else 0


async def _changed(connection: Connection, query: str, values: dict[str, Any]) -> bool:
    cursor = await connection.execute(QUERIES[query], values)
    return await cursor.fetchone() is not None
