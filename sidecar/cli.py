"""python -m sidecar.cli: start the sidecar and its worker, and do from a shell what the routes do.

Nothing heavy is imported before a command needs it, so that --help answers at once.
"""

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

# name: (module with `app = typer.Typer()`, what --help says). One line for each feature's commands.
FEATURES = {
    "keys": ("sidecar.keys.cli", "API keys for programs: create, list, revoke."),
    "sync": ("sidecar.sync.cli", "Odoo's changes into bronze: run, reconcile, status."),
    "intake": ("sidecar.intake.cli", "Other sources: take CSV files over, register who sends."),
    "platinum": ("sidecar.platinum.cli", "Vectors for the search by meaning: refresh."),
    "tables": ("sidecar.tables.cli", "Add a model of Odoo, down to silver, to the source tree."),
    "transforms": ("sidecar.transforms.cli", "dbt: build silver and gold, list builds."),
    "lineage": ("sidecar.lineage.cli", "Where columns come from: refresh, check, export."),
    "quality": ("sidecar.quality.cli", "How good the data is: measure it, show the scorecard."),
    "jobs": ("sidecar.jobs.cli", "The queue: list, show, cancel, retry."),
    "receipts": ("sidecar.documents.cli", "Read receipts, make the models of PaddleOCR."),
}


class WithFeatures(TyperGroup):
    """The commands below and those of the features; a feature is imported when it is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name, (_module, text) in FEATURES.items():
            self.commands[name] = TyperCommand(name, help=text)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] in FEATURES:
            module = importlib.import_module(FEATURES[args[0]][0])
            return args[0], typer.main.get_command(module.app), args[1:]
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=WithFeatures, no_args_is_help=True, add_completion=False)


@app.callback()
def main(context: typer.Context) -> None:
    """The sidecar of the Finance Workbench. Settings are environment variables (IPAI_...)."""
    if context.invoked_subcommand in FEATURES:
        from sidecar.app import open_state
        from sidecar.shell import Shell

        context.obj = Shell(open_state)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8100,
) -> None:
    """Answer requests until Ctrl-C or SIGTERM."""
    import uvicorn

    from sidecar.app import create_app
    from sidecar.shell import load_settings

    settings = load_settings()
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
    )


@app.command()
def worker(
    queues: Annotated[
        list[str] | None, typer.Option("--queue", help="Only jobs of this queue; repeatable.")
    ] = None,
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="Stop when no job is due.")
    ] = False,
) -> None:
    """Run jobs until Ctrl-C or SIGTERM; running jobs are left some seconds to finish."""
    from sidecar.app import open_state
    from sidecar.jobs.worker import run
    from sidecar.shell import Shell

    Shell(open_state).run(lambda state: run(state, wait=not until_empty, queues=queues))


@app.command()
def migrate() -> None:
    """Bring the warehouse and the queue to the present version; safe to repeat."""
    from sidecar.adapters import migrations
    from sidecar.shell import ending_with_a_sentence, load_settings

    settings = load_settings()
    applied = ending_with_a_sentence(lambda: migrations.migrate(settings))
    for name in applied:
        typer.echo(f"applied {name}")
    typer.echo("The warehouse is up to date.")


@app.command()
def health() -> None:
    """Ask every dependency, as /health does; ends with 1 when the sidecar cannot serve."""
    from sidecar.app import open_state
    from sidecar.health.service import ask_all
    from sidecar.shell import Shell

    answer = Shell(open_state).run(lambda state: ask_all(state["checks"], state["settings"]))
    typer.echo(f"{answer.status} ({answer.environment})")
    for name, check in answer.checks.items():
        said = check.message or ", ".join(f"{key} {value}" for key, value in check.detail.items())
        typer.echo(f"  {name:<10} {check.status:<5} {check.ms:>7.1f} ms  {said}")
    if answer.status == "down":
        raise typer.Exit(1)


@app.command()
def schemas(
    to: Annotated[Path, typer.Option(help="Folder to write into.")],
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only this model; repeatable.")
    ] = None,
) -> None:
    """Write the JSON Schema of what goes over HTTP, one file a model."""
    from sidecar.contract import write_schemas
    from sidecar.shell import ending_with_a_sentence

    for path in ending_with_a_sentence(lambda: write_schemas(to, only)):
        typer.echo(path)


if __name__ == "__main__":
    app()
