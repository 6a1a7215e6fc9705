"""Synchronises: batch after batch until Odoo has no more, and tells how far that is."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from typing import Any

from psycopg.pq import TransactionStatus

from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Connection, Pool
from sidecar.errors import Conflict, SidecarError
from sidecar.sync import drift, store, writer
from sidecar.sync.batches import BATCH_ROWS, Batch, Description, Place, Reader, Wanted
from sidecar.sync.schemas import (
    Difference,
    Drift,
    LastRun,
    RunResult,
    SourceStatus,
    Status,
    TableStatus,
)
from sidecar.telemetry import logger

LOOK_SECONDS = 0.05


async def run(
    pool: Pool,
    reader: Reader,
    *,
    limit: int = BATCH_ROWS,
    wanted: Wanted | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    record: "Record | None" = None,
    patience: float = 0,
) -> RunResult:
    """Read and write until nothing is left or a stop is asked for; each batch is committed at once.

    record: the row the run is written into, a new one without it. patience: seconds to wait for
    another process that synchronises the same source (one that watches leaves a place each time).
    Raises Conflict when that goes on, else what reader and warehouse raise; what was committed
    until then stays and the next run goes on from there.
    """
    description = await reader.describe()
    source = description.database_uuid
    async with _alone(pool, source, patience) as connection:
        started = time.perf_counter()
        result = RunResult.empty(source)
        place = await _prepare(connection, description)
        async with _recorded(connection, source, record or Record()) as written_down:
            batches = reader.batches(place, limit=limit, wanted=wanted)
            async with aclosing(batches) as coming:
                async for batch in coming:
                    await _write(connection, batch, place, description, written_down, result)
                    if should_stop():
                        break
        result.seconds = round(time.perf_counter() - started, 3)
    if result.batches > 1 or result.rows_read:
        logger.info("synchronised", **result.model_dump(exclude={"by_model"}))
    return result


@asynccontextmanager
async def _alone(pool: Pool, source: str, patience: float) -> AsyncIterator[Connection]:
    """A connection that holds the place of the only one who synchronises a source."""
    until = time.monotonic() + patience
    while True:
        async with held(pool, f"ipai.sync.run:{source}") as connection:
            if connection is not None:
                yield connection
                return
        if time.monotonic() > until:
            raise Conflict(
                "A synchronisation of this database is running already; wait for it to end.",
                code="sync_running",
            )
        await asyncio.sleep(LOOK_SECONDS)


class Record:
    """The row of bronze.sync_run that work is written into.

    A run on its own opens one and closes it. One that watches goes on in the same row for as long
    as `kept_seconds`, and opens none while nothing changes.
    """

    def __init__(self, *, kept_seconds: float = 0) -> None:
        self.kept_seconds = kept_seconds
        self.run_id: int | None = None
        self.is_open = False
        self.opened_at = 0.0

    async def open(self, connection: Connection, source: str) -> int:
        """Id of the row; opened unless it is, or when it was opened too long ago."""
        too_old = time.monotonic() - self.opened_at > self.kept_seconds
        if self.run_id is None or (self.kept_seconds and too_old):
            self.run_id = await store.start_run(connection, source)
            self.opened_at = time.monotonic()
            self.is_open = True
        return self.run_id

    def close(self) -> None:
        """The next run opens a row of its own, unless this one watches."""
        self.is_open = False
        if not self.kept_seconds:
            self.run_id = None


async def _prepare(connection: Connection, description: Description) -> Place:
    async with connection.transaction():
        cursor, before = await store.register_source(connection, description)
        await drift.note(connection, description, before)
        await store.create_tables(connection, [table.table for table in description.tables])
    return Place(cursor)


async def status(connection: Connection, *, runs: int = 10) -> Status:
    """How far each source has been read, what bronze holds, the latest runs."""
    found = []
    for row in await store.sources(connection):
        written = await store.written_tables(connection, row["source"])
        tables = [
            await _table_status(
                connection, described, row["source"], written.get(f"odoo_{described['table']}")
            )
            for described in row["described"]
        ]
        found.append(
            SourceStatus(
                source=row["source"],
                database=row["database"],
                odoo_version=row["odoo_version"],
                synced_at=row["synced_at"],
                age_seconds=row["age_seconds"],
                behind_rows=row["behind"].get("rows", 0),
                behind_seconds=row["behind"].get("seconds", 0),
                tables=tables,
                drift=[
                    Drift.model_validate(change)
                    for change in await store.drift(connection, row["source"])
                ],
                reconciled=[
                    Difference.model_validate(found)
                    for found in await store.compared(connection, row["source"])
                ],
            )
        )
    latest = [LastRun.model_validate(row) for row in await store.runs(connection, runs)]
    return Status(sources=found, runs=latest)


@asynccontextmanager
async def _recorded(connection: Connection, source: str, record: Record) -> AsyncIterator[Record]:
    """Opens the record of a run and says in it how the run ended."""
    if not record.kept_seconds:
        await record.open(connection, source)
    try:
        yield record
    except BaseException as error:
        if connection.info.transaction_status == TransactionStatus.IDLE and record.run_id:
            message = error.detail if isinstance(error, SidecarError) else type(error).__name__
            await store.end_run(connection, record.run_id, "failed", message)
            record.run_id = None
        raise
    if record.run_id and record.is_open:
        await store.end_run(connection, record.run_id, "done", None)
    record.close()


async def _write(
    connection: Connection,
    batch: Batch,
    place: Place,
    description: Description,
    record: Record,
    result: RunResult,
) -> None:
    if batch.pieces:
        await record.open(connection, batch.source)
    async with connection.transaction():
        written = await writer.apply(
            connection, batch, asked_with=place.cursor, computed=description.computed
        )
        if record.run_id and batch.pieces:
            record.is_open = True
            await store.add_to_run(
                connection,
                {
                    "id": record.run_id,
                    "rows_read": written.read,
                    "rows_written": written.rows,
                    "rows_deleted": written.deleted,
                    "bytes_read": written.bytes,
                    "by_model": dict(+written.by_model),
                },
            )
    place.cursor = batch.cursor
    result.add(batch, written)


async def _table_status(
    connection: Connection, described: dict[str, Any], source: str, changed_at: datetime | None
) -> TableStatus:
    table = described["table"]
    counted = {"living": 0, "versions": 0}
    if changed_at is not None:
        counted = await store.count_table(connection, table, source)
    return TableStatus(
        model=described["model"],
        table=f"bronze.odoo_{table}",
        living=counted["living"],
        versions=counted["versions"],
        changed_at=changed_at,
        absent_fields=[field["name"] for field in described["fields"] if field["type"] == "absent"],
    )
