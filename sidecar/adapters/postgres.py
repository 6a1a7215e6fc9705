"""The warehouse: one pool of connections, named queries, and its errors as sentences."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.abc import Traversable
from pathlib import Path
from typing import Any, LiteralString, TypeAlias, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from sidecar.errors import SidecarError, WarehouseDown
from sidecar.settings import Settings

Connection: TypeAlias = psycopg.AsyncConnection[DictRow]
Pool: TypeAlias = AsyncConnectionPool[Connection]

# The queue's functions and LangGraph's queries name their tables without a schema.
SEARCH_PATH = "public,jobs,agents"
WAIT_SECONDS = 5.0
QUERY_NAME = re.compile(r"^-- ([a-z0-9_]+) --$", re.MULTILINE)


def conninfo(settings: Settings, *, search_path: str = SEARCH_PATH) -> str:
    """Connection string of the warehouse with our search path and name."""
    dsn = settings.warehouse_dsn.get_secret_value()
    given = str(conninfo_to_dict(dsn).get("options") or "")
    return make_conninfo(
        dsn,
        options=f"{given} -c search_path={search_path}".strip(),
        application_name="ipai-sidecar",
        connect_timeout=5,
    )


def make_pool(settings: Settings) -> Pool:
    """A pool that is not open yet. Rows come as dicts; leaving `connection()` commits."""
    return AsyncConnectionPool(
        conninfo(settings),
        connection_class=cast("type[Connection]", psycopg.AsyncConnection),
        kwargs={"row_factory": dict_row},
        min_size=1,
        max_size=settings.warehouse_pool_size,
        timeout=WAIT_SECONDS,
        reconnect_timeout=60,
        check=AsyncConnectionPool.check_connection,
        name="warehouse",
        open=False,
    )


def as_sidecar_error(error: BaseException) -> SidecarError | None:
    """The sentence for an error of PostgreSQL the user can act on; None for a fault of ours."""
    if isinstance(error, PoolTimeout):
        return WarehouseDown()
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        return WarehouseDown(
            f"The warehouse lacks a table ({str(error).splitlines()[0]}). "
            "Run `python -m sidecar.cli migrate`.",
            code="warehouse_not_migrated",
        )
    if isinstance(error, psycopg.OperationalError):
        # 08: connection lost; 57P: server shutting down or starting; 53: out of resources.
        state = error.sqlstate
        if state is None or state.startswith(("08", "57P", "53")):
            return WarehouseDown()
    return None


@asynccontextmanager
async def warehouse_errors() -> AsyncIterator[None]:
    """Turns PostgreSQL's errors inside the block into sentences where there is one."""
    try:
        yield
    except psycopg.Error as error:
        known = as_sidecar_error(error)
        if known is None:
            raise
        raise known from error


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection whose work is committed at the end of the block, or undone by an error.

    The transaction is open from the start, so that a `connection.transaction()` inside is a
    savepoint and never commits by itself.
    """
    async with warehouse_errors(), pool.connection() as connection, connection.transaction():
        yield connection


async def ping(pool: Pool, *, seconds: float = 2.0) -> dict[str, Any]:
    """Ask the warehouse for its version and size of queue for connections; raises WarehouseDown."""
    async with warehouse_errors(), pool.connection(timeout=seconds) as connection:
        started = time.perf_counter()
        cursor = await connection.execute("select current_setting('server_version') as version")
        row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - the query always has one row
    return {
        "version": row["version"],
        "query_ms": round((time.perf_counter() - started) * 1000, 1),
    }


def load_queries(path: Path | Traversable) -> dict[str, LiteralString]:
    """Named queries of a file: `-- name --`, a line that describes it, the SQL."""
    parts = QUERY_NAME.split(path.read_text(encoding="utf-8"))
    # The text is part of the program, so it may be treated as a literal.
    return {
        name: cast(LiteralString, sql.strip())
        for name, sql in zip(parts[1::2], parts[2::2], strict=True)
    }
