"""The jobs that measure the data and tell the chat."""

from typing import Any, cast

import procrastinate
from procrastinate import JobContext

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import Tries, defer
from sidecar.quality import decisions, service
from sidecar.state import of_job
from sidecar.transforms.runner import Dbt

blueprint = procrastinate.Blueprint()

# Nine hours in all; what is still owed then goes out with the next change.
TELL = Tries(10, first_wait=5, factor=3, longest=7200)


@blueprint.task(
    name="quality.assess",
    pass_context=True,
    queueing_lock="quality.assess",
    lock="quality.assess",
)
async def assess(context: JobContext, *, relations: list[str] | None = None) -> dict[str, Any]:
    """Measure the relations, then tell the chat what changed."""
    held = of_job(context)
    result = await service.assess(
        held["pool"], cast(Dbt, held["dbt"]), held["odoo"], relations=relations
    )
    async with transaction(held["pool"]) as connection:
        await defer(context.app, connection, "quality.alert")
    return result.model_dump(mode="json")


@blueprint.periodic(cron="0 8 * * *")
@blueprint.task(
    name="quality.assess_daily",
    pass_context=True,
    queueing_lock="quality.assess_daily",
    lock="quality.assess",
)
async def assess_daily(context: JobContext, timestamp: int) -> dict[str, Any]:
    """Every day at 8:00 UTC: measure everything, always at the same hour, so that days compare."""
    held = of_job(context)
    result = await service.assess(held["pool"], cast(Dbt, held["dbt"]), held["odoo"])
    async with transaction(held["pool"]) as connection:
        await defer(context.app, connection, "quality.alert")
    return result.model_dump(mode="json")


@blueprint.task(
    name="quality.alert",
    pass_context=True,
    queueing_lock="quality.alert",
    lock="quality.alert",
    retry=TELL,
)
async def alert(context: JobContext) -> dict[str, int]:
    """Send the messages owed to the chat; those that could not be sent are tried again."""
    held = of_job(context)
    return {"sent": await decisions.send_alerts(held["pool"], held["odoo"])}
