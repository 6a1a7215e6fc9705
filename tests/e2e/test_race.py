"""8,000 changes and deletions in transactions that overlap, last and fail, while the
synchronisation is killed again and again: bronze ends with what Odoo has, in both modes."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from sidecar.adapters.postgres import make_pool
from tests.e2e.comparison import PATIENCE_SECONDS, settled_differences
from tests.e2e.late_writers import Books, Holder, LateWriter

REPOSITORY = Path(__file__).parents[2]
CHANGES = 8_000
WRITERS = 6
KILLS = 5
BETWEEN_KILLS = 2.5
BATCHES = "select coalesce(sum(batches), 0) from bronze.sync_run"


@pytest.mark.parametrize("mode", ["rpc", "direct"])
async def test_nothing_is_lost_stale_or_left(mode, odoo, warehouse, read_only_dsn):
    if mode == "direct":
        warehouse.read_directly(read_only_dsn)
    chance = random.Random(mode)  # noqa: S311 - reproducible, not secret
    books = Books(odoo, partners=300, entries=120)
    enough = threading.Event()
    quota = CHANGES // WRITERS + 1
    writers = [LateWriter(odoo.dsn, books, chance.random(), quota, enough) for _ in range(WRITERS)]
    # A writer's update reaches nine ids further than the partner it picked.
    made, own = books.partners, books.partners[-20:]
    books.partners = made[:-30]
    holders = [
        Holder(odoo.dsn, own[:10], commits=True),
        Holder(odoo.dsn, own[10:], commits=False),
    ]
    try:
        for thread in [*holders, *writers]:
            thread.start()
        kills = kill_while_they_write(warehouse, [*holders, *writers], enough)
        for thread in [*holders, *writers]:
            thread.join(PATIENCE_SECONDS)
            assert thread.error is None
        pool = make_pool(warehouse.settings)
        async with pool:
            assert await settled_differences(pool, warehouse.reader(), odoo, warehouse) == []
        assert kills == KILLS
        assert sum(writer.changes for writer in writers) >= CHANGES
        assert sum(writer.undone for writer in writers) > 50
        assert held(warehouse, own) == {"held": 10, None: 10}
    finally:
        books.delete()


def kill_while_they_write(warehouse, threads, enough: threading.Event) -> int:
    """Let a process watch and kill it in the middle of its work; another, which has waited for
    its place, goes on. How many died; `enough` is set when the last one did."""
    kills = 0
    working, waiting = watching(warehouse), watching(warehouse)
    try:
        while kills < KILLS:
            time.sleep(BETWEEN_KILLS)
            wait_for_batches(warehouse, working, 3)
            working.kill()
            working.wait()
            kills += 1
            working, waiting = waiting, watching(warehouse)
        enough.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
    finally:
        enough.set()
        for process in (working, waiting):
            process.kill()
            process.wait()
    return kills


def watching(warehouse) -> subprocess.Popen:
    command = [sys.executable, "-m", "sidecar.cli", "sync", "run", "--watch", "--limit=40"]
    return subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=os.environ | warehouse.environment | {"IPAI_SYNC_WATCH_SECONDS": "0.05"},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def wait_for_batches(warehouse, process: subprocess.Popen, number: int) -> None:
    """Until that many batches were committed since now."""
    until = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(warehouse.dsn, autocommit=True) as connection:
        [before] = connection.execute(BATCHES).fetchone()
        while connection.execute(BATCHES).fetchone()[0] < before + number:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < until, "no batch came"
            time.sleep(0.005)


def held(warehouse, keys: list[int]) -> dict[str | None, int]:
    """{reference: count} of some partners as bronze has them."""
    with psycopg.connect(warehouse.dsn) as connection:
        rows = connection.execute(
            "select last.ref, count(*) from (select distinct on (id) payload ->> 'ref' as ref"
            " from bronze.odoo_res_partner where id = any(%s) order by id, seq desc) as last"
            " group by 1",
            [keys],
        )
        return dict(rows.fetchall())
