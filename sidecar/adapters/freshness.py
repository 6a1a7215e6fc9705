"""How fresh the warehouse is, as its tables say: what /metrics tells whoever watches."""

from pathlib import Path
from typing import Any

from sidecar.adapters.postgres import Pool, load_queries, transaction

QUERIES = load_queries(Path(__file__).with_name("freshness.sql"))


async def lag(pool: Pool) -> list[dict[str, Any]]:
    """Rows of database, age_seconds, behind_rows, behind_seconds: one for each Odoo read."""
    async with transaction(pool) as connection:
        return await (await connection.execute(QUERIES["lag"])).fetchall()


async def last_runs(pool: Pool) -> list[dict[str, Any]]:
    """Rows of task, state, ended_at (Unix seconds): the last run of each kind and outcome."""
    async with transaction(pool) as connection:
        return await (await connection.execute(QUERIES["last_runs"])).fetchall()
