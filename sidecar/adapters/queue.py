"""The queue of jobs: procrastinate on the warehouse's pool.

A feature writes its tasks on a `procrastinate.Blueprint`; `make_queue` copies them into one App.
`defer` and `pass_on` put jobs into the queue within the caller's transaction.
"""

import asyncio
import copy
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import procrastinate
from procrastinate import App, Blueprint, JobContext
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.utils import utcnow
from pydantic import BaseModel, Field

from sidecar.adapters.postgres import Connection, Pool, load_queries, transaction
from sidecar.errors import SidecarError

QUERIES = load_queries(Path(__file__).with_name("queue.sql"))


class Callback(BaseModel):
    """Where Odoo wants to be told that a job ended, and for which of its calls."""

    url: str = Field(
        pattern=r"^https?://[A-Za-z0-9._~%:/\[\]-]+/ipai/callback/[0-9]+/[A-Za-z0-9_-]+$",
        max_length=500,
        examples=["https://odoo.example.com/ipai/callback/42/4f0c1f0e9a"],
    )
    call_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$", examples=["42"])


class Queued(BaseModel):
    """A job in the queue; `is_new` is false when the same work was already waiting there."""

    job_id: int = Field(examples=[17])
    is_new: bool = Field(description="False: the same work was already waiting under this id.")


class Tries(BaseRetryStrategy):
    """Try a failing job `tries` times in all, waiting first_wait, then `factor` times longer.

    An error that would only repeat itself (status below 500) is final at once. A job cut off by a
    stopping worker is not at fault and is always started again.
    """

    def __init__(
        self, tries: int = 3, *, first_wait: float = 4, factor: float = 4, longest: float = 3600
    ) -> None:
        self.tries = tries
        self.first_wait = first_wait
        self.factor = factor
        self.longest = longest

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, None for never."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_at=utcnow())
        if isinstance(exception, SidecarError) and exception.status < 500:
            return None
        if job.attempts + 1 >= self.tries:
            return None
        wait = min(self.first_wait * self.factor**job.attempts, self.longest)
        return RetryDecision(retry_at=utcnow() + timedelta(seconds=wait))


DEFAULT_TRIES = Tries()


def make_queue(blueprints: Iterable[Blueprint]) -> App:
    """An App that knows the tasks of all blueprints; open it on the warehouse's pool."""
    app = App(connector=procrastinate.PsycopgConnector())
    for blueprint in blueprints:
        add_tasks(app, blueprint)
    return app


def add_tasks(app: App, blueprint: Blueprint) -> None:
    """Copy a blueprint's tasks into the App, under their own names.

    procrastinate would rename and rebind the tasks of the blueprint itself, and a second App in the
    same process could not have them.
    """
    for task in set(blueprint.tasks.values()):
        bound = copy.copy(task)
        bound.blueprint = app
        if bound.retry_strategy is None:
            bound.retry_strategy = DEFAULT_TRIES
        app._register_task(bound)
    for periodic in blueprint.periodic_registry.periodic_tasks.values():
        app.periodic_registry.register_task(
            task=app.tasks[periodic.task.name],
            cron=periodic.cron,
            periodic_id=periodic.periodic_id,
            configure_kwargs=periodic.configure_kwargs,
        )


async def defer(
    jobs: App,
    connection: Connection,
    task: str,
    *,
    callback: Callback | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
    **args: Any,
) -> Queued:
    """Queue a job by its task's name, as part of the connection's transaction.

    Jobs with the same `lock` run one after the other. When the job (or its task) has a queueing
    lock and another waits under it, that one is returned; the callback is attached to it all the
    same.
    """
    given = {"lock": lock, "queueing_lock": queueing_lock}
    locks = {name: value for name, value in given.items() if value is not None}
    try:
        async with connection.transaction():
            deferrer = jobs.configure_task(
                task, allow_unknown=False, connection=connection, **locks
            )
            found = Queued(job_id=await deferrer.defer_async(**args), is_new=True)
    except AlreadyEnqueued:
        place = queueing_lock or jobs.tasks[task].queueing_lock
        cursor = await connection.execute(QUERIES["waiting_job"], {"queueing_lock": place})
        row = await cursor.fetchone()
        if row is None:
            # It was fetched by a worker in this very moment, so the place is free again.
            return await defer(jobs, connection, task, callback=callback, **given, **args)
        found = Queued(job_id=row["id"], is_new=False)
    if callback is not None:
        await connection.execute(
            QUERIES["add_callback"], {"job_id": found.job_id, **callback.model_dump()}
        )
    return found


async def pass_on(context: JobContext, pool: Pool, task: str, **args: Any) -> Queued:
    """Queue the next step from inside a job, and let that step answer the callbacks of this one."""
    async with transaction(pool) as connection:
        found = await defer(context.app, connection, task, **args)
        await connection.execute(
            QUERIES["move_callbacks"], {"job_id": context.job.id, "next_job_id": found.job_id}
        )
    return found


async def ping(pool: Pool, lost_after: float) -> dict[str, Any]:
    """Workers alive, jobs waiting and seconds the oldest due job has waited."""
    async with transaction(pool) as connection:
        cursor = await connection.execute(QUERIES["pulse"], {"lost_after": lost_after})
        row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - the query always has one row
    return dict(row)


async def check(pool: Pool, lost_after: float) -> dict[str, Any]:
    """`ping` for /health: without a worker nothing in the queue is ever done."""
    pulse = await ping(pool, lost_after)
    if not pulse["workers"]:
        raise SidecarError(
            f"No worker is running, {pulse['waiting']} jobs wait. Start one with "
            "`python -m sidecar.cli worker`."
        )
    return pulse


async def counts(pool: Pool) -> list[dict[str, Any]]:
    """Rows of task, state and count over all jobs kept."""
    async with transaction(pool) as connection:
        return await (await connection.execute(QUERIES["counts"])).fetchall()
