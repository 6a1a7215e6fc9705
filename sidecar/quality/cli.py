"""sidecar.cli quality: measure the data and look at it from a shell."""

from typing import Annotated, cast

import typer

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import defer
from sidecar.quality import scorecard, service
from sidecar.quality.declared import Manifest
from sidecar.quality.schemas import Assessment, Scorecard
from sidecar.shell import shell_of, show
from sidecar.state import State
from sidecar.transforms.runner import Dbt

app = typer.Typer(no_args_is_help=True, help="How good the warehouse's data is.")


@app.command()
def assess(
    context: typer.Context,
    relation: Annotated[
        list[str] | None, typer.Option(help="Only this schema.table; repeatable.")
    ] = None,
) -> None:
    """Measure now and in this process; the worker tells the chat what changed."""

    async def work(held: State) -> Assessment:
        dbt = cast(Dbt, held["dbt"])
        result = await service.assess(held["pool"], dbt, held["odoo"], relations=relation or None)
        async with transaction(held["pool"]) as connection:
            await defer(held["jobs"], connection, "quality.alert")
        return result

    show(shell_of(context).run(work))


@app.command("show")
def show_scorecard(context: typer.Context) -> None:
    """The scorecard: relations, layers, scores of the last measurement, incidents."""

    async def work(held: State) -> Scorecard:
        path = cast(Dbt, held["dbt"]).manifest_path
        manifest = Manifest.read(path) if path.exists() else None
        async with transaction(held["pool"]) as connection:
            return await scorecard.scorecard(connection, manifest)

    show(shell_of(context).run(work))
