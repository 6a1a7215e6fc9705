"""What goes wrong ends in a sentence for the user, with nothing lost and a row in ipai.call.

A second Odoo serves the database of the tests' stack, without the environment that names the
sidecar: so its settings say where the sidecar is, as on a real installation, and each test sets
them wrong in one way. The sidecars it talks to are real processes too.
"""

import base64
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.e2e.bad_files import huge_photo, pdf_bomb, picture_bomb
from tests.e2e.servers import free_port, serving

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy"))

from local import databases, odoo_source, sidecar  # noqa: E402
from local.demo.clients import OdooRefused, OdooUser  # noqa: E402
from local.odoo import Odoo  # noqa: E402
from local.secrets_file import Secrets  # noqa: E402

READ_SECONDS = 180
LOGIN, PASSWORD = "failing.employee", "a-long-pass-phrase-for-tests"
OTHER_SECRET = "not-the-secret-of-the-sidecar-but-long-enough"
SAMPLE = REPOSITORY / "deploy/local/demo/samples/02_coffee.jpg"


@dataclass
class Odds:
    """An Odoo whose settings can be set wrong, its administrator, an employee, its database."""

    url: str
    stack: dict[str, Any]
    admin: OdooUser
    employee: OdooUser

    def point_to(self, url: str, secret: str) -> None:
        """Set address and secret of the sidecar, as an administrator does in the settings."""
        for name, value in (("sidecar_url", url), ("sidecar_secret", secret)):
            self.admin.call("ir.config_parameter", "set_param", f"ipai_base.{name}", value)

    def scan(self, name: str, content: bytes) -> tuple[int, dict[str, Any]]:
        """Scan one receipt as the employee's browser does: upload, make the expense, and follow
        what the agent does until it has ended or nobody answers."""
        attachment = self.employee.call(
            "ir.attachment",
            "create",
            {
                "name": name,
                "datas": base64.b64encode(content).decode(),
                "res_model": "hr.expense",
                "res_id": 0,
            },
        )
        [expense] = self.employee.call("hr.expense", "ipai_create_from_attachments", [attachment])
        return expense, self.follow(expense)

    def follow(self, expense: int) -> dict[str, Any]:
        """What became of a receipt."""
        until = time.monotonic() + READ_SECONDS
        while True:
            [told] = self.employee.call("hr.expense", "ipai_reading_progress", [expense])
            if told["state"] != "pending" or told["stopped"]:
                return told
            assert time.monotonic() < until, told
            time.sleep(0.5)

    def nothing_is_lost(self, expense: int, content: bytes) -> None:
        """The expense is there, with exactly the file that was sent."""
        [kept] = self.employee.find(
            "ir.attachment",
            [("res_model", "=", "hr.expense"), ("res_id", "=", expense)],
            ["datas"],
        )
        assert base64.b64decode(kept["datas"]) == content

    def run_of(self, expense: int) -> int:
        """The run of the agent that the newest call to the sidecar is about."""
        [found] = self.admin.find("hr.expense", [("id", "=", expense)], ["ipai_run_id"])
        return found["ipai_run_id"][0]

    def last_call(self) -> dict[str, Any]:
        """The newest row of ipai.call about receipts, as the administrator sees it.

        What Odoo asks about the warehouse by the clock comes in between.
        """
        clock = [("path", "not like", f"/{room}/") for room in ("transforms", "quality")]
        fields = ["state", "error", "status", "code", "res_model", "res_id", "login", "path"]
        [row] = self.admin.find("ipai.call", clock, fields, order="id desc", limit=1)
        return row


@pytest.fixture(scope="module")
def odds(stack: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Odds]:
    """The second Odoo; the settings are put back at the end."""
    log = tmp_path_factory.mktemp("odoo") / "odoo.log"
    secrets = Secrets()
    with databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        port = free_port()
        # The runner's own file names another port: this one is for here alone.
        conf = odoo.configure(stack["odoo_db"], port)
        command = odoo.command("--config", str(conf), f"--gevent-port={free_port()}")
        env = {k: v for k, v in os.environ.items() if not k.startswith("IPAI_SIDECAR")}
        url = f"http://127.0.0.1:{port}"
        env |= odoo.environment
        with serving(command, env, url, "/web/health", log) as address:
            admin = OdooUser(address, stack["odoo_db"], stack["odoo_login"], stack["odoo_password"])
            ensure_employee(admin)
            here = Odds(address, stack, admin, OdooUser(address, stack["odoo_db"], LOGIN, PASSWORD))
            try:
                yield here
            finally:
                here.point_to(stack["sidecar_url"], stack["sidecar_secret"])
                clean(here)


