"""Clears bronze of what nobody needs any more.

Bronze keeps every version of a record for some time, then the newest of each living record only:
that one never goes. Silver and gold have one row per living record of Odoo and follow it, so there
is nothing old in them; books have to be kept as long as Odoo keeps them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sidecar.adapters.postgres import Pool, transaction
from sidecar.settings import Settings
from sidecar.sync import store
from sidecar.sync.schemas import Cleared
from sidecar.telemetry import logger


async def clear(pool: Pool, settings: Settings) -> Cleared:
    """Remove superseded versions and tombstones older than IPAI_BRONZE_KEPT_DAYS, drop months that
    are empty then, and forget records of runs older than IPAI_SYNC_RECORDS_KEPT_DAYS."""
    now = datetime.now(UTC)
    before = now - timedelta(days=settings.bronze_kept_days)
    cleared = Cleared(versions=0, partitions=[], records=0)
    async with transaction(pool) as connection:
        tables = await store.bronze_tables(connection)
        # What silver has not read stays, however old.
        seq = await store.read_seq(connection)
    for table in tables:
        async with transaction(pool) as connection:
            cleared.versions += await store.clear_versions(
                connection, table["table_name"], {"before": before, "seq": seq}
            )
        cleared.partitions += await _drop_empty(pool, table, before)
    async with transaction(pool) as connection:
        kept = timedelta(days=settings.sync_records_kept_days)
        cleared.records = await store.clear_records(connection, now - kept)
    logger.info("bronze cleared", **cleared.model_dump())
    return cleared


async def _drop_empty(pool: Pool, table: dict[str, Any], before: datetime) -> list[str]:
    """Drop the empty parts of months that ended before the limit."""
    dropped = []
    limit = f"{table['table_name']}_{before:%Y%m}"
    for part in table["parts"] or []:
        if part >= limit:
            continue
        async with transaction(pool) as connection:
            if await store.drop_if_empty(connection, part):
                dropped.append(part)
    return dropped
