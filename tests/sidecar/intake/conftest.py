"""A shop that sends: its registered source, its signature, and what the warehouse holds of it."""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sidecar.intake.signatures import sign

SOURCE = "99999999-8888-7777-6666-555555555555"
Post = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def scout(client, signed) -> dict[str, Any]:
    """The registered source, with its secret."""
    answer = await client.post(
        "/intake/sources",
        headers=signed("administrator"),
        json={
            "code": "scout",
            "company_id": 1,
            "domains": ["transactions", "products"],
            "database_uuid": SOURCE,
        },
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def headers_of(secret: str, body: bytes, *, at: float | None = None, code: str = "scout"):
    """The three headers of a signed body."""
    timestamp = str(int(at or time.time()))
    return {
        "X-Ipai-Source": code,
        "X-Ipai-Timestamp": timestamp,
        "X-Ipai-Signature": sign(secret, timestamp, body),
    }


@pytest.fixture
def send(client, scout) -> Post:
    """Post a signed body, given as bytes or as what JSON is made of."""

    async def post(body: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await client.post(
            "/webhook/scout-transactions",
            content=content,
            headers=headers_of(scout["secret"], content),
        )

    return post


@pytest.fixture
def versions(connection) -> Callable[..., Awaitable[list[tuple[Any, ...]]]]:
    """(key, payload) of all versions of a domain, oldest first."""

    async def rows(domain: str = "transactions") -> list[tuple[Any, ...]]:
        cursor = await connection.execute(
            f"select key, payload from bronze.bronze_{domain} order by seq"
        )
        return [(row["key"], row["payload"]) for row in await cursor.fetchall()]

    return rows


@pytest.fixture
def aside(connection) -> Callable[[], Awaitable[list[tuple[Any, ...]]]]:
    """(line, key, reason, raw) of the quarantine."""

    async def rows() -> list[tuple[Any, ...]]:
        cursor = await connection.execute(
            "select line, key, reason, raw from bronze.quarantine order by id"
        )
        return [
            (row["line"], row["key"], row["reason"], row["raw"]) for row in await cursor.fetchall()
        ]

    return rows


@pytest.fixture(name="headers_of")
def headers_of_fixture():
    return headers_of
