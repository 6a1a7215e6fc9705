"""Fixtures of the sidecar's tests: a real PostgreSQL, the real migrations, the real application.

Most tests take `client` (and `connection`, when they prepare or inspect rows): all they write is in
one transaction that is rolled back. A test of workers, or of several connections, takes `own_state`
or `own_settings`: a database of its own, copied from the migrated template in a moment.
"""

import asyncio
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import jwt
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from sidecar.adapters import postgres
from sidecar.adapters.migrations import migrate
from sidecar.app import build_state, create_app, open_state
from sidecar.settings import Settings
from sidecar.state import State
from sidecar.telemetry import configure_logging

SECRET = "a-secret-of-the-tests-that-is-long-enough"


class RolledBackPool:
    """The pool's interface on one connection whose transaction never ends.

    A block that would have been committed becomes a savepoint; blocks follow one another, as they
    share the connection.
    """

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection
        self._free = asyncio.Lock()

    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[Any]:
        async with self._free, self._connection.transaction():
            yield self._connection


def make_settings(dsn: str, **values: Any) -> Settings:
    """Settings for a database; nothing outside the machine is asked."""
    defaults: dict[str, Any] = {
        "environment": "development",
        "sidecar_secret": SECRET,
        "warehouse_dsn": dsn,
        # Port 9 answers nobody: a test that needs Odoo starts something there itself.
        "odoo_url": "http://127.0.0.1:9",
        "odoo_api_key": "a-key-nobody-issued",
    }
    return Settings(**(defaults | values))


@pytest.fixture(scope="session", autouse=True)
def _logging() -> None:
    """Log as in production."""
    configure_logging(Settings(environment="development", log_format="json"))


@pytest.fixture(scope="session")
def server_dsn() -> str:
    """DSN of a superuser on a PostgreSQL that may be filled with databases."""
    dsn = os.environ.get("IPAI_TEST_POSTGRES_DSN")
    if not dsn:
        pytest.fail(
            "Set IPAI_TEST_POSTGRES_DSN to a superuser of a PostgreSQL or run `make test-sidecar`.",
            pytrace=False,
        )
    return dsn


def _create_database(server_dsn: str, template: str | None = None) -> str:
    name = f"ipai_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {}").format(sql.Identifier(template))
        server.execute(statement)
    return name


def _drop_database(server_dsn: str, name: str) -> None:
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )


@pytest.fixture(scope="session")
def template_database(server_dsn: str) -> Iterator[str]:
    """Name of a database with all migrations applied; nobody connects to it."""
    name = _create_database(server_dsn)
    try:
        migrate(make_settings(make_conninfo(server_dsn, dbname=name)))
        yield name
    finally:
        _drop_database(server_dsn, name)


@pytest.fixture(scope="session")
def shared_dsn(server_dsn: str, template_database: str) -> Iterator[str]:
    """DSN of the database whose tests roll back."""
    name = _create_database(server_dsn, template_database)
    yield make_conninfo(server_dsn, dbname=name)
    _drop_database(server_dsn, name)


@pytest.fixture
def own_dsn(server_dsn: str, template_database: str) -> Iterator[str]:
    """DSN of a migrated database only this test has."""
    name = _create_database(server_dsn, template_database)
    yield make_conninfo(server_dsn, dbname=name)
    _drop_database(server_dsn, name)


@pytest.fixture
def settings(shared_dsn: str) -> Settings:
    return make_settings(shared_dsn)


@pytest.fixture
def own_settings(own_dsn: str) -> Settings:
    return make_settings(own_dsn, worker_heartbeat=0.2, worker_lost_after=1, worker_grace=1)


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[postgres.Connection]:
    """A connection to the warehouse; what is written through it is rolled back."""
    async with (
        await psycopg.AsyncConnection.connect(
            postgres.conninfo(settings), row_factory=dict_row
        ) as opened,
        opened.transaction(force_rollback=True),
    ):
        yield opened


@pytest.fixture
def pool(connection: postgres.Connection) -> RolledBackPool:
    """What services take as a pool; everything in it happens on `connection`."""
    return RolledBackPool(connection)


@pytest.fixture
async def state(settings: Settings, pool: RolledBackPool) -> AsyncIterator[State]:
    """The state of the application on the rolled-back connection."""
    built = build_state(settings, pool)
    await built["jobs"].connector.open_async(pool)
    yield built
    built["reader"].close()


@pytest.fixture
async def own_state(own_settings: Settings) -> AsyncIterator[State]:
    """The state of a real process on a database of its own."""
    async with open_state(own_settings) as opened:
        yield opened


@pytest.fixture
def serve() -> Callable[[State], httpx.AsyncClient]:
    """Makes a client of the application that runs on a given state."""

    def make(state: State) -> httpx.AsyncClient:
        app = create_app(state["settings"])

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        return httpx.AsyncClient(
            transport=httpx.ASGITransport(with_state), base_url="http://sidecar"
        )

    return make


@pytest.fixture
async def client(
    state: State, serve: Callable[[State], httpx.AsyncClient]
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application; what the application writes is rolled back."""
    async with serve(state) as opened:
        yield opened


def make_token(*groups: str, secret: str = SECRET, **claims: Any) -> str:
    """A token as Odoo signs it; `claims` replace its own, None takes one away."""
    now = int(time.time())
    values = {
        "iss": "odoo",
        "aud": "ipai-sidecar",
        "sub": "maria",
        "name": "Maria Santos",
        "uid": 7,
        "db": "odoo",
        "groups": list(groups),
        "company_id": 1,
        "company_ids": [1],
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    } | claims
    return jwt.encode({k: v for k, v in values.items() if v is not None}, secret, "HS256")


@pytest.fixture
def token() -> Callable[..., str]:
    return make_token


@pytest.fixture
def signed() -> Callable[..., dict[str, str]]:
    """Headers of a user of Odoo in these groups: `client.get(..., headers=signed("viewer"))`."""

    def headers(*groups: str, **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {make_token(*groups, **claims)}"}

    return headers


@pytest.fixture
def unused_port() -> int:
    """A port on 127.0.0.1 nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
