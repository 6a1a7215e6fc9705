"""A warehouse with wide books, built by PostgreSQL and by a Spark cluster of this machine."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sidecar.adapters.postgres import make_pool, transaction
from sidecar.intake import service as intake
from sidecar.intake.schemas import NewSource
from sidecar.settings import Settings
from sidecar.transforms import service
from sidecar.transforms.runner import Dbt
from tests.sidecar.spark.books import sales, wide
from tests.sidecar.transforms.conftest import REPOSITORY, bring_in, opening

SCRIPTS = REPOSITORY / "deploy/spark"
# A master and two workers, each a process of its own with one core and 1 GB.
CLUSTER = "local-cluster[2,1,1024]"


@dataclass(frozen=True)
class Built:
    """Where the two builds are, and what dbt said of Spark's."""

    dsn: str
    warehouse: Path
    results: list[dict[str, Any]]


@pytest.fixture(scope="session")
def programs() -> Path:
    """Programs of the environment with Spark."""
    folder = os.environ.get("IPAI_TEST_SPARK")
    if not folder:
        pytest.fail("Run `make test-spark`: it makes the environment of Spark.", pytrace=False)
    return Path(folder)


@pytest.fixture(scope="session")
def filled(
    server_dsn: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """DSN of a warehouse built by dbt on PostgreSQL."""
    name = sql.Identifier(f"{template_database}_wide")
    dsn = make_conninfo(server_dsn, dbname=name._obj[0])
    with psycopg.connect(server_dsn, autocommit=True) as server:
        template = sql.Identifier(template_database)
        server.execute(sql.SQL("create database {} template {}").format(name, template))
        try:
            settings = Settings(
                environment="development",
                warehouse_dsn=dsn,
                sidecar_secret="a-secret-of-the-tests-that-is-long-enough",
                dbt_project_dir=REPOSITORY / "dbt_finance",
                dbt_build_dir=tmp_path_factory.mktemp("dbt"),
            )
            asyncio.run(_fill(settings))
            yield dsn
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(name))


async def _fill(settings: Settings) -> None:
    await bring_in(settings, [*opening(), *wide()], tx=10)
    dbt, pool = Dbt(settings), make_pool(settings)
    async with pool:
        async with transaction(pool) as connection:
            wanted = NewSource(code="scout", company_id=1, domains=["transactions"])
            shop = await intake.add_source(connection, settings, wanted)
            body = json.dumps(sales()).encode()
            await intake.take_body(connection, shop, "transactions", body, channel="webhook")
        try:
            await service.build(pool, dbt)
        finally:
            await dbt.close()


@pytest.fixture(scope="session")
def run(programs: Path, filled: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a script of deploy/spark on that warehouse."""

    def script(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [str(programs / "python"), str(SCRIPTS / name), str(folder)]
        return subprocess.run(
            command, env=os.environ | {"DSN": filled}, capture_output=True, text=True
        )

    return script


@pytest.fixture(scope="session")
def built(
    programs: Path,
    filled: str,
    run: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """The same bronze, exported and built by dbt on the cluster, with the tests of the books."""
    folder = tmp_path_factory.mktemp("spark")
    exported = run("export_bronze.py", folder / "bronze")
    assert exported.returncode == 0, exported.stderr
    (folder / "spark-defaults.conf").write_text(
        f"spark.master {CLUSTER}\n"
        "spark.driver.host 127.0.0.1\n"
        "spark.driver.bindAddress 127.0.0.1\n"
        "spark.ui.enabled false\n"
        f"spark.sql.warehouse.dir {folder / 'warehouse'}\n"
        "spark.sql.shuffle.partitions 2\n"
        "spark.default.parallelism 2\n"
    )
    [home] = (programs.parent / "lib").glob("python*/site-packages/pyspark")
    project = str(REPOSITORY / "dbt_finance")
    done = subprocess.run(
        [
            *(str(programs / "dbt"), "--quiet", "build"),
            *("--target", "spark", "--select", "resource_type:model", "resource_type:seed"),
            *("test_type:singular", "--indirect-selection", "empty"),
            *("--project-dir", project, "--profiles-dir", project),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ],
        env=os.environ
        | {
            "SPARK_HOME": str(home),
            "SPARK_CONF_DIR": str(folder),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "IPAI_SPARK_CATALOG": "in-memory",
            "IPAI_SPARK_BRONZE": str(folder / "bronze"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        cwd=folder,
        capture_output=True,
        text=True,
    )
    results = folder / "target/run_results.json"
    assert results.exists(), done.stdout[-4000:] + done.stderr[-4000:]
    return Built(filled, folder / "warehouse", json.loads(results.read_text())["results"])
