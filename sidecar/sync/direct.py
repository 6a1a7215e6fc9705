"""The changes of one Odoo database, read with a connection of its own: IPAI_ODOO_DSN.

The role behind it needs to read the synchronised tables, their relations, ipai_sync_outbox and
ipai_sync_origin; it writes nothing. What to ask comes from the addon (statements()), so images are
the same bytes as over RPC; over RPC go computed fields and what is to be forgotten in the outbox.
"""

import json
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import IsolationLevel, sql

from sidecar.errors import OdooDown, OdooFailed
from sidecar.sync.batches import (
    BATCH_ROWS,
    Answer,
    Batch,
    Behind,
    Checksums,
    Description,
    Piece,
    Place,
    Wanted,
)
from sidecar.sync.place import Cursor
from sidecar.sync.reader import Odoo, OdooReader, read

MODEL = "ipai.sync.table"

# A snapshot's page goes from PostgreSQL to PostgreSQL in blocks, so it may be long; this is how
# much a crash repeats at most.
PAGES = 4
COMPUTED_ROWS = 2_000
COUNTED_ROWS = 100_000
ACKNOWLEDGED_EVERY = 10.0
CONNECT_SECONDS = 10
COPY_BLOCKS = sql.SQL(
    "copy (select convert_to(body, 'UTF8') from ({}) as blocks) to stdout (format binary)"
)


class _Table(Answer):
    """What to ask about one table."""

    model: str
    table: str
    fingerprint: str
    computed: bool
    page_end: str
    range_blocks: str
    ids_blocks: str
    range_hashes: str


class _Statements(Answer):
    """What to ask the database."""

    state: str
    touched: str
    behind: str
    tables: list[_Table]


class _State(Answer):
    """The outbox in this snapshot."""

    origin: str
    floor: tuple[int, int]
    horizon: int
    ceiling: int


