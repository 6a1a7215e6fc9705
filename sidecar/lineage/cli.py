"""sidecar.cli lineage: read, check and export the lineage from a shell."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from sidecar.adapters.postgres import transaction
from sidecar.lineage import service
from sidecar.lineage.schemas import RunSummary
from sidecar.lineage.service import Compiler
from sidecar.shell import fail, shell_of, show
from sidecar.state import State

app = typer.Typer(no_args_is_help=True, help="Lineage from Odoo's fields to gold's columns.")


class Form(StrEnum):
    """How the graph is written."""

    cypher = "cypher"
    csv = "csv"
    json = "json"


async def _refresh(held: State) -> RunSummary:
    return await service.refresh(held["pool"], cast(Compiler, held["dbt"]))


@app.command()
def refresh(context: typer.Context) -> None:
    """Compile the project, read the models that changed, store the graph."""
    show(shell_of(context).run(_refresh))


@app.command()
def check(context: typer.Context) -> None:
    """Read the lineage and end with 1 when a column of gold or platinum has no source."""
    found = shell_of(context).run(_refresh)
    typer.echo(
        f"{found.models} models ({found.parsed} read anew), {found.nodes} nodes, {found.edges} "
        f"edges in {found.seconds:.1f} s: {found.compile_seconds:.1f} s compiling, "
        f"{found.parse_seconds:.2f} s reading."
    )
    for problem in found.problems:
        typer.echo(f"  {problem}")
    for column in found.without_source:
        typer.echo(f"  {column} comes from nowhere.")
    if found.problems or found.without_source:
        raise fail("The lineage is not complete.")
    typer.echo(f"All {found.gold_columns} columns of gold and platinum have a source.")


@app.command()
def export(
    context: typer.Context,
    form: Annotated[Form, typer.Argument(help="cypher, csv or json")],
    to: Annotated[Path | None, typer.Option(help="File; standard output without it.")] = None,
) -> None:
    """Write the stored graph for another program."""

    async def work(held: State) -> str:
        async with transaction(held["pool"]) as connection:
            return await service.export(connection, form.value)

    text = shell_of(context).run(work)
    if to is None:
        typer.echo(text, nl=False)
    else:
        to.write_text(text, encoding="utf-8")
        typer.echo(to)
