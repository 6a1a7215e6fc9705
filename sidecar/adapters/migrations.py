"""Brings the warehouse to the present version: our SQL files, then the tables of the queue and of
LangGraph's checkpoints.

Files are `<timestamp>_<name>.sql`; each runs once, in its own transaction, and is remembered with
its text in Supabase's history table, so that `supabase db push` and this command agree. One runs at
a time: a second waits for the first.
"""

from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager, migrations_path
from psycopg import sql

from sidecar.errors import Conflict, NotFound, WarehouseDown
from sidecar.settings import Settings

LOCK = 0x1BA1_0001
HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key
);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
"""
QUEUE_HISTORY = """
create schema if not exists jobs;
create table if not exists jobs.schema_history (
    name text primary key,
    applied_at timestamptz not null default now()
);
comment on schema jobs is 'The queue: tables and functions of procrastinate.';
comment on table jobs.schema_history is 'One schema change of procrastinate that was applied.';
"""


def migrate(settings: Settings) -> list[str]:
    """Apply what is missing and return the names applied, oldest first.

    Raises WarehouseDown, Conflict when an applied file was changed, NotFound without files.
    """
    files = sorted(settings.migrations_dir.glob("*.sql"))
    if not files:
        raise NotFound(
            f"There are no migrations in {settings.migrations_dir}; start from the repository's "
            "folder or set IPAI_MIGRATIONS_DIR."
        )
    dsn = settings.warehouse_dsn.get_secret_value()
    try:
        connection = psycopg.connect(dsn, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise WarehouseDown(f"{WarehouseDown().detail} PostgreSQL says: {reason}") from error
    with connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            applied = _apply_files(connection, files)
            return applied + _apply_queue(connection) + _apply_checkpoints(connection)
        finally:
            connection.execute("select pg_advisory_unlock(%s)", [LOCK])


def _apply_files(connection: psycopg.Connection, files: list[Path]) -> list[str]:
    connection.execute(HISTORY)
    history: dict[str, list[str] | None] = dict(
        connection.execute(
            "select version, statements from supabase_migrations.schema_migrations"
        ).fetchall()
    )
    applied = []
    for path in files:
        version, _, name = path.stem.partition("_")
        text = path.read_text(encoding="utf-8")
        if version in history:
            _refuse_change(path, text, history[version])
            continue
        try:
            with connection.transaction():
                connection.execute(sql.SQL(text))
                connection.execute(
                    "insert into supabase_migrations.schema_migrations (version, statements, name)"
                    " values (%s, %s, %s)",
                    [version, [text], name],
                )
        except psycopg.Error as error:
            raise Conflict(
                f"The migration {path.name} failed and was undone: {str(error).strip()}",
                code="migration_failed",
            ) from error
        applied.append(path.name)
    return applied


def _refuse_change(path: Path, text: str, statements: list[str] | None) -> None:
    """An applied file never changes; the Supabase CLI stores it split, which is not compared."""
    if statements is not None and len(statements) == 1 and statements[0] != text:
        raise Conflict(
            f"The migration {path.name} was changed after it was applied. Put its text back and "
            "write the change as a new migration.",
            code="migration_changed",
        )


def _apply_queue(connection: psycopg.Connection) -> list[str]:
    """Create the queue's schema, or apply the changes newer releases of procrastinate bring."""
    known = sorted(path.name for path in migrations_path.glob("*.sql"))
    with connection.transaction():
        connection.execute(QUEUE_HISTORY)
        row = connection.execute("select to_regclass('jobs.procrastinate_jobs')").fetchone()
        if row is None or row[0] is None:
            connection.execute("set local search_path = jobs")
            connection.execute(sql.SQL(SchemaManager.get_schema()))
            _remember(connection, known)
            return ["procrastinate"]
    history = connection.execute("select name from jobs.schema_history").fetchall()
    missing = sorted(set(known) - {name for (name,) in history})
    for name in missing:
        with connection.transaction():
            connection.execute("set local search_path = jobs")
            connection.execute(sql.SQL((migrations_path / name).read_text(encoding="utf-8")))
            _remember(connection, [name])
    return missing


def _apply_checkpoints(connection: psycopg.Connection) -> list[str]:
    """Create LangGraph's tables in schema agents, or apply what newer releases of it bring.

    Its own set-up makes indexes concurrently, which would wait for another `migrate` that waits for
    us; here it is one transaction like the rest.
    """
    from langgraph.checkpoint.postgres.base import MIGRATIONS

    with connection.transaction():
        connection.execute("create schema if not exists agents")
        connection.execute("set local search_path = agents")
        connection.execute(sql.SQL(MIGRATIONS[0]))
        row = connection.execute("select max(v) from checkpoint_migrations").fetchone()
        known = -1 if row is None or row[0] is None else int(row[0])
        missing = list(enumerate(MIGRATIONS))[known + 1 :]
        for number, statement in missing:
            connection.execute(sql.SQL(statement.replace(" CONCURRENTLY", "")))
            connection.execute("insert into checkpoint_migrations (v) values (%s)", [number])
    return ["langgraph"] if missing else []


def _remember(connection: psycopg.Connection, names: list[str]) -> None:
    connection.execute("insert into jobs.schema_history (name) select unnest(%s::text[])", [names])
