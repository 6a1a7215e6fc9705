"""sidecar.cli keys: API keys, also before there is anybody who could sign in."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from sidecar.adapters.postgres import transaction
from sidecar.auth import SCOPES
from sidecar.errors import BadRequest
from sidecar.keys import service
from sidecar.keys.schemas import CreatedKey, Key, NewKey
from sidecar.shell import shell_of, show
from sidecar.state import State

app = typer.Typer(no_args_is_help=True, help="API keys for programs.")


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="The program the key is for.")],
    scopes: Annotated[
        list[str], typer.Option("--scope", help=f"A right; repeatable. One of {', '.join(SCOPES)}.")
    ],
    days: Annotated[int | None, typer.Option(min=1, help="Valid for so many days.")] = None,
) -> None:
    """Make a key; its text is printed this once."""

    async def work(state: State) -> CreatedKey:
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown:
            raise BadRequest(f"{unknown[0]} is not a scope; the scopes are {', '.join(SCOPES)}.")
        ends = datetime.now(UTC) + timedelta(days=days) if days else None
        wanted = NewKey(name=name, scopes=scopes, expires_at=ends)
        async with transaction(state["pool"]) as connection:
            return await service.create(
                connection, wanted, created_by="shell", may_grant=frozenset(SCOPES)
            )

    show(shell_of(context).run(work))


@app.command("list")
def list_keys(context: typer.Context) -> None:
    """All keys, newest first, without their secrets."""

    async def work(state: State) -> list[Key]:
        async with transaction(state["pool"]) as connection:
            return await service.all_keys(connection)

    show(shell_of(context).run(work))


@app.command()
def revoke(context: typer.Context, key_id: int) -> None:
    """Revoke a key by its id."""

    async def work(state: State) -> None:
        async with transaction(state["pool"]) as connection:
            await service.revoke(connection, key_id)

    shell_of(context).run(work)
    typer.echo(f"Key {key_id} is revoked.")
