"""The job that keeps the lineage up to date."""

from typing import Any, cast

import procrastinate
from procrastinate import JobContext

from sidecar.lineage import service, transport
from sidecar.lineage.service import Compiler
from sidecar.lineage.warehouse import Warehouse
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()


@blueprint.task(
    name="lineage.refresh",
    pass_context=True,
    queueing_lock="lineage.refresh",
    lock="lineage.refresh",
)
async def refresh(context: JobContext) -> dict[str, Any]:
    """Read the lineage, then tell of the builds since the last time in OpenLineage events."""
    held = of_job(context)
    pool, settings = held["pool"], held["settings"]
    summary = await service.refresh(pool, cast(Compiler, held["dbt"]))
    warehouse = Warehouse.from_dsn(settings.warehouse_dsn.get_secret_value())
    written = await service.write_events(pool, warehouse, settings.openlineage_kept_days)
    delivered = await transport.deliver(pool, settings)
    return {**summary.model_dump(mode="json"), "events": written, "delivered": delivered}
