"""sidecar.cli sync: bring Odoo's changes into bronze from a shell."""

from typing import Annotated

import typer

from sidecar.adapters.postgres import transaction
from sidecar.shell import shell_of, show
from sidecar.state import State
from sidecar.sync import service
from sidecar.sync.reader import BATCH_ROWS, OdooReader
from sidecar.sync.schemas import Reconciliation, RunResult, Status

app = typer.Typer(no_args_is_help=True, help="Odoo's changes into bronze.")


@app.command()
def run(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=50_000, help="Rows of a batch.")] = BATCH_ROWS,
    refresh: Annotated[
        list[str] | None, typer.Option(help="Model to read again as a whole; repeatable.")
    ] = None,
) -> None:
    """Synchronise until Odoo has no more, now and in this process."""

    async def work(held: State) -> RunResult:
        reader = OdooReader(held["odoo"])
        return await service.run(held["pool"], reader, limit=limit, refresh=refresh or ())

    show(shell_of(context).run(work))


@app.command()
def reconcile(
    context: typer.Context,
    repair: Annotated[bool, typer.Option(help="Read again what differs.")] = True,
) -> None:
    """Compare row counts and id sums of Odoo and bronze."""

    async def work(held: State) -> Reconciliation:
        return await service.reconcile(held["pool"], OdooReader(held["odoo"]), repair=repair)

    show(shell_of(context).run(work))


@app.command()
def status(context: typer.Context) -> None:
    """How far each Odoo database has been read, and the latest runs."""

    async def work(held: State) -> Status:
        async with transaction(held["pool"]) as connection:
            return await service.status(connection)

    show(shell_of(context).run(work))
