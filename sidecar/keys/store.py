"""The table sidecar.api_key."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sidecar.adapters.postgres import Connection, load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


async def insert(
    connection: Connection,
    *,
    name: str,
    prefix: str,
    digest: bytes,
    scopes: list[str],
    created_by: str,
    expires_at: datetime | None,
) -> dict[str, Any]:
    cursor = await connection.execute(
        QUERIES["insert_key"],
        {
            "name": name,
            "prefix": prefix,
            "digest": digest,
            "scopes": scopes,
            "created_by": created_by,
            "expires_at": expires_at,
        },
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - "returning" of one inserted row
    return row


async def all_keys(connection: Connection) -> list[dict[str, Any]]:
    return await (await connection.execute(QUERIES["list_keys"])).fetchall()


async def find(connection: Connection, prefix: str) -> dict[str, Any] | None:
    return await (await connection.execute(QUERIES["find_key"], {"prefix": prefix})).fetchone()


async def touch(connection: Connection, prefix: str) -> None:
    await connection.execute(QUERIES["touch_key"], {"prefix": prefix})


async def revoke(connection: Connection, key_id: int) -> bool:
    """False when there is no such key."""
    cursor = await connection.execute(QUERIES["revoke_key"], {"id": key_id})
    return await cursor.fetchone() is not None
