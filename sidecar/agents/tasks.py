"""The queue's tasks of agents: running, telling Odoo, forgetting."""

from typing import Any

import procrastinate
from procrastinate import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import Tries
from sidecar.agents import store
from sidecar.agents.problems import StillRunning
from sidecar.errors import OdooDown, SidecarError, Upstream, WarehouseDown
from sidecar.jobs.worker import sentence
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()


class Patience(BaseRetryStrategy):
    """How long a run is kept alive: what is away may come back, a fault of ours hardly passes."""

    # Ten growing waits make an hour and a half, then one try an hour: Odoo may be down for a day.
    away = Tries(34, first_wait=5, factor=2, longest=3600)
    upset = Tries(10, first_wait=5, factor=2, longest=3600)
    broken = Tries(3, first_wait=4, factor=4)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, None for never."""
        tries = self.broken
        if isinstance(exception, OdooDown | WarehouseDown | StillRunning):
            tries = self.away
        elif isinstance(exception, Upstream):
            tries = self.upset
        return tries.get_retry_decision(exception=exception, job=job)


PATIENCE = Patience()


@blueprint.task(name="agents.run", pass_context=True, retry=PATIENCE)
async def run(context: JobContext, *, run: str) -> dict[str, Any]:
    """Take a run as far as it goes; it waits for a person without a worker."""
    # LangGraph takes two seconds to load: only the worker that runs an agent does it.
    from sidecar.agents.runner import Runner

    runner = Runner(of_job(context), run)
    try:
        return await runner.run()
    except Exception as error:
        if PATIENCE.get_retry_decision(exception=error, job=context.job) is not None:
            raise
        await runner.fail(sentence(error))
        await runner.tell()
        if isinstance(error, SidecarError):
            return {"state": "failed", "error": error.detail}
        raise


@blueprint.task(
    name="agents.tell",
    pass_context=True,
    retry=Tries(34, first_wait=5, factor=2, longest=3600),
)
async def tell(context: JobContext, *, run: str) -> dict[str, Any]:
    """Tell Odoo how a run stands, again and again while Odoo is away."""
    from sidecar.agents.runner import tell as tell_odoo

    return {"state": await tell_odoo(of_job(context), run)}


@blueprint.periodic(cron="37 2 * * *")
@blueprint.task(
    name="agents.prune", pass_context=True, queueing_lock="agents.prune", retry=Tries(1)
)
async def prune(context: JobContext, timestamp: int) -> dict[str, int]:
    """Every night: delete runs that ended long ago, with their checkpoints."""
    held = of_job(context)
    async with transaction(held["pool"]) as connection:
        return {"runs": await store.delete_ended(connection, held["settings"].job_kept_days)}
