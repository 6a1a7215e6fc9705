"""sidecar.cli platinum: refresh the vectors from a shell."""

import typer

from sidecar.platinum import service
from sidecar.platinum.schemas import VectorsRefreshed
from sidecar.shell import shell_of, show
from sidecar.state import State

app = typer.Typer(no_args_is_help=True, help="Vectors of what was bought and claimed.")


@app.callback()
def main() -> None:
    """Keeps a command of its own name although there is only one."""


@app.command()
def refresh(context: typer.Context) -> None:
    """Compute the vectors of new and changed texts, now and in this process."""

    async def work(held: State) -> VectorsRefreshed:
        return await service.refresh(held["pool"], held["embedder"])

    show(shell_of(context).run(work))
