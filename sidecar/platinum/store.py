"""The tables platinum.text_vector and platinum.platinum_transaction_texts."""

from pathlib import Path
from typing import Any

from sidecar.adapters.embedding import Array
from sidecar.adapters.postgres import Connection, load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))

Row = dict[str, Any]


def as_text(vector: Array) -> str:
    """A vector as pgvector writes it."""
    return "[" + ",".join(f"{value:.7g}" for value in vector.tolist()) + "]"


async def _flag(connection: Connection, name: str) -> bool:
    row = await (await connection.execute(QUERIES[name])).fetchone()
    return bool(row and next(iter(row.values())))


async def is_built(connection: Connection) -> bool:
    return await _flag(connection, "is_built")


async def missing(connection: Connection, model: str, days: int, limit: int) -> list[Row]:
    """Texts that need a vector, as source, company_id, digest, text."""
    cursor = await connection.execute(
        QUERIES["missing"], {"model": model, "days": days, "limit": limit}
    )
    return await cursor.fetchall()


async def known(connection: Connection, model: str, days: int, digests: list[Any]) -> Row:
    """{digest: vector as text} of those that another company has."""
    cursor = await connection.execute(
        QUERIES["known"], {"model": model, "days": days, "digests": digests}
    )
    return {row["digest"]: _pgvector(row["embedding"]) for row in await cursor.fetchall()}


async def keep(connection: Connection, rows: list[Row]) -> None:
    """Keep vectors; each row has source, company_id, digest, model and embedding as text."""
    is_array = await _flag(connection, "is_array")
    made = [row | {"embedding": _array(row["embedding"])} if is_array else row for row in rows]
    async with connection.cursor() as cursor:
        await cursor.executemany(QUERIES["keep"], made)


async def forget(connection: Connection) -> int:
    """Remove vectors no row needs; how many."""
    return (await connection.execute(QUERIES["forget"])).rowcount


async def search(connection: Connection, arguments: Row) -> list[Row]:
    return await (await connection.execute(QUERIES["search"], arguments)).fetchall()


def _array(vector: str) -> str:
    return "{" + vector[1:-1] + "}"


def _pgvector(vector: str) -> str:
    return "[" + vector[1:-1] + "]"
