"""The worker: runs jobs, and writes down how each try of each ended."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from procrastinate import JobContext
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason
from procrastinate.worker import Worker

from sidecar.adapters.postgres import Pool, as_sidecar_error, transaction
from sidecar.errors import SidecarError
from sidecar.jobs import service, store
from sidecar.state import State, of_job
from sidecar.telemetry import logger

# Housekeeping runs every minute; one row for each of its runs would bury the jobs people look for.
NOT_RECORDED = {"jobs.rescue", "jobs.prune", "sync.watch"}
# A new job is told of at once; one that waited for the lock of another is found by looking.
LOOK_SECONDS = 0.5


def sentence(error: BaseException) -> str:
    """What the user reads about a failed try."""
    if isinstance(error, SidecarError):
        return error.detail
    known = as_sidecar_error(error)
    if known is not None:
        return known.detail
    return f"It failed unexpectedly ({type(error).__name__}); the worker's log has the reason."


async def record(
    call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker
) -> Any:
    """Around every job: a row for the try, a log line, and the callbacks when it is over."""
    if context.job.task_name in NOT_RECORDED:
        return await call_next()
    job_id = int(context.job.id or 0)
    pool = of_job(context)["pool"]
    with structlog.contextvars.bound_contextvars(
        call_id=f"job-{job_id}", task=context.job.task_name
    ):
        async with transaction(pool) as connection:
            try_id = await store.start_try(connection, job_id, context.job.attempts + 1)
        try:
            result = await call_next()
        except BaseException as error:
            if context.abort_reason() is AbortReason.USER_REQUEST:
                await _end_cancelled(context, pool, try_id)
                raise JobAborted() from error
            await _end_failed(context, pool, try_id, error)
            raise
        async with transaction(pool) as connection:
            await store.end_try(connection, try_id, "succeeded", result=result)
            await service.tell(connection, context.app, job_id, "done", result=result)
        logger.info("job succeeded", job=job_id)
        return result


async def _end_cancelled(context: JobContext, pool: Pool, try_id: int) -> None:
    error = "The job was cancelled while it ran."
    job_id = int(context.job.id or 0)
    async with transaction(pool) as connection:
        await store.end_try(connection, try_id, "aborted", error=error)
        await service.tell(connection, context.app, job_id, "failed", error=error)
    logger.info("job cancelled", job=job_id)


async def _end_failed(context: JobContext, pool: Pool, try_id: int, error: BaseException) -> None:
    """Write the sentence down; only when no other try follows, tell those who wait."""
    job = context.job
    task = context.app.tasks.get(job.task_name)
    again = task is not None and task.get_retry_exception(error, job) is not None
    stopping = isinstance(error, asyncio.CancelledError)
    text = "The worker was stopped; the job starts again." if stopping else sentence(error)
    expected = stopping or isinstance(error, SidecarError)
    trace = None if expected else "".join(traceback.format_exception(error))
    async with transaction(pool) as connection:
        await store.end_try(
            connection, try_id, "aborted" if stopping else "failed", error=text, trace=trace
        )
        if again:
            await store.forget_queueing_lock(connection, int(job.id or 0))
        else:
            await service.tell(connection, context.app, int(job.id or 0), "failed", error=text)
    log = logger.warning if again or expected else logger.error
    log("job failed", job=job.id, error=text, again=again, exc_info=None if expected else error)


async def run(state: State, *, wait: bool = True, queues: list[str] | None = None) -> None:
    """Work until SIGTERM or Ctrl-C; `wait=False` ends when the queue is empty.

    A stopping worker takes no new job, leaves its jobs `worker_grace` seconds, and puts back what
    has not finished then.
    """
    settings = state["settings"]
    options: dict[str, Any] = {"queues": queues} if queues else {}
    await state["jobs"].run_worker_async(
        concurrency=settings.worker_concurrency,
        fetch_job_polling_interval=LOOK_SECONDS,
        wait=wait,
        additional_context={"state": state},
        shutdown_graceful_timeout=settings.worker_grace,
        update_heartbeat_interval=settings.worker_heartbeat,
        stalled_worker_timeout=settings.worker_lost_after,
        worker_middleware=[record],
        install_signal_handlers=wait,
        name="sidecar",
        **options,
    )
