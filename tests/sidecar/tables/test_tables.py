"""A model of Odoo is added with one command: the tree stays whole, its rows arrive in silver."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from sidecar.cli import app
from sidecar.settings import Settings
from sidecar.transforms.runner import Dbt

REPOSITORY = Path(__file__).parents[3]
PARTS = ("addons/ipai_sync", "dbt_finance", "deploy/supabase", "tests/contract")
SOURCE = "99999999-8888-7777-6666-555555555555"
MODEL = "fleet.vehicle.model"
FIELDS = "name:char, active:boolean, seats:integer, company_id:many2one, tag_ids:many2many"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the command writes to."""
    for part in PARTS:
        shutil.copytree(
            REPOSITORY / part, tmp_path / part, ignore=shutil.ignore_patterns("target", "logs")
        )
    return tmp_path


def add(tree: Path, model: str, fields: str, *more: str) -> Result:
    command = ["tables", "add", model, "--fields", fields, *more]
    return CliRunner().invoke(app, [*command, "--tree", str(tree)])


def contents(tree: Path) -> dict[str, str]:
    """Every file of the tree."""
    return {
        str(path.relative_to(tree)): path.read_text()
        for part in PARTS
        for path in (tree / part).rglob("*")
        if path.suffix in {".xml", ".yml", ".sql"}
    }


@pytest.fixture
def warehouse(server_dsn: str, template_database: str, tmp_path: Path) -> Iterator[str]:
    name = f"{template_database}_added"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(f'create database "{name}" template "{template_database}"')
        try:
            yield make_conninfo(server_dsn, dbname=name)
        finally:
            server.execute(f'drop database "{name}" with (force)')


def test_its_rows_arrive_in_silver(tree: Path, warehouse: str, tmp_path: Path):
    said = add(tree, MODEL, FIELDS)
    assert said.exit_code == 0, said.output
    assert "slv_fleet_vehicle_models has name, active, seats" in said.output
    [migration] = (tree / "deploy/supabase/migrations").glob("*_fleet_vehicle_model.sql")
    assert migration.name == max(path.name for path in migration.parent.glob("*.sql"))
    record = {"name": "Hiace", "active": True, "seats": 15, "tag_ids": [3, 4]}
    with psycopg.connect(warehouse) as connection:
        connection.execute(migration.read_text())
        connection.execute(
            "select bronze.make_partition('bronze.odoo_fleet_vehicle_model',"
            " date_trunc('month', current_date)::date)"
        )
        insert = (
            "insert into bronze.odoo_fleet_vehicle_model (source, id, epoch, tx, op, payload)"
            " values (%s, %s, 1, 1, %s, %s)"
        )
        connection.execute(insert, [SOURCE, 7, "U", json.dumps(record)])
        connection.execute(insert, [SOURCE, 8, "U", json.dumps(record)])
        connection.execute(insert, [SOURCE, 8, "D", None])
    assert {"model", "test"} <= build(tree, warehouse, tmp_path)
    with psycopg.connect(warehouse) as connection:
        found = connection.execute(
            "select fleet_vehicle_model_id, name, active, seats, company_id, tag_ids"
            " from silver.slv_fleet_vehicle_models"
        ).fetchall()
    assert found == [(7, "Hiace", True, 15, None, [3, 4])]


def build(tree: Path, dsn: str, folder: Path) -> set[str]:
    """Kinds of what was run: the new model, what it reads, its tests."""
    settings = Settings(
        environment="development",
        warehouse_dsn=dsn,
        dbt_project_dir=tree / "dbt_finance",
        dbt_build_dir=folder / "dbt",
    )

    async def built() -> set[str]:
        dbt = Dbt(settings)
        try:
            outcome = await dbt.run(["build", "--select", "+slv_fleet_vehicle_models"])
        finally:
            await dbt.close()
        assert outcome.success, [one.message for one in outcome.results]
        return {one.resource_type for one in outcome.results}

    return asyncio.run(built())


def test_the_tree_keeps_its_contract(tree: Path):
    assert add(tree, MODEL, FIELDS).exit_code == 0
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:odoo"),
            str(tree / "tests/contract/test_sync_sources.py"),
        ],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_a_second_time_changes_nothing(tree: Path):
    add(tree, MODEL, FIELDS)
    once = contents(tree)
    said = add(tree, MODEL, FIELDS)
    assert "is there already: slv_fleet_vehicle_models reads it" in said.output
    assert contents(tree) == once


def test_a_table_of_the_list_gets_its_silver_model(tree: Path):
    """What is sent already stands in the list as it is; only what is missing is added."""
    before = contents(tree)
    said = add(tree, "ipai.bir.rdo", "code:char, name:char", "--noun", "revenue district")
    assert said.exit_code == 0, said.output
    new = set(contents(tree)) - set(before)
    assert new == {
        "dbt_finance/models/silver/slv_revenue_districts.sql",
        "dbt_finance/models/silver/_slv_revenue_districts.yml",
    }


@pytest.mark.parametrize(
    ("model", "fields", "sentence"),
    [
        ("hr.contract", "name:char, birthday:date", "birthday is secret or private"),
        ("fleet.vehicle", "image:binary", "is no field"),
        ("ir.config_parameter", "key:char", "is never synchronised"),
        ("fleet", "name:char", "is no model of Odoo"),
        ("res.lang.x", "name:char nam!e:char", "is no field"),
        ("hr.employee", "name:char, birthday:date", "birthday is secret or private"),
        ("hr.employee", "name:char, color:integer", "in the list already, without color"),
    ],
)
def test_what_may_not_leave_is_refused(tree: Path, model: str, fields: str, sentence: str):
    before = contents(tree)
    said = add(tree, model, fields)
    assert said.exit_code == 1
    assert sentence in said.output
    assert contents(tree) == before
