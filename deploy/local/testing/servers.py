"""The real sidecar and worker that the addons' tests talk to."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from .. import ports, processes
from ..console import Failure, run, shown, step, tail
from ..odoo import Odoo
from ..paths import BUILD, LOGS, MODELS, ROOT, RUN, VENV

WAREHOUSE = "warehouse_tests"
READY_SECONDS = 60
PORTS = RUN / "tests.ports.json"


def environment(odoo: Odoo, odoo_url: str, database: str) -> dict[str, str]:
    """Return the settings of a sidecar for tests, with a warehouse of its own."""
    return {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "IPAI_ENVIRONMENT": "development",
        "IPAI_SIDECAR_SECRET": odoo.secrets["SIDECAR_SECRET"],
        "IPAI_WAREHOUSE_DSN": odoo.server.dsn(WAREHOUSE, odoo.server.warehouse),
        "IPAI_ODOO_URL": odoo_url,
        "IPAI_ODOO_DATABASE": database,
        "IPAI_OCR_MODELS_DIR": str(MODELS),
        "IPAI_DBT_PROJECT_DIR": str(ROOT / "dbt_finance"),
        "IPAI_DBT_BUILD_DIR": str(BUILD / "dbt" / "tests"),
    }


@contextmanager
def sidecar(odoo: Odoo, odoo_url: str, database: str) -> Iterator[dict[str, str]]:
    """Run sidecar and worker; give what Odoo's process needs to reach them."""
    settings = environment(odoo, odoo_url, database)
    odoo.server.drop(WAREHOUSE)
    odoo.server.ensure_warehouse(WAREHOUSE)
    run("Migrating the tests' warehouse", _command("migrate"), env=settings)
    port = ports.choose("sidecar", PORTS, fixed=False)
    url = f"http://{ports.HOST}:{port}"
    with ExitStack() as children:
        serve = ("serve", "--host", ports.HOST, "--port", str(port))
        children.enter_context(_child("sidecar-tests", settings, *serve))
        children.enter_context(_child("worker-tests", settings, "worker"))
        with step("Starting the sidecar of the tests"):
            _wait(f"{url}/health")
        yield {
            "IPAI_SIDECAR_URL": url,
            "IPAI_SIDECAR_SECRET": settings["IPAI_SIDECAR_SECRET"],
            "IPAI_WAREHOUSE_DSN": settings["IPAI_WAREHOUSE_DSN"],
        }


def _command(*arguments: str) -> list[str]:
    return [str(VENV / "bin" / "python"), "-m", "sidecar.cli", *arguments]


@contextmanager
def _child(name: str, settings: dict[str, str], *arguments: str) -> Iterator[None]:
    with (LOGS / f"{name}.log").open("w") as log:
        child = subprocess.Popen(
            _command(*arguments),
            env={**os.environ, **settings},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        finally:
            known = processes.Known.of(name, child.pid)
            processes.end([known] if known else [], patience=10)
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