class DirectReader:
    """Reads one Odoo's database. Raises OdooDown, NotAllowed, BadRequest, OdooFailed."""

    def __init__(self, odoo: Odoo, dsn: str) -> None:
        self._rpc = OdooReader(odoo)
        self._odoo = odoo
        self._dsn = dsn
        self._source = ""
        self._acknowledged_at = 0.0

    async def describe(self) -> Description:
        description = await self._rpc.describe()
        self._source = description.database_uuid
        return description

    async def batches(
        self, place: Place, *, limit: int = BATCH_ROWS, wanted: Wanted | None = None
    ) -> AsyncGenerator[Batch]:
        """Each batch is read in a transaction that lasts until it is written."""
        if not self._source:
            await self.describe()
        asked = read(_Statements, await self._odoo.execute(MODEL, "statements"))
        async with self._connected() as source:
            more = True
            while more:
                async with _source_errors(), source.transaction():
                    batch = await self._next(source, asked, place, limit, wanted or Wanted())
                    yield batch
                wanted, more = None, batch.more
                await self._acknowledge(place, at_once=not more and bool(batch.pieces))

    async def checksums(
        self, cursor: str | None, *, models: Sequence[str] | None = None
    ) -> Checksums:
        return await self._rpc.checksums(cursor, models=models)

    async def bucket_hashes(self, model: str, buckets: Sequence[int]) -> dict[int, int]:
        return await self._rpc.bucket_hashes(model, buckets)

    async def report(self, rows: list[dict[str, Any]]) -> None:
        await self._rpc.report(rows)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        async with _source_errors():
            source = await psycopg.AsyncConnection.connect(
                self._dsn,
                connect_timeout=CONNECT_SECONDS,
                application_name="ipai-sidecar-sync",
                options="-c jit=off",
            )
        async with source:
            await source.set_isolation_level(IsolationLevel.REPEATABLE_READ)
            await source.set_read_only(True)
            yield source

    async def _acknowledge(self, place: Place, *, at_once: bool) -> None:
        """Let Odoo forget what is safe, now and then: it costs a call and a transaction there."""
        waited = time.monotonic() - self._acknowledged_at
        if place.cursor and (at_once or waited > ACKNOWLEDGED_EVERY):
            await self._odoo.execute(MODEL, "acknowledge", cursor=place.cursor)
            self._acknowledged_at = time.monotonic()

    async def _next(
        self,
        source: psycopg.AsyncConnection[Any],
        asked: _Statements,
        place: Place,
        limit: int,
        wanted: Wanted,
    ) -> Batch:
        state = await _state(source, asked)
        tables = {table.table: table for table in asked.tables}
        cursor = Cursor.read(
            place.cursor,
            origin=state.origin,
            horizon=state.horizon,
            floor=state.floor,
            ceiling=state.ceiling,
        )
        horizon = max(state.horizon, cursor.tx)
        refresh = {table.table for table in asked.tables if table.model in wanted.refresh}
        cursor.plan({table.table: table.fingerprint for table in asked.tables}, refresh)
        touched, full = await _touched(source, asked, cursor, horizon, limit)
        for table in asked.tables:
            touched[table.table].update(wanted.ids.get(table.model, ()))
        pieces = [
            Piece(model=tables[name].model, table=name, ids=sorted(ids))
            for name, ids in touched.items()
            if ids and name in tables
        ]
        left = limit * PAGES - sum(len(piece.ids or ()) for piece in pieces)
        pieces += await _pages(source, tables, cursor, left)
        behind = await _behind(source, asked, cursor)
        more = full or bool(cursor.pending)

        def lines(piece: Piece) -> AsyncGenerator[bytes]:
            return self._lines(source, tables[piece.table], piece)

        return Batch(
            source=self._source,
            origin=state.origin,
            tx=horizon,
            cursor=cursor.encode(),
            more=more,
            settled=not more and not behind.rows,
            pieces=pieces,
            behind=behind,
            lines=lines,
        )

    async def _lines(
        self, source: psycopg.AsyncConnection[Any], table: _Table, piece: Piece
    ) -> AsyncGenerator[bytes]:
        async with _source_errors():
            async for arguments in self._parts(source, table, piece):
                blocks = table.range_blocks if piece.ids is None else table.ids_blocks
                query = COPY_BLOCKS.format(_trusted(blocks))
                async with source.cursor() as reading, reading.copy(query, arguments) as copy:
                    copy.set_types(["bytea"])
                    async for (block,) in copy.rows():
                        yield block

    async def _parts(
        self, source: psycopg.AsyncConnection[Any], table: _Table, piece: Piece
    ) -> AsyncIterator[dict[str, Any]]:
        """Parameters of the queries that give a piece: one, but for tables with computed fields."""
        whole: dict[str, Any] = {"ids": piece.ids, "after": piece.after, "upto": piece.upto}
        if piece.ids is None and piece.upto is None:
            whole["upto"] = (await _page_end(source, table, piece.after or 0, 1))[1]
        if piece.ids is None and whole["upto"] <= whole["after"]:
            return
        if not table.computed:
            yield whole
            return
        ids = piece.ids
        if ids is None:
            query = sql.SQL("select id from {} where id > {} and id <= {} order by id").format(
                sql.Identifier(table.table), whole["after"], whole["upto"]
            )
            ids = [key for (key,) in await (await source.execute(query)).fetchall()]
        after = whole["after"]
        for part in _parts_of(ids, COMPUTED_ROWS):
            values = await self._odoo.execute(MODEL, "computed", model=table.model, record_ids=part)
            yield {"ids": part, "after": after, "upto": part[-1], "computed": json.dumps(values)}
            after = part[-1]


