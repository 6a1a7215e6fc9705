"""Compares all records of Odoo with bronze and reads again exactly what differs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from sidecar.adapters.postgres import Pool, transaction
from sidecar.sync import service, store
from sidecar.sync.batches import BATCH_ROWS, Bucketed, Checksums, Reader, Wanted
from sidecar.sync.schemas import Difference, Reconciliation
from sidecar.telemetry import logger

BUCKET_IDS = 10_000
BUCKETS_AT_ONCE = 10
# What is being changed all the time differs now and then; what differs for good still does after
# this many looks, with all that came in between read.
ROUNDS = 4
PAUSE_SECONDS = 0.5
PATIENCE_SECONDS = 600.0


@dataclass
class _Found:
    """The records of one table that differ, by kind."""

    missing: set[int] = field(default_factory=set)
    stale: set[int] = field(default_factory=set)
    undeleted: set[int] = field(default_factory=set)

    @property
    def ids(self) -> set[int]:
        return self.missing | self.stale | self.undeleted

    def kept(self, other: "_Found") -> "_Found":
        """What differs in both."""
        both = self.ids & other.ids
        return _Found(other.missing & both, other.stale & both, other.undeleted & both)


async def reconcile(
    pool: Pool, reader: Reader, *, repair: bool = True, limit: int = BATCH_ROWS
) -> Reconciliation:
    """Compare counts, sums of ids and checksums of images by buckets of ids, then record by record
    where they differ; what still differs after several looks is read again.

    The outcome is kept for the day in bronze.sync_reconciliation and told to Odoo.
    """
    description = await reader.describe()
    source = description.database_uuid
    found: dict[str, _Found] = {}
    for number in range(ROUNDS):
        if number:
            await asyncio.sleep(PAUSE_SECONDS)
        await service.run(pool, reader, limit=limit, patience=PATIENCE_SECONDS)
        checksums = await reader.checksums(
            await _cursor(pool, source), models=list(found) if number else None
        )
        if not number:
            whole = checksums
        looked = await _differing(pool, reader, checksums)
        found = (
            {model: found[model].kept(looked[model]) for model in found if model in looked}
            if number
            else looked
        )
        found = {model: records for model, records in found.items() if records.ids}
        if not found:
            break
    if found and repair:
        ids = {model: sorted(records.ids) for model, records in found.items()}
        logger.warning(
            "bronze differs from Odoo and is repaired",
            records={model: len(keys) for model, keys in ids.items()},
        )
        await service.run(
            pool, reader, limit=limit, wanted=Wanted(ids=ids), patience=PATIENCE_SECONDS
        )
    rows = await _keep(pool, whole, found, repair=repair)
    if description.reports:
        await reader.report([row.model_dump(mode="json") for row in rows])
    return Reconciliation(
        compared=len(rows),
        differences=[row for row in rows if row.is_different],
        repaired=sum(row.repaired for row in rows),
    )


async def _cursor(pool: Pool, source: str) -> str | None:
    async with transaction(pool) as connection:
        held = await store.lock_cursor(connection, source)
    cursor: str | None = held["cursor"]
    return cursor


async def _differing(pool: Pool, reader: Reader, checksums: Checksums) -> dict[str, _Found]:
    found = {}
    for model, odoo in checksums.tables.items():
        async with transaction(pool) as connection:
            bronze = await store.buckets(connection, odoo.table, checksums.source, BUCKET_IDS)
        theirs = {number: tuple(rest) for number, *rest in odoo.buckets}
        numbers = sorted(
            number
            for number in theirs.keys() | bronze.keys()
            if theirs.get(number) != bronze.get(number)
        )
        if numbers:
            found[model] = await _record_by_record(
                pool, reader, model, odoo, checksums.source, numbers
            )
    return found


async def _record_by_record(
    pool: Pool, reader: Reader, model: str, odoo: Bucketed, source: str, numbers: Sequence[int]
) -> _Found:
    found = _Found()
    for start in range(0, len(numbers), BUCKETS_AT_ONCE):
        part = list(numbers[start : start + BUCKETS_AT_ONCE])
        theirs = await reader.bucket_hashes(model, part)
        async with transaction(pool) as connection:
            ours = await store.bucket_hashes(connection, odoo.table, source, part, BUCKET_IDS)
        found.missing |= theirs.keys() - ours.keys()
        found.undeleted |= ours.keys() - theirs.keys()
        found.stale |= {key for key in theirs.keys() & ours.keys() if theirs[key] != ours[key]}
    return found


async def _keep(
    pool: Pool, checksums: Checksums, found: dict[str, _Found], *, repair: bool
) -> list[Difference]:
    rows = []
    async with transaction(pool) as connection:
        for model, odoo in checksums.tables.items():
            records = found.get(model, _Found())
            count = sum(bucket[1] for bucket in odoo.buckets)
            row = await store.note_compared(
                connection,
                {
                    "source": checksums.source,
                    "model": model,
                    "table_name": f"odoo_{odoo.table}",
                    "odoo_count": count,
                    "bronze_count": count - len(records.missing) + len(records.undeleted),
                    "missing": len(records.missing),
                    "stale": len(records.stale),
                    "undeleted": len(records.undeleted),
                    "repaired": len(records.ids) if repair else 0,
                },
            )
            rows.append(Difference.model_validate(row))
    return rows
