"""Migrations run once, in order, all or nothing, and are never rewritten."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from procrastinate.schema import migrations_path
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from sidecar.adapters.migrations import migrate
from sidecar.errors import Conflict, NotFound, WarehouseDown


@pytest.fixture
def bare(server_dsn, settings, tmp_path):
    """Settings of an empty database, with two migrations of the test."""
    name = f"ipai_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    (tmp_path / "20260101000000_first.sql").write_text("create table one (id int);\n")
    (tmp_path / "20260102000000_second.sql").write_text("insert into one values (1), (2);\n")
    dsn = make_conninfo(server_dsn, dbname=name)
    yield settings.model_copy(update={"warehouse_dsn": SecretStr(dsn), "migrations_dir": tmp_path})
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def ask(settings, query):
    with psycopg.connect(settings.warehouse_dsn.get_secret_value()) as connection:
        return connection.execute(query).fetchall()


def test_each_file_runs_once_in_order_and_the_queue_last(bare):
    assert migrate(bare) == [
        "20260101000000_first.sql",
        "20260102000000_second.sql",
        "procrastinate",
        "langgraph",
    ]
    assert migrate(bare) == []
    assert ask(bare, "select count(*) from one") == [(2,)]
    history = "select version, name from supabase_migrations.schema_migrations order by 1"
    assert ask(bare, history) == [("20260101000000", "first"), ("20260102000000", "second")]


def test_a_failing_file_is_undone_and_named(bare):
    broken = bare.migrations_dir / "20260103000000_third.sql"
    broken.write_text("create table three (id int); select 1/0;")
    with pytest.raises(Conflict, match=r"20260103000000_third.sql failed.*division by zero"):
        migrate(bare)
    assert ask(bare, "select to_regclass('three')") == [(None,)]
    broken.write_text("create table three (id int);")
    assert migrate(bare) == [
        "20260103000000_third.sql",
        "procrastinate",
        "langgraph",
    ]


def test_a_changed_file_is_refused(bare):
    migrate(bare)
    (bare.migrations_dir / "20260101000000_first.sql").write_text("create table other (id int);")
    with pytest.raises(Conflict, match="was changed after it was applied"):
        migrate(bare)


def test_what_the_supabase_cli_applied_is_accepted(bare):
    """It stores the statements of a file one by one."""
    migrate(bare)
    with psycopg.connect(bare.warehouse_dsn.get_secret_value()) as connection:
        connection.execute(
            "update supabase_migrations.schema_migrations"
            " set statements = array['create table one (id int)', 'select 1']"
            " where version = '20260101000000'"
        )
    assert migrate(bare) == []


def test_two_at_once_do_not_meet(bare):
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: migrate(bare), range(2)))
    assert sorted(map(len, both)) == [0, 4]


def test_a_newer_queue_brings_only_what_is_new(bare):
    migrate(bare)
    newest = [p.name for p in sorted(migrations_path.glob("*.sql")) if p.name > "03.04"]
    assert newest
    with psycopg.connect(bare.warehouse_dsn.get_secret_value()) as connection:
        connection.execute("delete from jobs.schema_history where name = any(%s)", [newest])
        connection.execute("drop function jobs.procrastinate_retry_job_v2")
        connection.execute(
            "alter type jobs.procrastinate_job_event_type rename value 'retried' to 'older'"
        )
    assert migrate(bare) == newest
    found = ask(bare, "select to_regproc('jobs.procrastinate_retry_job_v2') is not null")
    assert found == [(True,)]


def test_without_files_and_without_a_server(bare, tmp_path):
    with pytest.raises(NotFound, match="IPAI_MIGRATIONS_DIR"):
        migrate(bare.model_copy(update={"migrations_dir": tmp_path / "none"}))
    dead = SecretStr("postgresql://127.0.0.1:9/none")
    with pytest.raises(WarehouseDown, match=r"IPAI_WAREHOUSE_DSN.*refused"):
        migrate(bare.model_copy(update={"warehouse_dsn": dead}))


async def test_nobody_but_the_owner_reaches_the_sidecars_records(connection):
    cursor = await connection.execute(
        "select relname, relrowsecurity from pg_class"
        " where relnamespace = 'sidecar'::regnamespace"
        " and relname in ('api_key', 'job_attempt', 'job_callback')"
    )
    tables = await cursor.fetchall()
    assert [row["relrowsecurity"] for row in tables] == [True, True, True]
    await connection.execute("set local role authenticated")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await connection.execute("select * from sidecar.api_key")


async def test_every_table_and_column_of_ours_is_explained(connection):
    cursor = await connection.execute(
        "select relname from pg_class where relnamespace = 'sidecar'::regnamespace"
        " and relkind = 'r' and obj_description(oid, 'pg_class') is null"
        " and relname in ('api_key', 'job_attempt', 'job_callback')"
    )
    assert await cursor.fetchall() == []
