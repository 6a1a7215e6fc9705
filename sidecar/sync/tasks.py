"""The jobs of the synchronisation."""

from typing import Any

import procrastinate
from procrastinate import JobContext

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import defer, pass_on
from sidecar.state import State, of_job
from sidecar.sync import reconciliation, retention, service, watch
from sidecar.sync.schemas import RunResult
from sidecar.sync.source import make_reader

blueprint = procrastinate.Blueprint()
REFRESH = "transforms.refresh"
# Another worker may watch; it leaves a place between two looks.
PATIENCE_SECONDS = 60.0


@blueprint.task(name="sync.run", pass_context=True, queueing_lock="sync.run", lock="sync.run")
async def run(context: JobContext, *, build: bool = True) -> dict[str, Any]:
    """Synchronise until Odoo has no more, then queue the build, which answers for both."""
    held = of_job(context)
    reader = make_reader(held["settings"], held["odoo"])
    result = await service.run(
        held["pool"], reader, should_stop=context.should_abort, patience=PATIENCE_SECONDS
    )
    summary = result.model_dump()
    if build and not context.should_abort():
        await pass_on(context, held["pool"], "transforms.build", sync=summary)
    return {"sync": summary}


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="sync.watch", pass_context=True, queueing_lock="sync.watch", lock="sync.watch")
async def keep_up(context: JobContext, timestamp: int) -> dict[str, Any]:
    """With IPAI_SYNC_WATCH one worker synchronises all the time; another takes over within a
    minute when that one is gone."""
    held = of_job(context)
    if not held["settings"].sync_watch:
        return {"watching": False}
    await watch.watch(
        held["pool"],
        make_reader(held["settings"], held["odoo"]),
        pause=held["settings"].sync_watch_seconds,
        on_change=lambda result: ask_for_refresh(held, result),
        should_stop=context.should_abort,
    )
    return {"watching": True}


async def ask_for_refresh(held: State, _result: RunResult) -> None:
    """Queue a refresh of what lies downstream; one that waits already does for this too."""
    async with transaction(held["pool"]) as connection:
        await defer(held["jobs"], connection, REFRESH)


@blueprint.periodic(cron="40 1 * * *")
@blueprint.task(
    name="sync.reconcile", pass_context=True, queueing_lock="sync.reconcile", lock="sync.run"
)
async def reconcile(context: JobContext, timestamp: int) -> dict[str, Any]:
    """Every night: compare Odoo and bronze record by record and read again what differs."""
    held = of_job(context)
    reader = make_reader(held["settings"], held["odoo"])
    found = await reconciliation.reconcile(held["pool"], reader)
    return found.model_dump(mode="json")


@blueprint.periodic(cron="20 2 * * *")
@blueprint.task(name="sync.clear", pass_context=True, queueing_lock="sync.clear", lock="sync.clear")
async def clear(context: JobContext, timestamp: int) -> dict[str, Any]:
    """Every night: remove versions from bronze that are too old to be kept."""
    held = of_job(context)
    cleared = await retention.clear(held["pool"], held["settings"])
    return cleared.model_dump()
