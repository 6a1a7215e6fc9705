"""A batch of receipts outlives the death of every process that works on it.

A second Odoo, a second sidecar and a worker of their own read receipts of the tests' database, and
are killed in the middle, one kind after the other. The crons of the first Odoo rest meanwhile, so
that nobody else takes the runs over.
"""

import base64
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Warehouse
from tests.e2e.servers import REPOSITORY, free_port, wait_for

sys.path.insert(0, str(REPOSITORY / "deploy"))

from local import databases, odoo_source, sidecar
from local.demo.clients import OdooUser
from local.demo.receipts.files import write_receipts
from local.demo.receipts.plan import make_receipts
from local.odoo import Odoo
from local.secrets_file import Secrets

RECEIPTS = 18
SEED = 4711
FIRST_CHUNK = 3
PATIENCE = 300
LOGIN, PASSWORD = "batch.employee", "a-long-pass-phrase-for-tests"
MINE = [("employee_id.user_id.login", "=", LOGIN)]
CRONS = (
    "ipai_agent.ir_cron_hand_over",
    "ipai_agent.ir_cron_find_lost",
    "ipai_expense_ocr.ir_cron_read_receipts",
)
STEPS = ["read", "validate", "classify", "policy", "route", "notify"]


class Mortal:
    """A process that can be killed and started again with the same settings."""

    def __init__(
        self, command: list[str], env: dict[str, str], log: Path, health: str | None = None
    ) -> None:
        self.command, self.env, self.log, self.health = command, env, log, health
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=REPOSITORY,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if self.health:
            wait_for(self.health, self.process, self.log)

    def kill(self) -> None:
        """SIGKILL to the process and its children: nothing is put in order any more."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Rig:
    """The three processes and the database they work on."""

    def __init__(self, url: str, stack: dict[str, Any], parts: dict[str, Mortal]) -> None:
        self.stack, self.parts = stack, parts
        self.admin = OdooUser(url, stack["odoo_db"], stack["odoo_login"], stack["odoo_password"])
        self._ensure_employee()
        self.employee = OdooUser(url, stack["odoo_db"], LOGIN, PASSWORD)

    def _ensure_employee(self) -> None:
        if self.admin.find("res.users", [("login", "=", LOGIN)], ["login"]):
            return
        user = self.admin.call(
            "res.users",
            "create",
            {"name": "Batch Employee", "login": LOGIN, "password": PASSWORD, "email": LOGIN},
            context={"no_reset_password": True},
        )
        self.admin.call("hr.employee", "create", {"name": "Batch Employee", "user_id": user})

    def send(self, files: list[tuple[str, bytes]]) -> list[int]:
        """Upload receipts as the browser does; ids of their expenses."""
        attachments = [
            self.employee.call(
                "ir.attachment",
                "create",
                {
                    "name": name,
                    "datas": base64.b64encode(content).decode(),
                    "res_model": "hr.expense",
                    "res_id": 0,
                },
            )
            for name, content in files
        ]
        return self.employee.call("hr.expense", "ipai_create_from_attachments", attachments)

    def hand_over(self) -> None:
        """What the scheduler does every few minutes."""
        for cron in self.crons():
            self.admin.call("ir.cron", "method_direct_trigger", [cron])

    def crons(self) -> list[int]:
        """Ids of the scheduled actions that take runs over."""
        found = []
        for module, name in (xmlid.split(".") for xmlid in CRONS):
            domain = [("module", "=", module), ("name", "=", name)]
            [row] = self.admin.find("ir.model.data", domain, ["res_id"])
            found.append(row["res_id"])
        return found

    def states(self, expenses: list[int]) -> Counter[str]:
        told = self.employee.call("hr.expense", "ipai_reading_progress", expenses)
        assert [row["id"] for row in told] == expenses, "an expense is gone"
        return Counter(row["state"] for row in told)

    def until(self, reached: Callable[[Counter[str]], bool], expenses: list[int]) -> Counter[str]:
        """Wait until the states are as wanted; the scheduler helps."""
        end = time.monotonic() + PATIENCE
        ended = 0
        while time.monotonic() < end:
            states = self.states(expenses)
            now = len(expenses) - states["pending"]
            assert now >= ended, "a receipt that was read waits again"
            ended = now
            if reached(states):
                return states
            self.hand_over()
            time.sleep(1)
        logs = "\n".join(part.log.read_text()[-1500:] for part in self.parts.values())
        pytest.fail(f"{states} after {PATIENCE} s\n{logs}", pytrace=False)


@pytest.fixture
def rig(stack: dict[str, Any], warehouse: Warehouse, tmp_path: Path) -> Iterator[Rig]:
    """The second Odoo, sidecar and worker, on a warehouse of their own."""
    secrets = Secrets()
    with ExitStack() as down, databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        odoo_port, sidecar_port = free_port(), free_port()
        url = f"http://127.0.0.1:{odoo_port}"
        sidecar_url = f"http://127.0.0.1:{sidecar_port}"
        conf = odoo.configure(stack["odoo_db"], odoo_port)
        settings = (
            os.environ
            | sidecar.settings(
                "batch",
                secret=stack["sidecar_secret"],
                warehouse_dsn=warehouse.dsn,
                odoo_url=url,
                odoo_database=stack["odoo_db"],
                api_key=stack["service_key"],
            )
            | {"IPAI_WORKER_LOST_AFTER": "6", "IPAI_WORKER_HEARTBEAT": "1"}
        )
        connected = {
            "IPAI_SIDECAR_URL": sidecar_url,
            "IPAI_SIDECAR_SECRET": stack["sidecar_secret"],
            "IPAI_CALLBACK_URL": url,
        }
        serve = sidecar.command("serve", "--host", "127.0.0.1", "--port", str(sidecar_port))
        parts = {
            "odoo": Mortal(
                odoo.command("--config", str(conf), f"--gevent-port={free_port()}"),
                os.environ | odoo.environment | connected,
                tmp_path / "odoo.log",
                f"{url}/web/health",
            ),
            "sidecar": Mortal(serve, settings, tmp_path / "sidecar.log", f"{sidecar_url}/health"),
            "worker": Mortal(sidecar.command("worker"), settings, tmp_path / "worker.log"),
        }
        for part in parts.values():
            down.callback(part.kill)
            part.start()
        made = Rig(url, stack, parts)
        keys = made.crons()
        first = OdooUser(
            stack["odoo_url"], stack["odoo_db"], stack["odoo_login"], stack["odoo_password"]
        )
        first.call("ir.cron", "write", keys, {"active": False})
        down.callback(first.call, "ir.cron", "write", keys, {"active": True})
        yield made
        clean(made)


def clean(rig: Rig) -> None:
    """Remove what the batch left, and tell its sidecar, whom nobody will ask afterwards."""
    rig.admin.call("hr.expense", "unlink", rig.admin.call("hr.expense", "search", MINE))
    rig.hand_over()


@pytest.fixture
def receipts(tmp_path: Path) -> list[tuple[str, bytes]]:
    folder = tmp_path / "receipts"
    folder.mkdir()
    made = write_receipts(make_receipts(RECEIPTS, SEED), folder)
    return [(label["file"], (folder / label["file"]).read_bytes()) for label in made]


def test_a_batch_outlives_its_processes(rig: Rig, receipts: list[tuple[str, bytes]]) -> None:
    expenses = rig.send(receipts)
    assert len(expenses) == RECEIPTS
    rig.employee.call("hr.expense", "ipai_read", expenses)

    rig.until(lambda states: RECEIPTS - states["pending"] >= FIRST_CHUNK, expenses)
    rig.parts["worker"].kill()
    assert rig.states(expenses)["pending"], "the batch was over before the worker died"
    rig.parts["worker"].start()

    rig.until(lambda states: RECEIPTS - states["pending"] >= 2 * FIRST_CHUNK, expenses)
    rig.parts["sidecar"].kill()
    more = rig.send([("during.jpg", receipts[0][1] + b"\0")])
    rig.employee.call("hr.expense", "ipai_read", more)
    assert rig.states(more) == {"pending": 1}
    rig.parts["sidecar"].start()

    rig.until(lambda states: RECEIPTS - states["pending"] >= 3 * FIRST_CHUNK, expenses)
    rig.parts["odoo"].kill()
    rig.parts["odoo"].start()

    expenses += more
    states = rig.until(lambda states: not states["pending"], expenses)
    assert states["failed"] == 0, rig.employee.call("hr.expense", "ipai_reading_progress", expenses)
    runs_are_whole(rig, expenses)
    nothing_is_doubled(rig, expenses)


def runs_are_whole(rig: Rig, expenses: list[int]) -> None:
    """One run an expense, each of its steps once, in order."""
    domain = [("res_model", "=", "hr.expense"), ("res_id", "in", expenses)]
    settled = time.monotonic() + PATIENCE
    while time.monotonic() < settled:
        runs = rig.admin.find("ipai.agent.run", domain, ["res_id", "state", "step_ids"])
        if all(run["state"] in ("done", "waiting") for run in runs):
            break
        rig.hand_over()
        time.sleep(1)
    assert Counter(run["res_id"] for run in runs) == dict.fromkeys(expenses, 1)
    assert {run["state"] for run in runs} <= {"done", "waiting"}, runs
    for run in runs:
        steps = rig.admin.find(
            "ipai.agent.step", [("run_id", "=", run["id"])], ["name", "state"], order="sequence, id"
        )
        names = [step["name"] for step in steps if step["name"] != "wait"]
        assert names == STEPS[: len(names)], names
        if run["state"] == "done":
            assert names == STEPS
            assert {step["state"] for step in steps} <= {"done", "skipped"}


def nothing_is_doubled(rig: Rig, expenses: list[int]) -> None:
    mine = rig.admin.find("hr.expense", MINE, ["id"], order="id")
    assert [row["id"] for row in mine] == sorted(expenses)
    files = rig.admin.find(
        "ir.attachment",
        [("res_model", "=", "hr.expense"), ("res_id", "in", expenses)],
        ["res_id"],
    )
    assert Counter(row["res_id"] for row in files) == dict.fromkeys(expenses, 1)
    for row in mine:
        lines = rig.admin.find(
            "ipai.expense.line", [("expense_id", "=", row["id"])], ["sequence", "description"]
        )
        assert len({line["sequence"] for line in lines}) == len(lines)
