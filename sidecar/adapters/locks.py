"""Work that only one process may do at a time, on whatever machine: locks of the warehouse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg.pq import TransactionStatus

from sidecar.adapters.postgres import Connection, Pool, warehouse_errors

TRY = "select pg_try_advisory_lock(hashtextextended(%(name)s, 0)) as is_held"
RELEASE = "select pg_advisory_unlock(hashtextextended(%(name)s, 0))"


@asynccontextmanager
async def held(pool: Pool, name: str) -> AsyncIterator[Connection | None]:
    """A connection, in autocommit, that holds the named lock while the block runs; None when
    another process holds it. The lock ends with the connection, so a killed process frees it.
    """
    async with warehouse_errors(), pool.connection() as connection:
        await connection.set_autocommit(True)
        row = await (await connection.execute(TRY, {"name": name})).fetchone()
        is_held = bool(row and row["is_held"])
        try:
            yield connection if is_held else None
        finally:
            if connection.info.transaction_status != TransactionStatus.IDLE:
                # Cut off in the middle of a statement: nobody can use it again.
                await connection.close()
            else:
                if is_held:
                    await connection.execute(RELEASE, {"name": name})
                await connection.set_autocommit(False)