def ensure_employee(admin: OdooUser) -> None:
    """A plain employee without any role in the Workbench."""
    if not admin.find("res.users", [("login", "=", LOGIN)], ["login"]):
        user = admin.call(
            "res.users",
            "create",
            {"name": "Failing Employee", "login": LOGIN, "password": PASSWORD, "email": LOGIN},
            context={"no_reset_password": True},
        )
        admin.call("hr.employee", "create", {"name": "Failing Employee", "user_id": user})


def clean(here: Odds) -> None:
    """Remove the expenses of these tests, so that the demo of the next run counts right."""
    mine = here.admin.call("hr.expense", "search", [("employee_id.user_id.login", "=", LOGIN)])
    here.admin.call("hr.expense", "unlink", mine)


@pytest.fixture
def healthy(odds: Odds) -> Odds:
    """The settings are right: what is wrong is the file."""
    odds.point_to(odds.stack["sidecar_url"], odds.stack["sidecar_secret"])
    return odds


def is_sentence(text: str) -> bool:
    """Words for a person: no trace, no bare code, no markup."""
    strange = ("Traceback", "Error(", "Exception", "HTTPConnection", "<html", "None", "{")
    return len(text.split()) >= 6 and text.endswith(".") and not any(s in text for s in strange)


def test_a_wrong_secret(odds):
    odds.point_to(odds.stack["sidecar_url"], OTHER_SECRET)
    content = SAMPLE.read_bytes()
    expense, told = odds.scan("wrong_secret.jpg", content)
    assert told["state"] == "pending"
    assert is_sentence(told["message"])
    assert "secret" in told["message"]
    assert "Settings" in told["message"]
    odds.nothing_is_lost(expense, content)
    call = odds.last_call()
    assert (call["state"], call["status"]) == ("failed", 401)
    assert (call["res_model"], call["res_id"]) == ("ipai.agent.run", odds.run_of(expense))
    assert call["error"] == told["message"]
    assert OTHER_SECRET not in call["error"]


def test_a_dead_sidecar(odds):
    url = f"http://127.0.0.1:{free_port()}"
    odds.point_to(url, odds.stack["sidecar_secret"])
    content = SAMPLE.read_bytes()
    expense, told = odds.scan("dead_sidecar.jpg", content)
    assert told["state"] == "pending"
    assert is_sentence(told["message"])
    assert url in told["message"]
    odds.nothing_is_lost(expense, content)
    call = odds.last_call()
    assert (call["state"], call["login"]) == ("failed", LOGIN)
    assert (call["res_model"], call["res_id"]) == ("ipai.agent.run", odds.run_of(expense))
    assert call["error"] == told["message"]
    # And once it answers again, the same expense is read.
    odds.point_to(odds.stack["sidecar_url"], odds.stack["sidecar_secret"])
    odds.employee.call("hr.expense", "ipai_read", [expense])
    assert odds.follow(expense)["state"] in ("read", "review")
    assert odds.last_call()["state"] == "done"


