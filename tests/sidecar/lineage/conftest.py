"""A warehouse whose lineage was read from the real project, compiled by dbt itself."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sidecar.adapters.postgres import make_pool
from sidecar.app import open_state
from sidecar.lineage import service
from sidecar.lineage.schemas import RunSummary
from sidecar.settings import Settings
from sidecar.state import State
from sidecar.transforms.runner import Dbt

REPOSITORY = Path(__file__).parents[3]


def settings_for(dsn: str, folder: Path, project: Path = REPOSITORY / "dbt_finance") -> Settings:
    return Settings(
        environment="development",
        sidecar_secret="a-secret-of-the-tests-that-is-long-enough",
        warehouse_dsn=dsn,
        dbt_project_dir=project,
        dbt_build_dir=folder,
        odoo_url="http://127.0.0.1:9",
        odoo_api_key="a-key-nobody-issued",
    )


async def read_lineage(settings: Settings, times: int = 1) -> list[RunSummary]:
    """Refresh the lineage some times with one dbt process; what each refresh says."""
    dbt, pool = Dbt(settings), make_pool(settings)
    try:
        async with pool:
            return [await service.refresh(pool, dbt) for _ in range(times)]
    finally:
        await dbt.close()


@pytest.fixture(scope="session")
def read_database(
    server_dsn: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[RunSummary]]]:
    """Name of a database whose lineage was read twice, and what both readings said."""
    name = f"{template_database}_lineage"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template_database)
            )
        )
        try:
            dsn = make_conninfo(server_dsn, dbname=name)
            settings = settings_for(dsn, tmp_path_factory.mktemp("dbt"))
            yield name, asyncio.run(read_lineage(settings, times=2))
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def readings(read_database: tuple[str, list[RunSummary]]) -> list[RunSummary]:
    return read_database[1]


@pytest.fixture
def lineage_settings(
    server_dsn: str, read_database: tuple[str, list[RunSummary]], tmp_path: Path
) -> Iterator[Settings]:
    """Settings of a copy of that database, which only this test has."""
    name = f"{read_database[0]}_copy"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(read_database[0])
            )
        )
        yield settings_for(make_conninfo(server_dsn, dbname=name), tmp_path / "dbt")
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
async def lineage_state(lineage_settings: Settings) -> AsyncIterator[State]:
    async with open_state(lineage_settings) as opened:
        yield opened


@pytest.fixture
async def reader(
    lineage_state: State,
    serve: Callable[[State], httpx.AsyncClient],
    signed: Callable[..., dict[str, str]],
) -> AsyncIterator[httpx.AsyncClient]:
    """A viewer's client of the application on that database."""
    async with serve(lineage_state) as client:
        client.headers.update(signed("viewer"))
        yield client


@pytest.fixture
def own_project(tmp_path: Path) -> Path:
    """A copy of the dbt project that a test may change."""
    return Path(
        shutil.copytree(
            REPOSITORY / "dbt_finance",
            tmp_path / "project",
            ignore=shutil.ignore_patterns("target", "logs"),
        )
    )


@pytest.fixture(name="read_lineage")
def read_lineage_fixture() -> Callable[..., Any]:
    return read_lineage


@pytest.fixture(name="settings_for")
def settings_for_fixture() -> Callable[..., Settings]:
    return settings_for
