"""Whether building what changed costs the same however long the history is, and how late gold is.

    python tests/bench/bench_transforms.py --server-dsn postgresql://superuser@... \\
        --items 100000 --changes 500

Makes two warehouses of its own, the second with ten times the history, changes as many records of
the last months in both in turn, and compares what a build takes: silver, gold, each model. Then
writes --rate changes a second into the larger one while it is refreshed without pause, and says
after how many seconds gold had them.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sidecar.adapters.migrations import migrate
from sidecar.adapters.postgres import make_pool
from sidecar.settings import Settings
from sidecar.transforms.refresh import refresh
from sidecar.transforms.runner import Dbt
from sidecar.transforms.said import NodeResult

REPOSITORY = Path(__file__).parents[2]
BOOKS = Path(__file__).with_name("books.sql")
TIMES_HISTORY = 10
ITEMS_OF_ENTRY = 3
ENTRIES_A_DAY = 30
CHANGES_OF_ENTRY = 4
KEPT = "config.materialized:incremental"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--server-dsn", required=True, help="superuser; databases are made and dropped"
    )
    parser.add_argument("--items", type=int, default=100_000, help="of the smaller books")
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument(
        "--among", type=int, default=3000, help="entries, the newest, in which changes lie"
    )
    parser.add_argument(
        "--dense", action="store_true", help="ten times the entries a day instead of the days"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=int, default=50, help="changes a second")
    parser.add_argument("--seconds", type=int, default=60, help="of changes at that rate; 0: none")
    parser.add_argument("--limit", type=float, default=1.3, help="times the smaller books' seconds")
    parser.add_argument("--keep", action="store_true", help="leave the databases to look into")
    return parser.parse_args()


class Warehouse:
    """A warehouse with made books of so many journal items, and the dbt that builds it."""

    def __init__(self, server_dsn: str, items: int, folder: Path, among: int, density: int) -> None:
        # The changes lie in as many days, however many entries a day has.
        self.among = among * density
        self.name = f"bench_{items}_{uuid.uuid4().hex[:6]}"
        self.moves = items // ITEMS_OF_ENTRY
        self.partners = max(items // 100, 10)
        with psycopg.connect(server_dsn, autocommit=True) as server:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(self.name)))
        self.dsn = make_conninfo(server_dsn, dbname=self.name)
        self.settings = Settings(
            environment="development",
            warehouse_dsn=self.dsn,
            dbt_project_dir=REPOSITORY / "dbt_finance",
            dbt_build_dir=folder,
        )
        migrate(self.settings)
        self.connection = psycopg.connect(self.dsn, autocommit=True)
        self.connection.execute(BOOKS.read_text())
        self.connection.execute(
            sql.SQL(
                "create or replace function bench.per_day() returns bigint"
                " language sql immutable as 'select {}::bigint'"
            ).format(sql.Literal(ENTRIES_A_DAY * density))
        )
        self.connection.execute(
            "select bench.fill(%s, %s, %s)", [self.moves, self.partners, items // 50]
        )
        self.connection.execute("vacuum analyze")
        self.dbt = Dbt(self.settings)
        self.amount = 1000

    def change(self, records: int) -> int:
        """Change so many records; the version number of the last."""
        self.amount += 1
        self.connection.execute(
            "select bench.change(%s, %s, %s, %s, %s)",
            [records // CHANGES_OF_ENTRY, self.moves, self.partners, self.amount, self.among],
        )
        [number] = self.connection.execute("select silver.complete_seq()").fetchone() or [0]
        return int(number)

    async def run(self, *command: str) -> list[NodeResult]:
        outcome = await self.dbt.run(list(command))
        if not outcome.success:
            raise SystemExit("\n".join(r.message or "" for r in outcome.results))
        return [node for node in outcome.results if node.resource_type == "model"]

    async def close(self, server_dsn: str, *, keep: bool) -> None:
        await self.dbt.close()
        self.connection.close()
        if not keep:
            with psycopg.connect(server_dsn, autocommit=True) as server:
                server.execute(
                    sql.SQL("drop database {} with (force)").format(sql.Identifier(self.name))
                )


async def proportion(
    small: Warehouse, large: Warehouse, options: argparse.Namespace
) -> dict[str, Any]:
    """Seconds of the same changes in both, as medians of the rounds, taken in turn."""
    seconds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(options.rounds + 1):
        for warehouse in (small, large):
            warehouse.change(options.changes)
            nodes = await warehouse.run("run", "--select", KEPT)
            if number:  # the first round warms caches and statistics
                for node in nodes:
                    layer = (node.relation or "").split(".")[-2]
                    if node.rows_affected:
                        seconds[node.name][warehouse.name].append(node.seconds)
                    seconds[layer][warehouse.name].append(node.seconds)
    return {
        name: _compared(
            [
                statistics.median(_by_round(taken[warehouse.name], options.rounds))
                for warehouse in (small, large)
            ]
        )
        for name, taken in seconds.items()
        if len(taken) == 2
    }


def _by_round(seconds: list[float], rounds: int) -> list[float]:
    """Sums of the rounds, which have as many nodes each."""
    nodes = max(len(seconds) // rounds, 1)
    return [sum(seconds[i : i + nodes]) for i in range(0, len(seconds), nodes)]


def _compared(medians: list[float]) -> dict[str, float]:
    small, large = medians
    return {
        "small": round(small, 3),
        "large": round(large, 3),
        "times": round(large / max(small, 0.001), 2),
    }


async def latency(warehouse: Warehouse, options: argparse.Namespace) -> dict[str, float]:
    """Seconds from a change in bronze until a refresh that holds it has ended."""
    waiting: list[tuple[int, float]] = []
    late: list[float] = []
    has_ended = asyncio.Event()

    async def write() -> None:
        ends = time.monotonic() + options.seconds
        while time.monotonic() < ends:
            began = time.monotonic()
            number = await asyncio.to_thread(warehouse.change, options.rate)
            waiting.append((number, time.monotonic()))
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - began)))
        has_ended.set()

    pool = make_pool(warehouse.settings)
    async with pool:
        await refresh(pool, warehouse.dbt)
        writer = asyncio.create_task(write())
        refreshes = 0
        while not has_ended.is_set() or waiting:
            result = await refresh(pool, warehouse.dbt)
            refreshes += bool(result.behind)
            now = time.monotonic()
            late += [now - at for number, at in waiting if number <= result.hi_seq]
            waiting[:] = [entry for entry in waiting if entry[0] > result.hi_seq]
            await asyncio.sleep(0.05)
        await writer
    return {
        "batches": len(late),
        "refreshes": refreshes,
        "p50": round(statistics.median(late), 2),
        "p95": round(statistics.quantiles(late, n=20)[-1], 2),
        "longest": round(max(late), 2),
    }


async def main() -> None:
    options = arguments()
    report: dict[str, Any] = {"items": options.items, "changes": options.changes}
    with tempfile.TemporaryDirectory() as folder:
        small, large = (
            Warehouse(
                options.server_dsn,
                options.items * times,
                Path(folder),
                options.among,
                times if options.dense else 1,
            )
            for times in (1, TIMES_HISTORY)
        )
        try:
            for warehouse in (small, large):
                started = time.monotonic()
                await warehouse.run("seed")
                await warehouse.run("run")
                report[f"first build of {warehouse.moves * ITEMS_OF_ENTRY}"] = round(
                    time.monotonic() - started, 1
                )
                warehouse.connection.execute("vacuum analyze")
            report["seconds"] = await proportion(small, large, options)
            if options.seconds:
                report["latency"] = await latency(large, options)
        finally:
            for warehouse in (small, large):
                await warehouse.close(options.server_dsn, keep=options.keep)
    print(json.dumps(report, indent=2))
    slow = [
        f"{layer}: {report['seconds'][layer]['times']} times"
        for layer in ("silver", "gold")
        if report["seconds"][layer]["times"] > options.limit
    ]
    if slow:
        raise SystemExit(f"More than {options.limit} times the seconds: {', '.join(slow)}")


if __name__ == "__main__":
    asyncio.run(main())
