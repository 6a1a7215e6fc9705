"""Which tests run, in which order, and what they need."""

import argparse
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .. import databases, node, odoo_source, sidecar, spark
from ..console import say, shown, step
from ..databases import Server
from ..locks import held_alone
from ..odoo import Odoo
from ..paths import HERE, LOGS, MODELS, ROOT, RUN, VENV
from ..secrets_file import Secrets
from . import beside, odoo_tests, results, system
from .results import Result

PYTHON = VENV / "bin" / "python"
FOLDERS = {
    "repository rules": ("repo",),
    "local runner": ("deploy",),
    "sidecar": ("sidecar",),
    "sync and dbt": ("sidecar/sync", "sidecar/transforms"),
    "dbt on Spark": ("sidecar/spark",),
    "contracts": ("contract",),
    "end to end": ("e2e",),
}


def run(options: argparse.Namespace) -> int:
    """Run the kinds of tests that were asked for; 0 only when all of them are good."""
    LOGS.mkdir(parents=True, exist_ok=True)
    kinds = {
        "all": everything,
        "odoo": odoo,
        "js": javascript,
        "sidecar": sidecar_tests,
        "dbt": dbt,
        "spark": dbt_on_spark,
        "e2e": end_to_end,
        "bench": benchmarks,
        "lint": lint,
        "layers": layers,
    }
    found = []
    started = time.monotonic()
    for result in kinds[options.kind](options):
        found.append(result)
        if options.exitfirst and not result.is_good:
            break
    else:
        if options.kind == "all":
            found += results.left_out(found, FOLDERS)
    if options.report:
        results.write(found, options.report)
        return int(not all(result.is_good for result in found))
    return 0 if results.show(found, time.monotonic() - started) else 1


def everything(options: argparse.Namespace) -> Iterator[Result]:
    """Yield every kind, the quick ones first; the addons' own tests run beside the others."""
    system.ensure()
    stop_early = ["--exitfirst"] if options.exitfirst else []
    with _server(), beside.started("odoo", *stop_early) as addons:
        yield from sidecar_tests(options)
        yield from dbt(options)
        yield from dbt_on_spark(options)
        yield from end_to_end(options)
        yield from addons.results()


def sidecar_tests(options: argparse.Namespace) -> Iterator[Result]:
    """Repository rules, the sidecar on a real PostgreSQL, the contracts."""
    with _server() as server:
        for name in ("repository rules", "local runner", "sidecar", "contracts"):
            yield _pytest(name, server, options.keyword)


def odoo(options: argparse.Namespace) -> Iterator[Result]:
    """The addons on every Odoo found, or one addon quickly."""
    modules = odoo_tests.chosen(options.module)
    for tests in _each_odoo(options, modules):
        yield tests.install()
        if options.module:
            continue
        yield tests.upgrade()
        yield tests.pytest()
        yield tests.uninstall()


def javascript(options: argparse.Namespace) -> Iterator[Result]:
    """Only the JavaScript unit tests, on a database with our addons."""
    for tests in _each_odoo(options, odoo_tests.chosen(None)):
        yield tests.javascript()


def _each_odoo(options: argparse.Namespace, modules: list[str]) -> Iterator[odoo_tests.OdooTests]:
    system.ensure()
    with _server() as server:
        for source in _sources(options.series):
            here = Odoo(source, server, Secrets())
            with held_alone(RUN / "tests.lock"):
                here.prepare()
                with odoo_tests.OdooTests(here, modules).prepared() as tests:
                    yield tests
                    tests.clean()


def _sources(series: str | None) -> list[odoo_source.Source]:
    with held_alone(RUN / "setup.lock"):
        return odoo_source.find_all(series)


def dbt(options: argparse.Namespace) -> Iterator[Result]:
    """The warehouse: migrations, sync and dbt models on a real PostgreSQL."""
    with _server() as server:
        yield _pytest("sync and dbt", server, options.keyword, IPAI_TEST_SUPABASE=_supabase())


def dbt_on_spark(options: argparse.Namespace) -> Iterator[Result]:
    """The same models on a Spark cluster, compared with PostgreSQL's row by row."""
    programs = spark.ensure()
    with _server() as server:
        yield _pytest("dbt on Spark", server, options.keyword, IPAI_TEST_SPARK=programs)


