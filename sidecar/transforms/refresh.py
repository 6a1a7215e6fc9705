"""Keeps silver and gold up with bronze between builds: only what lies behind, without the tests.

A build (service.build) makes everything and tests it; a refresh follows the synchronisation within
seconds. Each model's mark says what it has read, so a refresh needs no list of what changed, and
one that failed half way is taken up where it stopped.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Connection, Pool, load_queries
from sidecar.errors import Conflict, SidecarError
from sidecar.telemetry import logger
from sidecar.transforms import store
from sidecar.transforms.outcome import failure_of
from sidecar.transforms.runner import Dbt
from sidecar.transforms.said import Outcome
from sidecar.transforms.schemas import Refreshed

QUERIES = load_queries(Path(__file__).with_name("refresh.sql"))
# What dbt keeps by marks; views follow by themselves.
KEPT = "config.materialized:incremental"
WAIT_SECONDS = 600.0
LOOK_SECONDS = 0.25


async def refresh(pool: Pool, dbt: Dbt, *, wait: float = WAIT_SECONDS) -> Refreshed:
    """Build the models that have not read all of bronze, and those after them.

    Waits for a build that runs, at most `wait` seconds, then raises Conflict. Raises BuildFailed;
    models that could not be built keep their rows and stay behind.
    """
    asked = time.monotonic()
    while True:
        async with held(pool, "ipai.transforms.build") as connection:
            if connection is not None:
                return await _refresh(connection, dbt)
        if time.monotonic() - asked >= wait:
            raise Conflict(
                "The warehouse is being built already; wait for that build to end.",
                code="build_running",
            )
        await asyncio.sleep(LOOK_SECONDS)


async def _refresh(connection: Connection, dbt: Dbt) -> Refreshed:
    started = time.perf_counter()
    hi_seq = await store.hi_seq(connection)
    rows = await (await connection.execute(QUERIES["behind"])).fetchall()
    behind = [row["model"] for row in rows]
    result = Refreshed(hi_seq=hi_seq, behind=len(behind), models=0, rows=0, seconds=0)
    if behind:
        outcome = await _run(connection, dbt, behind, hi_seq)
        written = [node.rows_affected or 0 for node in outcome.results]
        result.models = sum(rows > 0 for rows in written)
        result.rows = sum(written)
    result.seconds = round(time.perf_counter() - started, 3)
    logger.info("refreshed", **result.model_dump())
    return result


async def _run(connection: Connection, dbt: Dbt, behind: list[str], hi_seq: int) -> Outcome:
    failure: SidecarError | None = None
    kept: dict[str, Any] = {"selection": " ".join(behind), "hi_seq": hi_seq, "state": "failed"}
    try:
        command = ["run", "--select", *(f"{model}+,{KEPT}" for model in behind)]
        outcome = await dbt.run(command, hi_seq=hi_seq, is_brief=True)
        failure = failure_of(outcome)
    except BaseException as error:
        await store.end_backends(connection)
        is_cut = isinstance(error, asyncio.CancelledError)
        message = error.detail if isinstance(error, SidecarError) else type(error).__name__
        kept |= {"state": "interrupted" if is_cut else "failed", "message": message}
        await connection.execute(QUERIES["keep_failure"], kept)
        raise
    if failure:
        await connection.execute(QUERIES["keep_failure"], kept | {"message": failure.detail})
        raise failure
    return outcome
