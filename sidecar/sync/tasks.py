"""The jobs of the synchronisation."""

from typing import Any

import procrastinate
from procrastinate import JobContext

from sidecar.adapters.queue import pass_on
from sidecar.state import of_job
from sidecar.sync import service
from sidecar.sync.reader import OdooReader

blueprint = procrastinate.Blueprint()


@blueprint.task(name="sync.run", pass_context=True, queueing_lock="sync.run", lock="sync.run")
async def run(context: JobContext, *, build: bool = True) -> dict[str, Any]:
    """Synchronise until Odoo has no more, then queue the build, which answers for both."""
    held = of_job(context)
    result = await service.run(
        held["pool"], OdooReader(held["odoo"]), should_stop=context.should_abort
    )
    summary = result.model_dump()
    if build and not context.should_abort():
        await pass_on(context, held["pool"], "transforms.build", sync=summary)
    return {"sync": summary}


@blueprint.periodic(cron="40 1 * * *")
@blueprint.task(
    name="sync.reconcile", pass_context=True, queueing_lock="sync.reconcile", lock="sync.run"
)
async def reconcile(context: JobContext, timestamp: int) -> dict[str, Any]:
    """Every night: compare Odoo and bronze table by table and read again what differs."""
    held = of_job(context)
    found = await service.reconcile(held["pool"], OdooReader(held["odoo"]))
    return found.model_dump()