async def _state(source: psycopg.AsyncConnection[Any], asked: _Statements) -> _State:
    row = await (await source.execute(_trusted(asked.state))).fetchone()
    if row is None:
        raise OdooFailed(
            "Odoo's database has no record of changes. Update the addon ipai_sync there."
        )
    origin, floor_tx, floor_seq, horizon, ceiling, _isolation = row
    return _State(origin=origin, floor=(floor_tx, floor_seq), horizon=horizon, ceiling=ceiling)


async def _touched(
    source: psycopg.AsyncConnection[Any],
    asked: _Statements,
    cursor: Cursor,
    horizon: int,
    limit: int,
) -> tuple[dict[str, set[int]], bool]:
    """Move the cursor over the outbox, `limit` rows at most: {table: ids}, whether more wait."""
    rows = await (
        await source.execute(
            _trusted(asked.touched),
            {"tx": cursor.tx, "seq": cursor.seq, "horizon": horizon, "limit": limit},
        )
    ).fetchall()
    touched: dict[str, set[int]] = defaultdict(set)
    for table, key, _tx, _seq in rows:
        if table not in cursor.known:
            continue
        if key is None:
            cursor.pending[table] = 0
        else:
            touched[table].add(key)
    full = len(rows) == limit
    cursor.tx, cursor.seq = rows[-1][2:] if full else (horizon, 0)
    return touched, full


async def _pages(
    source: psycopg.AsyncConnection[Any], tables: dict[str, _Table], cursor: Cursor, left: int
) -> list[Piece]:
    """Go on with the snapshots the cursor has pending, by about `left` rows."""
    pieces = []
    for table in [table for name, table in tables.items() if name in cursor.pending]:
        if left <= 0:
            break
        after = cursor.pending[table.table]
        upto, _last = await _page_end(source, table, after, left)
        if upto is None:
            del cursor.pending[table.table]
            left -= 1 + await _rows_after(source, table, after)
        else:
            cursor.pending[table.table] = upto
            left = 0
        pieces.append(Piece(model=table.model, table=table.table, after=after, upto=upto))
    return pieces


async def _page_end(
    source: psycopg.AsyncConnection[Any], table: _Table, after: int, rows: int
) -> tuple[int | None, int]:
    """The id that ends a page of that many rows, None when there are fewer; the last id."""
    row = await (
        await source.execute(_trusted(table.page_end), {"after": after, "rows": rows})
    ).fetchone()
    upto, last = row or (None, None)
    return upto, last or 0


async def _rows_after(source: psycopg.AsyncConnection[Any], table: _Table, after: int) -> int:
    query = sql.SQL("select count(*) from {} where id > {}").format(
        sql.Identifier(table.table), after
    )
    row = await (await source.execute(query)).fetchone()
    return row[0] if row else 0


async def _behind(
    source: psycopg.AsyncConnection[Any], asked: _Statements, cursor: Cursor
) -> Behind:
    row = await (
        await source.execute(
            _trusted(asked.behind), {"tx": cursor.tx, "seq": cursor.seq, "limit": COUNTED_ROWS}
        )
    ).fetchone()
    rows, seconds = row or (0, 0)
    return Behind(rows=rows, seconds=seconds)


def _parts_of(ids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _trusted(text: str) -> sql.SQL:
    """Odoo itself wrote it, for its own database, which this connection can only read."""
    return sql.SQL(text)


@asynccontextmanager
async def _source_errors() -> AsyncIterator[None]:
    """Turns errors of Odoo's database into sentences."""
    try:
        yield
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise OdooFailed(
            f"Odoo's database changed while it was read ({str(error).splitlines()[0]}). The next "
            "run reads it in its new form."
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise OdooFailed(
            f"The role of IPAI_ODOO_DSN may not read Odoo's database "
            f"({str(error).splitlines()[0]}). Grant it pg_read_all_data, or select on that table."
        ) from error
    except psycopg.OperationalError as error:
        raise OdooDown(
            f"Odoo's database does not answer ({str(error).splitlines()[0]}). Check that it is "
            "running and that IPAI_ODOO_DSN fits it."
        ) from error
