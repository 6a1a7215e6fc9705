"""The job that keeps the vectors in step."""

from typing import Any

import procrastinate
from procrastinate import JobContext

from sidecar.platinum import service
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()


@blueprint.periodic(cron="50 * * * *")
@blueprint.task(
    name="platinum.refresh",
    pass_context=True,
    queueing_lock="platinum.refresh",
    lock="platinum.refresh",
)
async def refresh(context: JobContext, timestamp: int | None = None) -> dict[str, Any]:
    """Every hour: compute the vectors of new texts."""
    held = of_job(context)
    result = await service.refresh(held["pool"], held["embedder"])
    return result.model_dump()
