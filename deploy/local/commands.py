"""The commands behind ``make``, run inside ``.venv``."""

import argparse
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import bundles as screen_bundles
from . import cluster, databases, odoo_source, processes, sidecar, supervisor
from .console import Failure, say
from .databases import Server
from .instance import Instance
from .locks import SharedUse, held_alone
from .odoo import Odoo
from .paths import BUILD, POSTGRES, ROOT, RUN
from .ports import HOST
from .secrets_file import Secrets
from .stack import Stack
from .supervisor import Supervisor

SETUP_LOCK = RUN / "setup.lock"
KINDS = ["all", "odoo", "js", "sidecar", "dbt", "spark", "e2e", "bench", "lint", "layers"]


@contextmanager
def prepared() -> Iterator[Stack]:
    """Set everything up and keep PostgreSQL running while the body uses it."""
    instance = Instance.current()
    _refuse_second(instance)
    with using_odoo() as odoo:
        with held_alone(SETUP_LOCK):
            supervisor.stop(instance)
            stack = Stack(instance, odoo, odoo.secrets)
            stack.ensure()
        yield stack


@contextmanager
def using_odoo() -> Iterator[Odoo]:
    """Make Odoo ready to run, on a started PostgreSQL."""
    with ExitStack() as used:
        with held_alone(SETUP_LOCK):
            secrets = Secrets()
            source = odoo_source.find()
            server = used.enter_context(databases.in_use(secrets))
            odoo = Odoo(source, server, secrets)
            odoo.prepare()
        yield odoo


def _refuse_second(instance: Instance) -> None:
    alive = processes.recall(instance.processes)
    if any(process.name == "supervisor" for process in alive):
        raise Failure(
            f"The stack runs already; use it, or stop it with make down:\n"
            f"{supervisor.addresses(instance)}"
        )


def _require(server: Server, database: str) -> None:
    if not server.oid(database):
        raise Failure(f"There is no database {database} yet: make setup makes it.")


def setup(_: argparse.Namespace) -> int:
    """Do all the set-up the demo needs, start nothing."""
    with prepared():
        say("Everything is set up: make demo shows it, make up starts it.")
    return 0


def up(_: argparse.Namespace) -> int:
    """Start PostgreSQL, sidecar, worker and Odoo; serve until Ctrl-C."""

    def announce(stack: Stack) -> None:
        say(f"\n{stack.describe()}\n\nReady. Ctrl-C stops everything.")

    with prepared() as stack:
        return Supervisor(stack).serve(lambda: announce(stack))


def demo(options: argparse.Namespace) -> int:
    """Start everything and run the main job on the demo company."""
    sys.path.insert(0, str(ROOT))
    story = importlib.import_module("local.demo.story")

    def tell(stack: Stack) -> int | None:
        outcome: int = story.run(stack, once=options.once)
        if options.once:
            return outcome
        say(f"\n{stack.describe()}\n\nServing. Ctrl-C stops everything.")
        return None

    with prepared() as stack:
        with held_alone(SETUP_LOCK):
            story.prepare(stack)
        return Supervisor(stack).serve(lambda: tell(stack))


