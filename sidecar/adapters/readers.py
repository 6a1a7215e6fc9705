"""Reading the warehouse as somebody: under a role, for the companies that person may see.

For queries of ours only. SQL that somebody else wrote needs a login of its own, as it could take
the role off again.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from psycopg import sql
from psycopg.pq import TransactionStatus

from sidecar.adapters.postgres import Connection, Pool, transaction

SIGN = "select set_config('ipai.claims', security.sign(%s), true)"


@dataclass(frozen=True)
class Reader:
    """Who reads: a role of the warehouse and the Odoo companies it may see there.

    source: database.uuid of the Odoo database; None: the one that was synchronised last.
    """

    role: Literal["analyst", "finance", "marketing"]
    company_ids: tuple[int, ...]
    source: UUID | None = None
    subject: str | None = None

    def claims(self) -> str:
        """What the warehouse is asked to sign."""
        return json.dumps(
            {
                "role": self.role,
                "company_ids": self.company_ids,
                "source": self.source and str(self.source),
                "sub": self.subject,
            }
        )


@asynccontextmanager
async def reading(pool: Pool, reader: Reader) -> AsyncIterator[Connection]:
    """A read-only transaction that sees what the reader may see."""
    async with transaction(pool) as connection:
        await connection.execute(SIGN, [reader.claims()])
        await connection.execute("set transaction read only")
        await connection.execute(sql.SQL("set local role {}").format(sql.Identifier(reader.role)))
        try:
            yield connection
        finally:
            if connection.info.transaction_status is TransactionStatus.INTRANS:
                await connection.execute("reset role")
