"""Looks after jobs: shows, cancels and reopens them, rescues lost ones, answers for ended ones."""

import json
from typing import Any, Literal

import procrastinate

from sidecar.adapters.postgres import Connection
from sidecar.adapters.queue import defer
from sidecar.errors import Conflict, NotFound
from sidecar.jobs import store
from sidecar.jobs.schemas import Attempt, Job, JobChanged, JobDetail
from sidecar.telemetry import logger, without_secrets

CALLBACK_TASK = "jobs.callback"
# A try that never began has no row: only a task unknown to its worker ends like that.
NO_REASON = (
    "The worker does not know this task; it runs another version of the sidecar. Start the present "
    "one and try the job again."
)


async def list_jobs(
    connection: Connection,
    *,
    task: str | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Job]:
    """Jobs, newest first; `before` is the id of the last one already seen."""
    rows = await store.list_jobs(connection, task=task, state=state, before=before, limit=limit)
    return [Job.model_validate(_shown(row)) for row in rows]


async def get_job(connection: Connection, job_id: int) -> JobDetail:
    """One job with its tries and its result. Raises NotFound."""
    row = await _find(connection, job_id)
    tries = [Attempt(**one) for one in await store.list_tries(connection, job_id)]
    return JobDetail(**_shown(row), tries=tries)


async def cancel(
    connection: Connection, jobs: procrastinate.App, job_id: int, *, by: str
) -> JobChanged:
    """Cancel a waiting job, or ask a running one to stop. Raises NotFound, Conflict."""
    row = await _find(connection, job_id)
    changed = await jobs.job_manager.cancel_job_by_id_async(
        job_id, abort=True, connection=connection
    )
    if not changed:
        raise Conflict(
            f"Job {job_id} has already ended ({row['state']}), so it cannot be cancelled."
        )
    row = await _find(connection, job_id)
    if row["state"] == "doing":
        message = "The job was asked to stop; it ends within seconds."
    else:
        message = f"Cancelled by {by} before it started."
        await store.record_cancel(connection, job_id, row["attempts"] + 1, message)
        await tell(connection, jobs, job_id, "failed", error=message)
    return JobChanged(id=job_id, state=row["state"], message=message)


async def retry(connection: Connection, job_id: int) -> JobChanged:
    """Put an ended job back into the queue. Raises NotFound, Conflict."""
    row = await _find(connection, job_id)
    if not await store.reopen(connection, job_id):
        raise Conflict(
            f"Job {job_id} is {row['state']}; only a failed, cancelled or aborted job can be tried "
            "again."
        )
    await store.wake_workers(connection, job_id)
    return JobChanged(id=job_id, state="todo", message="The job is in the queue again.")


async def tell(
    connection: Connection,
    jobs: procrastinate.App,
    job_id: int,
    state: Literal["done", "failed"],
    *,
    result: Any = None,
    error: str | None = None,
) -> int:
    """Queue one telling for each address that waits for this job; how many there were."""
    owed = await store.take_owed_callbacks(connection, job_id)
    # A task may return dates and decimals; the next job's arguments are JSON.
    result = json.loads(json.dumps(result, default=str))
    for callback_id in owed:
        await defer(
            jobs,
            connection,
            CALLBACK_TASK,
            callback_id=callback_id,
            state=state,
            result=result,
            error=error,
        )
    return len(owed)


async def rescue(
    connection: Connection, jobs: procrastinate.App, *, lost_after: float, rescues: int
) -> dict[str, list[int]]:
    """Start jobs again whose worker vanished; those it happened to too often have failed.

    Returns the ids of both. A job that makes its worker die must not take one after the other.
    Whoever still waits for a job that has ended is told.
    """
    outcome: dict[str, list[int]] = {"restarted": [], "failed": []}
    await store.delete_ended_rescues(connection)
    for row in await store.lost_jobs(connection, lost_after):
        job_id = row["id"]
        error = "The worker stopped in the middle of this job."
        final = row["cancel_requested"] or row["lost_before"] >= rescues
        if final and not row["cancel_requested"]:
            error += (
                f" That happened {row['lost_before'] + 1} times, so it was given up. Look into the "
                "worker's log, then try the job again."
            )
        await store.end_lost_tries(connection, job_id, error)
        if final:
            await store.finish(connection, job_id, cancelled=row["cancel_requested"])
            await tell(connection, jobs, job_id, "failed", error=error)
            outcome["failed"].append(job_id)
        else:
            await store.restart(connection, job_id)
            await store.wake_workers(connection, job_id)
            outcome["restarted"].append(job_id)
        logger.warning("rescued a lost job", job=job_id, task=row["task"], given_up=final)
    for row in await store.unanswered_jobs(connection):
        state: Literal["done", "failed"] = "done" if row["state"] == "succeeded" else "failed"
        why = (row["error"] or NO_REASON) if state == "failed" else None
        await tell(connection, jobs, row["id"], state, result=row["result"], error=why)
    return outcome


async def _find(connection: Connection, job_id: int) -> dict[str, Any]:
    rows = await store.list_jobs(connection, job_id=job_id, limit=1)
    if not rows:
        raise NotFound(f"There is no job {job_id}; jobs are kept for a while after they ended.")
    return rows[0]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """The row as people may see it: arguments without secrets, a reason for each failure."""
    error = row["error"] or (NO_REASON if row["state"] == "failed" else None)
    return row | {"args": without_secrets(row["args"]), "error": error}
