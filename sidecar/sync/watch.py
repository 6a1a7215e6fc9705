"""Keeps bronze up with Odoo: looks again and again, and says when something came."""

import asyncio
from collections.abc import Awaitable, Callable

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from sidecar.adapters.postgres import Pool, as_sidecar_error
from sidecar.errors import Conflict, SidecarError
from sidecar.sync import service
from sidecar.sync.batches import BATCH_ROWS, Reader, Wanted
from sidecar.sync.schemas import RunResult
from sidecar.telemetry import logger

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
# One row of bronze.sync_run tells what was written in this time.
RECORD_SECONDS = 3600.0


async def watch(
    pool: Pool,
    reader: Reader,
    *,
    pause: float,
    limit: int = BATCH_ROWS,
    wanted: Wanted | None = None,
    on_change: Callable[[RunResult], Awaitable[None]],
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Synchronise until a stop is asked for, `pause` seconds after a look that found nothing.

    When Odoo or the warehouse is away, or refuses, it says so once in a sentence and looks again
    after a wait that grows to a minute; another run that holds the source is waited for. on_change
    is called after each run that wrote versions.
    """
    record = service.Record(kept_seconds=RECORD_SECONDS)
    wait, said = FIRST_WAIT, ""
    while not should_stop():
        try:
            result = await service.run(
                pool,
                reader,
                limit=limit,
                wanted=wanted,
                should_stop=should_stop,
                record=record,
            )
            if result.rows_written:
                await on_change(result)
        except Conflict:
            await _sleep(pause, should_stop)
        except (SidecarError, OperationalError, PoolTimeout) as error:
            sentence = _sentence(error)
            if sentence != said:
                logger.warning("synchronisation waits", reason=sentence, seconds=wait)
            said = sentence
            await _sleep(wait, should_stop)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            if said:
                logger.info("synchronisation goes on")
            wait, said, wanted = FIRST_WAIT, "", None
            if not result.rows_read:
                await _sleep(pause, should_stop)


def _sentence(error: Exception) -> str:
    known = error if isinstance(error, SidecarError) else as_sidecar_error(error)
    if known is None:
        raise error
    return known.detail


async def _sleep(seconds: float, should_stop: Callable[[], bool]) -> None:
    """Sleep, in short parts, so that a stop is obeyed soon."""
    while seconds > 0 and not should_stop():
        part = min(seconds, 0.5)
        await asyncio.sleep(part)
        seconds -= part