def end_to_end(options: argparse.Namespace) -> Iterator[Result]:
    """The whole stack on every Odoo found, in an instance of its own beside the user's demo."""
    system.ensure()
    with _server() as server:
        for source in _sources(options.series):
            instance = f"e2e{source.series.partition('.')[0]}"
            place = {"IPAI_INSTANCE": instance, "ODOO_HOME": str(source.root)}
            yield _pytest("end to end", server, options.keyword, on=source.series, **place)


def benchmarks(_: argparse.Namespace) -> Iterator[Result]:
    """Measurements, printed by the scripts themselves; never part of make test."""
    models = {"IPAI_OCR_MODELS_DIR": str(MODELS), "PYTHONPATH": str(ROOT)}
    with _server():
        yield _check("receipts", ["python", "-m", "tests.bench.bench_receipts"], models)
        yield _check("returns", ["python", "tests/bench/bench_returns.py"], models)


def lint(_: argparse.Namespace) -> Iterator[Result]:
    """Style of everything and types of the sidecar, by the hooks of pre-commit."""
    cache = {"PRE_COMMIT_HOME": str(ROOT / "build" / "pre-commit")}
    yield _check("style", ["pre-commit", "run", "--all-files", "--show-diff-on-failure"], cache)
    yield _check("types of the sidecar", ["mypy"])
    models = ["dbt_finance/models", "dbt_finance/tests"]
    yield _check("style of the models", ["sqlfluff", "lint", "--processes", "2", *models])


def layers(_: argparse.Namespace) -> Iterator[Result]:
    """Who imports whom, by import-linter."""
    yield _check("layers of the sidecar", ["lint-imports"])


def _supabase() -> str:
    """The Supabase CLI; its linter judges the row security of the built warehouse."""
    with held_alone(RUN / "setup.lock"):
        packages = node.ensure_packages(HERE / "testing", "tests", "Supabase's linter from npm")
    return str(packages / "@supabase" / "cli-linux-x64" / "bin" / "supabase")


@contextmanager
def _server() -> Iterator[Server]:
    """Use PostgreSQL, shared with whatever else runs."""
    secrets = Secrets()
    sidecar.ensure_models()
    with databases.in_use(secrets) as server:
        yield server


def _pytest(
    name: str, server: Server, keyword: str | None, *, on: str = "", **extra: str
) -> Result:
    """Run the folders of one kind of tests in the environment of the sidecar.

    ``on`` is the Odoo series, for a kind that runs on several. A folder inside another one that
    is a kind of its own is left to that kind.
    """
    paths = [ROOT / "tests" / folder for folder in FOLDERS[name]]
    if not any(path.is_dir() for path in paths):
        return Result(name, complaints=[f"{shown(paths[0])} is missing"])
    others = [ROOT / "tests" / f for folders in FOLDERS.values() for f in folders]
    inside = [other for other in others if paths[0] in other.parents]
    title = f"{name} on {on}" if on else name
    slug = title.replace(" ", "-")
    report, log = LOGS / f"pytest-{slug}.xml", LOGS / f"pytest-{slug}.log"
    report.unlink(missing_ok=True)
    command = [str(PYTHON), "-m", "pytest", "-p", "no:odoo", "-q"]
    command += [f"--junitxml={report}", *(str(path) for path in paths if path.exists())]
    command += [f"--ignore={folder}" for folder in inside]
    if keyword:
        command += ["-k", keyword]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "IPAI_OCR_MODELS_DIR": str(MODELS),
        "IPAI_TEST_POSTGRES_DSN": server.dsn("postgres", server.admin),
        **extra,
    }
    started = time.monotonic()
    with step(title[0].upper() + title[1:]), log.open("w") as output:
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return results.from_junit(title, report, time.monotonic() - started)


def _check(name: str, command: list[str], extra: dict[str, str] | None = None) -> Result:
    """Run a checker whose output goes to the terminal."""
    started = time.monotonic()
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    say(f"  {name} ...")
    done = subprocess.run(
        [VENV / "bin" / command[0], *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PATH": path, **(extra or {})},
        check=False,
    )
    failed = int(done.returncode != 0)
    return Result(name, 1 - failed, failed, 0, time.monotonic() - started)
