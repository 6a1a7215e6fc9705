"""The jobs of the intake."""

import procrastinate
from procrastinate import JobContext

from sidecar.adapters.postgres import transaction
from sidecar.intake import service
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()


@blueprint.periodic(cron="20 2 * * *")
@blueprint.task(name="intake.prune", pass_context=True, queueing_lock="intake.prune")
async def prune(context: JobContext, timestamp: int) -> dict[str, int]:
    """Every night: remove replaced versions and settled quarantine that are old enough."""
    async with transaction(of_job(context)["pool"]) as connection:
        return await service.prune(connection)


@blueprint.periodic(cron="10 2 * * *")
@blueprint.task(name="intake.retire", pass_context=True, queueing_lock="intake.retire")
async def retire(context: JobContext, timestamp: int) -> dict[str, int]:
    """Every night: let records leave that are older than IPAI_INTAKE_KEPT_YEARS."""
    held = of_job(context)
    async with transaction(held["pool"]) as connection:
        return await service.retire(connection, held["settings"].intake_kept_years)
