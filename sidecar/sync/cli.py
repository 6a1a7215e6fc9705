"""sidecar.cli sync: bring Odoo's changes into bronze from a shell."""

import asyncio
import signal
from typing import Annotated

import typer

from sidecar.adapters.postgres import transaction
from sidecar.shell import shell_of, show
from sidecar.state import State
from sidecar.sync import reconciliation, retention, service, tasks, watch
from sidecar.sync.batches import BATCH_ROWS, Wanted
from sidecar.sync.schemas import Cleared, Reconciliation, RunResult, Status
from sidecar.sync.source import make_reader

app = typer.Typer(no_args_is_help=True, help="Odoo's changes into bronze.")


@app.command()
def run(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=200_000, help="Rows of a batch.")] = BATCH_ROWS,
    refresh: Annotated[
        list[str] | None, typer.Option(help="Model to read again as a whole; repeatable.")
    ] = None,
    keep_up: Annotated[
        bool,
        typer.Option(
            "--watch", help="Go on until Ctrl-C; silver and gold follow when a worker runs."
        ),
    ] = False,
) -> None:
    """Synchronise until Odoo has no more, now and in this process."""
    wanted = Wanted(refresh=refresh or ())

    async def work(held: State) -> RunResult:
        reader = make_reader(held["settings"], held["odoo"])
        return await service.run(held["pool"], reader, limit=limit, wanted=wanted)

    async def watching(held: State) -> None:
        stopping = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        await watch.watch(
            held["pool"],
            make_reader(held["settings"], held["odoo"]),
            pause=held["settings"].sync_watch_seconds,
            limit=limit,
            wanted=wanted,
            on_change=lambda result: tasks.ask_for_refresh(held, result),
            should_stop=stopping.is_set,
        )

    if keep_up:
        shell_of(context).run(watching)
    else:
        show(shell_of(context).run(work))


@app.command()
def reconcile(
    context: typer.Context,
    repair: Annotated[bool, typer.Option(help="Read again what differs.")] = True,
) -> None:
    """Compare Odoo and bronze, table by table and record by record."""

    async def work(held: State) -> Reconciliation:
        reader = make_reader(held["settings"], held["odoo"])
        return await reconciliation.reconcile(held["pool"], reader, repair=repair)

    show(shell_of(context).run(work))


@app.command()
def clear(context: typer.Context) -> None:
    """Remove versions from bronze that are too old to be kept."""

    async def work(held: State) -> Cleared:
        return await retention.clear(held["pool"], held["settings"])

    show(shell_of(context).run(work))


@app.command()
def status(context: typer.Context) -> None:
    """How far each Odoo database has been read, and the latest runs."""

    async def work(held: State) -> Status:
        async with transaction(held["pool"]) as connection:
            return await service.status(connection)

    show(shell_of(context).run(work))
