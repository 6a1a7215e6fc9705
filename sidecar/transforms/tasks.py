"""The job that builds the warehouse."""

from typing import Any, cast

import procrastinate
from procrastinate import JobContext

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import defer
from sidecar.state import of_job
from sidecar.transforms import refresh as refreshing
from sidecar.transforms import service
from sidecar.transforms.runner import Dbt
from sidecar.transforms.store import Rates

blueprint = procrastinate.Blueprint()


@blueprint.task(
    name="transforms.build",
    pass_context=True,
    queueing_lock="transforms.build",
    lock="transforms.build",
)
async def build(
    context: JobContext,
    *,
    select: str | None = None,
    full_refresh: bool = False,
    retry_of: int | None = None,
    sync: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Build the models. `sync` is what the synchronisation before it did, told along with ours."""
    held = of_job(context)
    settings = held["settings"]
    try:
        result = await service.build(
            held["pool"],
            cast(Dbt, held["dbt"]),
            select=select,
            full_refresh=full_refresh,
            retry_of=retry_of,
            job_id=context.job.id,
            rates=Rates(settings.cost_cpu_hour, settings.cost_gigabyte),
        )
    finally:
        # A failed build is told of too; lineage reads the models anew that changed.
        async with transaction(held["pool"]) as connection:
            await defer(held["jobs"], connection, "lineage.refresh")
    return {"sync": sync, "build": result.model_dump()}


@blueprint.task(
    name="transforms.refresh",
    pass_context=True,
    queueing_lock="transforms.refresh",
    lock="transforms.build",
)
async def refresh(context: JobContext) -> dict[str, Any]:
    """Build what lies behind bronze: what the synchronisation asks for while it keeps watching."""
    held = of_job(context)
    result = await refreshing.refresh(held["pool"], cast(Dbt, held["dbt"]))
    return result.model_dump()
