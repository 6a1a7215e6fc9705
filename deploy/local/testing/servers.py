"""The real sidecar and worker that the addons' tests talk to."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from .. import ports, processes, sidecar
from ..console import Failure, run, shown, step, tail
from ..odoo import Odoo
from ..paths import LOGS, ROOT, RUN

WAREHOUSE = "warehouse_tests"
READY_SECONDS = 60
PORTS = RUN / "tests.ports.json"
MEMORY = RUN / "tests.processes.json"


def settings(odoo: Odoo, odoo_url: str, database: str) -> dict[str, str]:
    """Return the settings of a sidecar for tests, with a warehouse of its own.

    There is no Odoo key: none exists before the addons under test are installed.
    """
    return sidecar.settings(
        "tests",
        secret=odoo.secrets["SIDECAR_SECRET"],
        warehouse_dsn=odoo.server.dsn(WAREHOUSE, odoo.server.warehouse),
        odoo_url=odoo_url,
        odoo_database=database,
        api_key="",
    )


@contextmanager
def running(odoo: Odoo, odoo_url: str, database: str) -> Iterator[dict[str, str]]:
    """Run sidecar and worker; give what Odoo's process needs to reach them."""
    environment = settings(odoo, odoo_url, database)
    sidecar.ensure_models()
    processes.end(processes.recall(MEMORY), patience=10)
    odoo.server.drop(WAREHOUSE)
    odoo.server.ensure_warehouse(WAREHOUSE)
    run("Migrating the tests' warehouse", sidecar.command("migrate"), env=environment)
    port = ports.choose("sidecar", PORTS, fixed=False)
    url = f"http://{ports.HOST}:{port}"
    with ExitStack() as children:
        serve = ("serve", "--host", ports.HOST, "--port", str(port))
        started = [
            children.enter_context(_child("sidecar-tests", environment, *serve)),
            children.enter_context(_child("worker-tests", environment, "worker")),
        ]
        processes.remember(MEMORY, started)
        with step("Starting the sidecar of the tests"):
            _wait(f"{url}/health")
        yield {
            "IPAI_SIDECAR_URL": url,
            "IPAI_SIDECAR_SECRET": environment["IPAI_SIDECAR_SECRET"],
            "IPAI_WAREHOUSE_DSN": environment["IPAI_WAREHOUSE_DSN"],
        }


@contextmanager
def _child(name: str, environment: dict[str, str], *arguments: str) -> Iterator[processes.Known]:
    with (LOGS / f"{name}.log").open("w") as log:
        child = subprocess.Popen(
            sidecar.command(*arguments),
            env={**os.environ, **environment},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        known = processes.Known(name, child.pid, processes.birth(child.pid) or "")
        try:
            yield known
        finally:
            processes.end([known], patience=10)
            child.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            # An unreachable Odoo is no fault here: it starts with its tests.
            httpx.get(url, timeout=5)
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    log = LOGS / "sidecar-tests.log"
    raise Failure(f"The sidecar does not start; the end of {shown(log)} says:\n{tail(log)}")
