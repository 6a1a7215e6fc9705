"""Synchronises: batch after batch until Odoo has no more, and compares what both sides hold."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from psycopg.pq import TransactionStatus

from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Connection, Pool, transaction
from sidecar.errors import Conflict, SidecarError
from sidecar.sync import store, writer
from sidecar.sync.reader import BATCH_ROWS, Batch, Counts, Description, OdooReader
from sidecar.sync.schemas import (
    Difference,
    LastRun,
    Reconciliation,
    RunResult,
    SourceStatus,
    Status,
    TableStatus,
)
from sidecar.telemetry import logger

# Each round reads what came in during the one before; an Odoo that is never still is compared
# another night.
STILL_ROUNDS = 5


async def run(
    pool: Pool,
    reader: OdooReader,
    *,
    limit: int = BATCH_ROWS,
    refresh: Sequence[str] = (),
    should_stop: Callable[[], bool] = lambda: False,
) -> RunResult:
    """Read and write until nothing is left or a stop is asked for; each batch is committed at once.

    Raises Conflict when another process synchronises the same source, else what reader and
    warehouse raise; what was committed until then stays and the next run goes on from there.
    """
    description = await reader.describe()
    async with _held_run(pool, description) as (connection, cursor, run_id):
        result = RunResult(
            source=description.database_uuid,
            batches=0,
            rows_read=0,
            rows_written=0,
            rows_deleted=0,
            bytes_read=0,
            by_model={},
            seconds=0,
            settled=False,
            behind_rows=0,
            behind_seconds=0,
        )
        started = time.perf_counter()
        by_model: Counter[str] = Counter()
        while not should_stop():
            batch = await reader.changes(cursor, limit=limit, refresh=refresh)
            written = await _write(connection, batch, cursor, run_id, by_model)
            _add(result, batch, written)
            cursor, refresh = batch.cursor, ()
            if not batch.more:
                break
        result.by_model = dict(by_model)
        result.seconds = round(time.perf_counter() - started, 3)
    logger.info("synchronised", **result.model_dump(exclude={"by_model"}))
    return result


async def reconcile(
    pool: Pool, reader: OdooReader, *, repair: bool = True, limit: int = BATCH_ROWS
) -> Reconciliation:
    """Compare counts and id sums of all tables while nothing is unread; read again what differs."""
    for _ in range(STILL_ROUNDS):
        source = (await run(pool, reader, limit=limit)).source
        counts = await reader.counts(await _cursor(pool, source))
        if counts.settled:
            break
    else:
        return Reconciliation(compared=0, differences=[], repaired=[])
    differences = await _differences(pool, counts)
    repaired = [difference.model for difference in differences] if repair else []
    if repaired:
        logger.warning("bronze differs from Odoo and is read again", models=repaired)
        await run(pool, reader, limit=limit, refresh=repaired)
    return Reconciliation(compared=len(counts.tables), differences=differences, repaired=repaired)


async def status(connection: Connection, *, runs: int = 10) -> Status:
    """How far each source has been read, what bronze holds, the latest runs."""
    found = []
    for row in await store.sources(connection):
        tables = [
            await _table_status(connection, described, row["source"])
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
            )
        )
    latest = [LastRun.model_validate(row) for row in await store.runs(connection, runs)]
    return Status(sources=found, runs=latest)


@asynccontextmanager
async def _held_run(
    pool: Pool, description: Description
) -> AsyncIterator[tuple[Connection, str | None, int]]:
    """One connection that holds the run of this source: it, the cursor, the id of the run."""
    source = description.database_uuid
    async with held(pool, f"ipai.sync.run:{source}") as connection:
        if connection is None:
            raise Conflict(
                "A synchronisation of this database is running already; wait for it to end.",
                code="sync_running",
            )
        async with _run_record(connection, description) as (cursor, run_id):
            yield connection, cursor, run_id


@asynccontextmanager
async def _run_record(
    connection: Connection, description: Description
) -> AsyncIterator[tuple[str | None, int]]:
    cursor = await store.register_source(connection, description)
    for table in description.tables:
        await store.create_table(connection, table.table)
    run_id = await store.start_run(connection, description.database_uuid)
    try:
        yield cursor, run_id
    except BaseException as error:
        if connection.info.transaction_status == TransactionStatus.IDLE:
            message = error.detail if isinstance(error, SidecarError) else type(error).__name__
            await store.end_run(connection, run_id, "failed", message)
        raise
    await store.end_run(connection, run_id, "done", None)


async def _write(
    connection: Connection,
    batch: Batch,
    asked_with: str | None,
    run_id: int,
    by_model: Counter[str],
) -> writer.Written:
    async with connection.transaction():
        written = await writer.apply(connection, batch, asked_with=asked_with)
        by_model.update(written.by_model)
        await store.add_to_run(
            connection,
            {
                "id": run_id,
                "rows_read": batch.rows,
                "rows_written": written.rows,
                "rows_deleted": written.deleted,
                "bytes_read": len(batch.lines),
                "by_model": dict(+by_model),
            },
        )
    return written


def _add(result: RunResult, batch: Batch, written: writer.Written) -> None:
    result.batches += 1
    result.rows_read += batch.rows
    result.rows_written += written.rows
    result.rows_deleted += written.deleted
    result.bytes_read += len(batch.lines)
    result.settled = batch.settled
    result.behind_rows = batch.behind.rows
    result.behind_seconds = round(batch.behind.seconds, 3)


async def _cursor(pool: Pool, source: str) -> str | None:
    async with transaction(pool) as connection:
        held = await store.lock_cursor(connection, source)
    cursor: str | None = held["cursor"]
    return cursor


async def _differences(pool: Pool, counts: Counts) -> list[Difference]:
    differences = []
    async with transaction(pool) as connection:
        for model, odoo in counts.tables.items():
            bronze = await store.count_table(connection, odoo.table, counts.source)
            if (odoo.count, odoo.id_sum) != (bronze["living"], bronze["id_sum"]):
                differences.append(
                    Difference(
                        model=model,
                        odoo_count=odoo.count,
                        bronze_count=bronze["living"],
                        odoo_id_sum=odoo.id_sum,
                        bronze_id_sum=bronze["id_sum"],
                    )
                )
    return differences


async def _table_status(
    connection: Connection, described: dict[str, object], source: str
) -> TableStatus:
    table = str(described["table"])
    counted = await store.count_table(connection, table, source)
    fields = described["fields"]
    assert isinstance(fields, list)  # noqa: S101 - written by register_source
    return TableStatus(
        model=str(described["model"]),
        table=f"bronze.odoo_{table}",
        living=counted["living"],
        versions=counted["versions"],
        absent_fields=[field["name"] for field in fields if field["type"] == "absent"],
    )