@pytest.fixture(scope="module")
def without_postgres(odds: Odds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A sidecar whose PostgreSQL does not run."""
    port = free_port()
    env = sidecar.settings(
        "failures",
        secret=odds.stack["sidecar_secret"],
        warehouse_dsn=f"postgresql://nobody:nothing@127.0.0.1:{free_port()}/warehouse",
        odoo_url=odds.url,
        odoo_database=odds.stack["odoo_db"],
        api_key="",
    )
    command = sidecar.command("serve", "--host", "127.0.0.1", "--port", str(port))
    log = tmp_path_factory.mktemp("sidecar") / "sidecar.log"
    with serving(command, os.environ | env, f"http://127.0.0.1:{port}", "/health", log) as url:
        yield url


def test_a_dead_postgres_stops_a_refresh_with_a_sentence(odds, without_postgres):
    odds.point_to(without_postgres, odds.stack["sidecar_secret"])
    runs = odds.admin.call("ipai.sync.run", "search_count", [])
    with pytest.raises(OdooRefused) as refused:
        odds.admin.call("ipai.sync.run", "action_refresh")
    assert is_sentence(str(refused.value))
    assert "warehouse" in str(refused.value).lower()
    call = odds.last_call()
    assert (call["state"], call["status"], call["path"]) == ("failed", 503, "/sync/runs")
    assert call["error"] == str(refused.value)
    assert odds.admin.call("ipai.sync.run", "search_count", []) == runs


def test_a_dead_postgres_lets_receipts_wait(odds, without_postgres):
    odds.point_to(without_postgres, odds.stack["sidecar_secret"])
    content = SAMPLE.read_bytes()
    expense, told = odds.scan("no_postgres.jpg", content)
    assert told["state"] == "pending", told
    assert is_sentence(told["message"])
    assert "warehouse" in told["message"].lower()
    odds.nothing_is_lost(expense, content)
    assert odds.last_call()["state"] == "failed"
    odds.point_to(odds.stack["sidecar_url"], odds.stack["sidecar_secret"])
    odds.employee.call("hr.expense", "ipai_read", [expense])
    assert odds.follow(expense)["state"] in ("read", "review")


def test_health_says_that_postgres_is_dead(without_postgres):
    checks = httpx.get(f"{without_postgres}/health", timeout=30).json()["checks"]
    assert checks["warehouse"]["status"] != "ok"
    assert is_sentence(checks["warehouse"]["message"])


def test_a_program_with_a_key_is_told_that_postgres_is_dead(without_postgres):
    answer = httpx.post(
        f"{without_postgres}/documents/receipts",
        files={"file": ("receipt.jpg", SAMPLE.read_bytes())},
        headers={"Authorization": f"Bearer ipai_abcd2345_{'k' * 43}"},
        timeout=60,
    )
    assert answer.status_code == 503
    assert is_sentence(answer.json()["detail"])


def test_odoos_own_postgres_dies_for_a_moment(healthy):
    """Every connection of Odoo is cut: the next request works again and nothing is lost."""
    content = SAMPLE.read_bytes()
    expense, _told = healthy.scan("cut_off.jpg", content)
    with psycopg.connect(os.environ["IPAI_TEST_POSTGRES_DSN"], autocommit=True) as server:
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
            [healthy.stack["odoo_db"]],
        )
    healthy.nothing_is_lost(expense, content)


BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "forty_megabytes.jpg": (huge_photo, "25 MB"),
    "bomb.pdf": (pdf_bomb, "Send a"),
    "notes.jpg": (lambda: b"Lunch with the client: 1,250 pesos\n", "text"),
    "empty.jpg": (lambda: b"", "empty"),
    "cut.jpg": (lambda: SAMPLE.read_bytes()[:900], "damaged"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file(healthy, name):
    """The expense stays and says why; the sidecar goes on and reads the next one."""
    make, word = BAD_FILES[name]
    content = make()
    expense, told = healthy.scan(name, content)
    assert told["state"] == "failed", told
    assert is_sentence(told["message"])
    assert word in told["message"]
    healthy.nothing_is_lost(expense, content)
    [run] = healthy.admin.find(
        "ipai.agent.run", [("id", "=", healthy.run_of(expense))], ["state", "error"]
    )
    assert run["error"] == told["message"]
    _next, told = healthy.scan("after.jpg", SAMPLE.read_bytes())
    assert told["state"] in ("read", "review")


def test_a_picture_bomb_in_a_pdf(healthy):
    """It may be read as a page without text, or refused: a person is told in any case."""
    content = picture_bomb()
    expense, told = healthy.scan("picture_bomb.pdf", content)
    assert told["state"] in ("review", "failed")
    assert all(is_sentence(line) for line in told["message"].splitlines())
    healthy.nothing_is_lost(expense, content)
    about = [("res_model", "=", "ipai.agent.run"), ("res_id", "=", healthy.run_of(expense))]
    assert healthy.admin.find("ipai.call", about, ["state"])