def down(_: argparse.Namespace) -> int:
    """Stop what still runs, also what a killed run left behind."""
    stopped = supervisor.stop(Instance.current())
    use = SharedUse(RUN / "postgres.lock")
    if use.leave() and cluster.stop():
        stopped.append("postgres")
    use.close()
    say(f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running.")
    return 0


def db_reset(_: argparse.Namespace) -> int:
    """Delete the instance's databases; the next run makes them anew."""
    instance = Instance.current()
    supervisor.stop(instance)
    if os.environ.get("IPAI_POSTGRES_DSN") or cluster.has_login(Secrets()["POSTGRES_PASSWORD"]):
        with using_odoo() as odoo:
            odoo.drop_database(instance.odoo_database)
            odoo.server.drop(instance.warehouse_database)
    else:
        cluster.stop()
        shutil.rmtree(POSTGRES / "data", ignore_errors=True)
    say("The databases are gone; make up or make demo makes new ones.")
    return 0


def shell(_: argparse.Namespace) -> int:
    """Open Odoo's Python shell on the demo database."""
    database = Instance.current().odoo_database
    with using_odoo() as odoo:
        _require(odoo.server, database)
        conf = odoo.configure(database, http_port=0)
        command = odoo.command("shell", "--config", str(conf), "--no-http", "--log-level=warn")
        return subprocess.call(command, env={**os.environ, **odoo.environment})


def psql(options: argparse.Namespace) -> int:
    """Open psql on the warehouse, or on Odoo's database."""
    instance = Instance.current()
    with databases.in_use(Secrets()) as server:
        if options.database == "odoo":
            database, role = instance.odoo_database, server.odoo
        else:
            database, role = instance.warehouse_database, server.warehouse
        _require(server, database)
        program = shutil.which("psql") or str(cluster.vector_files() / "bin" / "psql")
        return subprocess.call([program, server.dsn(database, role)])


def table(options: argparse.Namespace) -> int:
    """Add a model of Odoo to what is synchronised, down to silver; asks the running Odoo."""
    command = sidecar.command("tables", "add", options.model, "--fields", options.fields)
    if ":" in options.fields:
        return subprocess.call(command, cwd=ROOT)
    instance, secrets = Instance.current(), Secrets()
    if not instance.ports.exists():
        raise Failure("Nothing was ever started here: make up starts Odoo, which knows the fields.")
    port = json.loads(instance.ports.read_text())["odoo"]
    with databases.in_use(secrets) as server:
        environment = sidecar.settings(
            instance.name,
            secret=secrets["SIDECAR_SECRET"],
            warehouse_dsn=server.dsn(instance.warehouse_database, server.warehouse),
            odoo_url=f"http://{HOST}:{port}",
            odoo_database=instance.odoo_database,
            api_key=secrets.get(instance.api_key_name, ""),
        )
        return subprocess.call(command, cwd=ROOT, env={**os.environ, **environment})


def i18n(_: argparse.Namespace) -> int:
    """Export each addon's translation template into its i18n folder."""
    from . import translations

    with using_odoo() as odoo:
        return translations.export(odoo)


def domain(given: argparse.Namespace) -> int:
    """Write the files of a new domain of other sources, from the header of a CSV file."""
    from .domain import scaffold

    scaffold(given.name, given.file, given.key, given.mart)
    return 0


def bundles(_: argparse.Namespace) -> int:
    """Copy the libraries of the screens from npm into the addons."""
    screen_bundles.ensure()
    say("The screens have their libraries.")
    return 0


def lock(_: argparse.Namespace) -> int:
    """Compile the locks of the three Python environments."""
    from .lock import compile_all

    compile_all()
    return 0


def test(options: argparse.Namespace) -> int:
    """Run every test, or one kind of them."""
    from .testing import plan

    return plan.run(options)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    root = argparse.ArgumentParser(prog="python3 deploy/local", description=__doc__)
    commands = root.add_subparsers(required=True, metavar="command")

    def add(name: str, action: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=action.__doc__, description=action.__doc__)
        command.set_defaults(action=action)
        return command

    new = add("domain", domain)
    for option in ("name", "file", "key"):
        new.add_argument(f"--{option}", required=True)
    new.add_argument("--mart", default="")

    for action in (setup, up, down, shell, i18n, lock, bundles):
        add(action.__name__, action)
    add("db-reset", db_reset)
    add("demo", demo).add_argument(
        "--once", action="store_true", help="end after the story, with its exit code"
    )
    add("psql", psql).add_argument("database", nargs="?", choices=["warehouse", "odoo"])
    added = add("table", table)
    added.add_argument("model", help="such as res.partner.category")
    added.add_argument("--fields", default="", help="names, or name:type for each")
    tests = add("test", test)
    tests.add_argument("kind", nargs="?", default="all", choices=KINDS)
    tests.add_argument("-x", "--exitfirst", action="store_true", help="stop at the first bad one")
    tests.add_argument("-m", "--module", help="one addon (kind odoo)")
    tests.add_argument("-v", "--series", help="one Odoo series, such as 18.0 (kind odoo)")
    tests.add_argument("-k", "--keyword", help="a pytest expression (kinds sidecar and dbt)")
    tests.add_argument("--report", type=Path, help="write the results there, do not show them")
    return root


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Run the command that the arguments name."""
    BUILD.mkdir(exist_ok=True)
    options = parser().parse_args(arguments)
    # kill and a closed terminal end a run the way Ctrl-C does: children first.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    action: Callable[[argparse.Namespace], int] = options.action
    return action(options)
