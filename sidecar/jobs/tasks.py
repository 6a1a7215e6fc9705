"""The queue's own tasks: telling Odoo that a job ended, rescuing lost jobs, forgetting old ones."""

from typing import Any

import procrastinate
from procrastinate import JobContext

from sidecar.adapters.callback import post_callback
from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import Tries
from sidecar.jobs import service, store
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()

# Odoo may be down for a night: ten growing waits make an hour and a half, then one try an hour.
# Odoo takes an answer for 24 hours after the question.
TELL_FOR_A_DAY = Tries(34, first_wait=5, factor=2, longest=3600)


@blueprint.task(name=service.CALLBACK_TASK, pass_context=True, retry=TELL_FOR_A_DAY)
async def callback(
    context: JobContext,
    *,
    callback_id: int,
    state: str,
    result: Any = None,
    error: str | None = None,
) -> str:
    """Tell Odoo how a job ended. It is retried by itself, so an Odoo that is down loses nothing."""
    held = of_job(context)
    async with transaction(held["pool"]) as connection:
        row = await store.callback(connection, callback_id)
    if row is None or row["is_delivered"]:
        return "nothing to tell"
    await post_callback(
        row["url"],
        {"state": state, "result": result, "error": error},
        secret=held["settings"].sidecar_secret.get_secret_value(),
        call_id=row["call_id"],
    )
    async with transaction(held["pool"]) as connection:
        await store.callback_delivered(connection, callback_id)
    return "told"


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="jobs.rescue", pass_context=True, queueing_lock="jobs.rescue", retry=Tries(1))
async def rescue(context: JobContext, timestamp: int) -> dict[str, list[int]]:
    """Every minute: start the jobs of vanished workers again."""
    held = of_job(context)
    settings = held["settings"]
    async with transaction(held["pool"]) as connection:
        return await service.rescue(
            connection,
            held["jobs"],
            lost_after=settings.worker_lost_after,
            rescues=settings.job_rescues,
        )


@blueprint.periodic(cron="17 2 * * *")
@blueprint.task(name="jobs.prune", pass_context=True, queueing_lock="jobs.prune", retry=Tries(1))
async def prune(context: JobContext, timestamp: int) -> dict[str, int]:
    """Every night: delete jobs that ended long ago, with their tries."""
    held = of_job(context)
    async with transaction(held["pool"]) as connection:
        return await store.delete_ended(connection, held["settings"].job_kept_days)
