"""The queue's tables, and ours beside them: sidecar.job_attempt, sidecar.job_callback."""

import json
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb

from sidecar.adapters.postgres import Connection, load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


async def list_jobs(
    connection: Connection,
    *,
    job_id: int | None = None,
    task: str | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Jobs, newest first."""
    values = {"id": job_id, "task": task, "state": state, "before": before, "limit": limit}
    return await (await connection.execute(QUERIES["list_jobs"], values)).fetchall()


async def list_tries(connection: Connection, job_id: int) -> list[dict[str, Any]]:
    cursor = await connection.execute(QUERIES["list_tries"], {"job_id": job_id})
    return await cursor.fetchall()


async def start_try(connection: Connection, job_id: int, attempt: int) -> int:
    cursor = await connection.execute(QUERIES["start_try"], {"job_id": job_id, "attempt": attempt})
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - "returning" of one inserted row
    return int(row["id"])


async def end_try(
    connection: Connection,
    try_id: int,
    state: str,
    *,
    result: Any = None,
    error: str | None = None,
    trace: str | None = None,
) -> None:
    values = {
        "try_id": try_id,
        "state": state,
        "result": None if result is None else Jsonb(result, dumps=_dumps),
        "error": error,
        "trace": trace,
    }
    await connection.execute(QUERIES["end_try"], values)


async def record_cancel(connection: Connection, job_id: int, attempt: int, error: str) -> None:
    values = {"job_id": job_id, "attempt": attempt, "error": error}
    await connection.execute(QUERIES["record_cancel"], values)


async def lost_jobs(connection: Connection, lost_after: float) -> list[dict[str, Any]]:
    cursor = await connection.execute(QUERIES["lost_jobs"], {"lost_after": lost_after})
    return await cursor.fetchall()


async def end_lost_tries(connection: Connection, job_id: int, error: str) -> None:
    await connection.execute(QUERIES["end_lost_tries"], {"job_id": job_id, "error": error})


async def forget_queueing_lock(connection: Connection, job_id: int) -> None:
    await connection.execute(QUERIES["forget_queueing_lock"], {"job_id": job_id})


async def reopen(connection: Connection, job_id: int) -> bool:
    """False when the job is not in an ended state that can be tried again."""
    cursor = await connection.execute(QUERIES["reopen"], {"job_id": job_id})
    return await cursor.fetchone() is not None


async def finish(connection: Connection, job_id: int, *, cancelled: bool) -> None:
    """End a running job from outside its worker."""
    state = "aborted" if cancelled else "failed"
    await connection.execute(QUERIES["finish"], {"job_id": job_id, "state": state})


async def restart(connection: Connection, job_id: int) -> None:
    """Put a running job back into the queue from outside its worker."""
    await forget_queueing_lock(connection, job_id)
    await connection.execute(QUERIES["restart"], {"job_id": job_id})


async def wake_workers(connection: Connection, job_id: int) -> None:
    message = json.dumps({"type": "job_inserted", "job_id": job_id})
    await connection.execute(QUERIES["wake_workers"], {"message": message})


async def take_owed_callbacks(connection: Connection, job_id: int) -> list[int]:
    """Ids of the callbacks nobody has queued yet; they count as queued from now on."""
    cursor = await connection.execute(QUERIES["owed_callbacks"], {"job_id": job_id})
    return [row["id"] for row in await cursor.fetchall()]


async def unanswered_jobs(connection: Connection) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["unanswered_jobs"])).fetchall()


async def callback(connection: Connection, callback_id: int) -> dict[str, Any] | None:
    cursor = await connection.execute(QUERIES["callback"], {"id": callback_id})
    return await cursor.fetchone()


async def callback_delivered(connection: Connection, callback_id: int) -> None:
    await connection.execute(QUERIES["callback_delivered"], {"id": callback_id})


async def delete_ended(connection: Connection, days: int) -> dict[str, int]:
    """Delete what ended more than `days` ago; how many jobs, tries and callbacks went."""
    jobs = await connection.execute(QUERIES["delete_ended_jobs"], {"days": days})
    row = await (await connection.execute(QUERIES["delete_orphans"])).fetchone()
    return {"jobs": jobs.rowcount, **(row or {})}


async def delete_ended_rescues(connection: Connection) -> None:
    await connection.execute(QUERIES["delete_ended_rescues"])


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)
