"""sidecar.cli intake: take files over, and register who may send."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from sidecar.adapters.postgres import transaction
from sidecar.auth import SCOPES, Caller
from sidecar.errors import BadRequest
from sidecar.intake import service
from sidecar.intake.csv_files import FileForm, columns_of
from sidecar.intake.domains import domain_names
from sidecar.intake.schemas import Batch, BatchWithLines, NewSource, Source, SourceWithSecret
from sidecar.intake.values import Declaration
from sidecar.shell import shell_of, show
from sidecar.state import State

app = typer.Typer(no_args_is_help=True, help="Rows of other sources, into bronze or quarantine.")
SHELL = Caller(kind="key", login="shell", name="shell", scopes=frozenset(SCOPES))


@app.command("csv")
def take_csv(
    context: typer.Context,
    domain: Annotated[str, typer.Argument(help=f"One of {', '.join(domain_names())}.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a header.")],
    source: Annotated[str, typer.Option(help="Code of the source.")] = "scout",
    encoding: Annotated[str, typer.Option(help="A byte order mark goes before it.")] = "utf-8",
    delimiter: Annotated[str | None, typer.Option(help="Else told by the header.")] = None,
    date_format: Annotated[str | None, typer.Option(help="Like DD/MM/YYYY; else ISO.")] = None,
    decimal: Annotated[str, typer.Option(help="The decimal sign, . or ,")] = ".",
    column: Annotated[
        list[str] | None, typer.Option(help="Column and our field: Number:product_id; repeatable.")
    ] = None,
) -> None:
    """Take a CSV file over; sent twice it changes nothing."""
    if decimal not in {".", ","}:
        raise typer.BadParameter("The decimal sign is . or ,")

    async def work(state: State) -> Batch:
        async with transaction(state["pool"]) as connection:
            named = await service.named_source(connection, source, SHELL)
            declared = Declaration(date_format, decimal, named.timezone, columns_of(column or []))
            with file.open("rb") as opened:
                return await service.take_file(
                    connection,
                    named,
                    domain,
                    opened,
                    FileForm(encoding, delimiter, declared),
                    channel="shell",
                    file_name=file.name,
                )

    show(shell_of(context).run(work))


@app.command()
def add_source(
    context: typer.Context,
    code: Annotated[str, typer.Option(help="A short name: scout.")],
    company: Annotated[int, typer.Option(help="Odoo id of the company its rows belong to.")],
    domains: Annotated[list[str], typer.Option("--domain", help="What it may send; repeatable.")],
    database_uuid: Annotated[
        str | None, typer.Option(help="Odoo database; else the one synchronised last.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Where moments become dates.")] = "Asia/Manila",
) -> None:
    """Register a source; its secret is printed this once."""

    async def work(state: State) -> SourceWithSecret:
        try:
            wanted = NewSource(
                code=code,
                company_id=company,
                domains=domains,
                database_uuid=UUID(database_uuid) if database_uuid else None,
                timezone=timezone,
            )
        except (ValidationError, ValueError) as error:
            raise BadRequest(f"The source cannot be registered: {error}") from None
        async with transaction(state["pool"]) as connection:
            return await service.add_source(connection, state["settings"], wanted)

    show(shell_of(context).run(work))


@app.command()
def rotate(context: typer.Context, code: str) -> None:
    """Give a source a new secret; it is printed this once."""

    async def work(state: State) -> SourceWithSecret:
        async with transaction(state["pool"]) as connection:
            return await service.rotate(connection, state["settings"], code)

    show(shell_of(context).run(work))


@app.command()
def sources(context: typer.Context) -> None:
    """All sources, without their secrets."""

    async def work(state: State) -> list[Source]:
        async with transaction(state["pool"]) as connection:
            return await service.sources(connection)

    show(shell_of(context).run(work))


@app.command()
def batches(
    context: typer.Context, limit: Annotated[int, typer.Option(min=1, max=200)] = 20
) -> None:
    """The latest batches and what became of their lines."""

    async def work(state: State) -> list[Batch]:
        async with transaction(state["pool"]) as connection:
            return await service.batches(connection, SHELL, domain=None, limit=limit)

    show(shell_of(context).run(work))


@app.command()
def batch(
    context: typer.Context,
    batch_id: UUID,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> None:
    """A batch with the lines it left in quarantine."""

    async def work(state: State) -> BatchWithLines:
        async with transaction(state["pool"]) as connection:
            return await service.batch(connection, SHELL, batch_id, after=0, limit=limit)

    show(shell_of(context).run(work))
