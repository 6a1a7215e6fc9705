"""sidecar.cli tables: add a model of Odoo to what is synchronised, in the source tree."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from sidecar.shell import ending_with_a_sentence, shell_of
from sidecar.state import State
from sidecar.tables import service
from sidecar.tables.fields import repository

app = typer.Typer(no_args_is_help=True, help="A model of Odoo down to silver.")


@app.callback()
def main() -> None:
    """Keeps `add` a command of its own."""


async def nobody(_model: str) -> Any:
    """Typed fields ask no Odoo."""
    raise AssertionError


@app.command()
def add(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="For example res.partner.category.")],
    fields: Annotated[
        str, typer.Option(help="Names, or name:type for each, which needs no running Odoo.")
    ] = "",
    noun: Annotated[
        str | None, typer.Option(help="What one record is called: partner category.")
    ] = None,
    tree: Annotated[Path, typer.Option(help="A folder of the source tree.")] = Path(),
) -> None:
    """Write its place in the list, its bronze view and table, its silver model and tests."""
    root = ending_with_a_sentence(lambda: repository(tree))

    async def work(held: State) -> service.Added:
        async def ask(name: str) -> Any:
            return await held["odoo"].execute("ipai.sync.table", "fields_of", model=name)

        return await service.add(root, model, fields, noun, ask)

    async def offline() -> service.Added:
        return await service.add(root, model, fields, noun, nobody)

    if ":" in fields:
        added = ending_with_a_sentence(lambda: asyncio.run(offline()))
    else:
        added = shell_of(context).run(work)
    for name in added.written:
        typer.echo(f"wrote {name}")
    if not added.written:
        typer.echo(f"{added.model} is there already: {added.silver} reads it.")
        return
    typer.echo(
        f"{added.silver} has {', '.join(added.fields)}. Update ipai_sync in Odoo, migrate, "
        "synchronise, then build it."
    )
