"""sidecar.cli transforms: build the warehouse from a shell."""

from typing import Annotated, cast

import typer

from sidecar.adapters.postgres import transaction
from sidecar.shell import shell_of, show
from sidecar.state import State
from sidecar.transforms import refresh as refreshing
from sidecar.transforms import service
from sidecar.transforms.runner import Dbt
from sidecar.transforms.schemas import Build, BuildResult, Refreshed

app = typer.Typer(no_args_is_help=True, help="dbt: silver and gold out of bronze.")


@app.command()
def build(
    context: typer.Context,
    select: Annotated[str | None, typer.Option(help="Models, in dbt's syntax.")] = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Build from all versions.")
    ] = False,
) -> None:
    """Build models and run their tests, now and in this process."""

    async def work(held: State) -> BuildResult:
        return await service.build(
            held["pool"], cast(Dbt, held["dbt"]), select=select, full_refresh=full_refresh
        )

    show(shell_of(context).run(work))


@app.command()
def refresh(context: typer.Context) -> None:
    """Build what lies behind bronze, without tests: seconds instead of a whole build."""

    async def work(held: State) -> Refreshed:
        return await refreshing.refresh(held["pool"], cast(Dbt, held["dbt"]))

    show(shell_of(context).run(work))


@app.command("list")
def list_builds(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
    results: Annotated[bool, typer.Option(help="With each model and test.")] = False,
) -> None:
    """The latest builds, newest first."""

    async def work(held: State) -> list[Build]:
        async with transaction(held["pool"]) as connection:
            return await service.builds(connection, limit=limit, with_results=results)

    show(shell_of(context).run(work))
