"""A running stack: the one named by IPAI_E2E_ODOO_*, else the runner's instance "e2e".

Of both the tests need Odoo's address, its database (also by DSN, to compare row by row) and an
administrator; IPAI_TEST_POSTGRES_DSN names a superuser for the warehouses they make.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import odoorpc
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from sidecar.adapters.migrations import migrate
from sidecar.adapters.odoo import OdooAdapter
from sidecar.settings import Settings
from sidecar.sync.batches import Reader
from sidecar.sync.source import make_reader

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 1800
GIVEN = ("url", "db", "dsn", "login", "password")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo starts the instance itself: its tests run before the stack, which then stays up."""
    items.sort(key=lambda item: "stack" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def stack() -> Iterator[dict[str, Any]]:
    """odoo_url, odoo_db, odoo_dsn, odoo_login, odoo_password; more when the runner started it."""
    given = {f"odoo_{name}": os.environ.get(f"IPAI_E2E_ODOO_{name.upper()}") for name in GIVEN}
    if all(given.values()):
        yield given
        return
    instance = os.environ.get("IPAI_INSTANCE", "e2e")
    environment = os.environ | {"IPAI_INSTANCE": instance}
    state = REPOSITORY / f"build/run/{instance}.json"
    state.unlink(missing_ok=True)
    runner = subprocess.Popen(
        [sys.executable, "deploy/local", "up"], cwd=REPOSITORY, env=environment
    )
    try:
        yield _when_ready(runner, state)
    finally:
        runner.send_signal(signal.SIGTERM)
        runner.wait(120)


def _when_ready(runner: subprocess.Popen, state: Path) -> dict[str, Any]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if runner.poll() is not None:
            pytest.fail(
                f"The stack ended with {runner.returncode} while it started.", pytrace=False
            )
        if state.exists():
            told = json.loads(state.read_text())
            if told.get("ready"):
                return told["stack"]
        time.sleep(0.5)
    pytest.fail("The stack was not ready in time.", pytrace=False)


class RunningOdoo:
    """A real Odoo, changed over RPC as its administrator would."""

    def __init__(self, stack: dict[str, Any]) -> None:
        self.url, self.database, self.dsn = stack["odoo_url"], stack["odoo_db"], stack["odoo_dsn"]
        host, _, port = self.url.removeprefix("http://").partition(":")
        self.rpc = odoorpc.ODOO(host, port=int(port), timeout=300)
        self.rpc.login(self.database, stack["odoo_login"], stack["odoo_password"])
        self.partners: list[int] = []

    def call(self, model: str, method: str, *arguments: Any, **named: Any) -> Any:
        return self.rpc.execute_kw(model, method, list(arguments), named)

    def service_key(self) -> str:
        return self.call("ipai.sidecar", "issue_service_key", f"e2e {uuid.uuid4().hex[:6]}")

    def create_partners(self, count: int) -> list[int]:
        values = [{"name": f"Late {number}"} for number in range(count)]
        self.partners = self.call("res.partner", "create", values)
        return self.partners

    def delete_partners(self) -> None:
        with psycopg.connect(self.dsn) as connection:
            connection.execute(
                "delete from res_partner where ref = 'late-writer' or id = any(%s)", [self.partners]
            )

    def books(self, chance: random.Random) -> "Books":
        return Books(self, chance)


class Books:
    """Random changes of the books through Odoo's own methods."""

    def __init__(self, odoo: RunningOdoo, chance: random.Random) -> None:
        self.call, self.chance = odoo.call, chance
        self.mine: dict[str, list[int]] = {
            model: [] for model in ("hr.expense", "account.move", "account.tax", "res.partner")
        }
        self.sale = self._classified_tax("sale", "sale_vatable")
        self.purchase = self._classified_tax("purchase", "purchase_goods")
        self.employee = self.call("hr.employee", "create", [{"name": "Exactly Once"}])[0]
        self.product = self.call("product.product", "search", [("can_be_expensed", "=", True)])[0]

    def _classified_tax(self, use: str, tax_class: str) -> int:
        tax = self.call(
            "account.tax",
            "search",
            [("type_tax_use", "=", use), ("amount", ">", 0), ("amount_type", "=", "percent")],
            limit=1,
        )
        self.call("account.tax", "write", tax, {"ipai_tax_class": tax_class})
        return tax[0]

    def change_something(self) -> None:
        self.chance.choice(
            [
                self.create_partner,
                self.create_expense,
                self.create_entry,
                self.create_entry,
                self.create_group,
                self.write_something,
                self.write_something,
                self.post,
                self.unpost,
                self.delete_one,
            ]
        )()

    def text(self) -> str:
        name = self.chance.choice(["Ñino", "Reyes & Co.", "A\\B", '"Q"'])
        return f"{name} {self.chance.random()}"

    def amount(self) -> float:
        return self.chance.randint(1, 10_000_000) / 100

    def date(self) -> str:
        return f"2026-{self.chance.randint(1, 9):02}-{self.chance.randint(1, 28):02}"

    def create(self, model: str, values: dict[str, Any]) -> int:
        [key] = self.call(model, "create", [values])
        self.mine[model].append(key)
        return key

    def create_partner(self) -> None:
        self.create("res.partner", {"name": self.text(), "is_company": True})

    def create_expense(self) -> None:
        self.create(
            "hr.expense",
            {
                "name": self.text(),
                "employee_id": self.employee,
                "product_id": self.product,
                "total_amount_currency": self.amount(),
                "date": self.date(),
            },
        )

    def create_entry(self) -> None:
        kind = self.chance.choice(["out_invoice", "out_refund", "in_invoice"])
        if not self.mine["res.partner"]:
            self.create_partner()
        tax = self.purchase if kind.startswith("in") else self.sale
        lines = [
            (0, 0, {"name": self.text(), "price_unit": self.amount(), "tax_ids": [(6, 0, [tax])]})
            for _ in range(self.chance.randint(1, 3))
        ]
        partner = self.chance.choice(self.mine["res.partner"])
        date = self.date()
        self.create(
            "account.move",
            {
                "move_type": kind,
                "partner_id": partner,
                "invoice_date": date,
                "date": date,
                "ref": self.text(),
                "invoice_line_ids": lines,
            },
        )

    def create_group(self) -> None:
        member = self.create("account.tax", {"name": self.text(), "amount": 1})
        group = self.create("account.tax", {"name": self.text(), "amount_type": "group"})
        self.call("account.tax", "write", [group], {"children_tax_ids": [(6, 0, [member])]})

    def write_something(self) -> None:
        model = self.chance.choice(["res.partner", "hr.expense", "account.move"])
        if key := self.one(model):
            name = "ref" if model == "account.move" else "name"
            self.call(model, "write", [key], {name: self.text()})

    def one(self, model: str) -> int | None:
        return self.chance.choice(self.mine[model]) if self.mine[model] else None

    def post(self) -> None:
        drafts = self.call(
            "account.move",
            "search",
            [("id", "in", self.mine["account.move"]), ("state", "=", "draft")],
        )
        if drafts:
            self.call("account.move", "action_post", [self.chance.choice(drafts)])

    def unpost(self) -> None:
        posted = self.call(
            "account.move",
            "search",
            [("id", "in", self.mine["account.move"]), ("state", "=", "posted")],
        )
        if posted:
            self.call("account.move", "button_draft", [self.chance.choice(posted)])

    def delete_one(self) -> None:
        model = self.chance.choice(["hr.expense", "account.move"])
        if key := self.one(model):
            self.delete(model, [key])

    def delete(self, model: str, keys: list[int]) -> None:
        """Delete records; entries are made drafts before."""
        if model == "account.move":
            posted = self.call(model, "search", [("id", "in", keys), ("state", "=", "posted")])
            if posted:
                self.call(model, "button_draft", posted)
        self.call(model, "unlink", keys, context={"force_delete": True})
        self.mine[model] = [key for key in self.mine[model] if key not in keys]

    def delete_everything(self) -> None:
        for model, keys in self.mine.items():
            if keys:
                # A group of taxes goes before its members.
                self.delete(model, sorted(keys, reverse=True))


class Warehouse:
    """An empty, migrated warehouse and what reads that Odoo into it."""

    def __init__(self, dsn: str, odoo: RunningOdoo, key: str, folder: Path) -> None:
        self.dsn = dsn
        self.environment = {
            "IPAI_WAREHOUSE_DSN": dsn,
            "IPAI_ODOO_URL": odoo.url,
            "IPAI_ODOO_DATABASE": odoo.database,
            "IPAI_ODOO_LOGIN": "ipai_service",
            "IPAI_ODOO_API_KEY": key,
        }
        self.settings = Settings(
            warehouse_dsn=dsn,
            odoo_url=odoo.url,
            odoo_database=odoo.database,
            odoo_api_key=key,
            dbt_project_dir=REPOSITORY / "dbt_finance",
            dbt_build_dir=folder,
        )
        self.adapter = OdooAdapter.from_settings(self.settings)

    def read_directly(self, odoo_dsn: str) -> None:
        """From now on Odoo is read from its database instead of over RPC."""
        self.environment["IPAI_ODOO_DSN"] = odoo_dsn
        self.settings = self.settings.model_copy(update={"odoo_dsn": SecretStr(odoo_dsn)})

    def reader(self) -> Reader:
        return make_reader(self.settings, self.adapter)


@pytest.fixture(scope="session")
def odoo(stack: dict[str, Any]) -> RunningOdoo:
    return RunningOdoo(stack)


@pytest.fixture
def warehouse(odoo: RunningOdoo, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse only this test has."""
    server_dsn = os.environ.get("IPAI_TEST_POSTGRES_DSN")
    if not server_dsn:
        pytest.fail("Set IPAI_TEST_POSTGRES_DSN or run `make test`.", pytrace=False)
    name = f"ipai_e2e_{uuid.uuid4().hex[:12]}"
    database = sql.Identifier(name)
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(database))
        try:
            dsn = make_conninfo(server_dsn, dbname=name)
            made = Warehouse(dsn, odoo, odoo.service_key(), tmp_path)
            migrate(made.settings)
            yield made
            made.adapter.close()
        finally:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(database))


@pytest.fixture
def read_only_dsn(odoo: RunningOdoo) -> Iterator[str]:
    """Odoo's database for a role that may read and nothing else."""
    role, password = f"ipai_e2e_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    name = sql.Identifier(role)
    with psycopg.connect(os.environ["IPAI_TEST_POSTGRES_DSN"], autocommit=True) as server:
        server.execute(
            sql.SQL("create role {} login password {} in role pg_read_all_data").format(
                name, password
            )
        )
        try:
            yield make_conninfo(odoo.dsn, user=role, password=password)
        finally:
            server.execute(sql.SQL("drop role {}").format(name))
