"""sidecar.cli jobs: the queue from a shell."""

from typing import Annotated

import typer

from sidecar.adapters.postgres import transaction
from sidecar.jobs import service
from sidecar.jobs.schemas import Job, JobChanged, JobDetail
from sidecar.shell import shell_of, show
from sidecar.state import State

app = typer.Typer(no_args_is_help=True, help="The queue.")


@app.command("list")
def list_jobs(
    context: typer.Context,
    task: Annotated[str | None, typer.Option(help="Only jobs of this task.")] = None,
    state: Annotated[str | None, typer.Option(help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """Jobs, newest first."""

    async def work(held: State) -> list[Job]:
        async with transaction(held["pool"]) as connection:
            return await service.list_jobs(connection, task=task, state=state, limit=limit)

    show(shell_of(context).run(work))


@app.command("show")
def show_job(context: typer.Context, job_id: int) -> None:
    """One job with its tries."""

    async def work(held: State) -> JobDetail:
        async with transaction(held["pool"]) as connection:
            return await service.get_job(connection, job_id)

    show(shell_of(context).run(work))


@app.command()
def cancel(context: typer.Context, job_id: int) -> None:
    """Cancel a waiting job; a running one is asked to stop."""

    async def work(held: State) -> JobChanged:
        async with transaction(held["pool"]) as connection:
            return await service.cancel(connection, held["jobs"], job_id, by="the shell")

    typer.echo(shell_of(context).run(work).message)


@app.command()
def retry(context: typer.Context, job_id: int) -> None:
    """Put a failed, cancelled or aborted job back into the queue."""

    async def work(held: State) -> JobChanged:
        async with transaction(held["pool"]) as connection:
            return await service.retry(connection, job_id)

    typer.echo(shell_of(context).run(work).message)
