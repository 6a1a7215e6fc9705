"""Seconds from a commit in Odoo until gold shows it, with the sidecar's own processes.

    python tests/bench/bench_watch.py --odoo-url http://127.0.0.1:8069 --odoo-db books \\
        --odoo-dsn postgresql://... --server-dsn postgresql://superuser@... --seconds 120

Makes a warehouse of its own beside --server-dsn, loads and builds it, then starts `sync run
--watch` and `worker` as separate processes. A writer changes journal items of posted entries at
--rate a second, each time the amounts and labels of two items of one entry, so that the books stay
balanced; a reader looks into gold.fct_ledger_entries five times a second and notes when each change
is there. At the end gold's sums by month must be Odoo's. The books are spoiled: use a database made
for this.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import odoorpc
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sidecar.adapters.migrations import migrate
from sidecar.settings import Settings
from sidecar.transforms.runner import Dbt

REPOSITORY = Path(__file__).parents[2]
ITEMS_OF_CHANGE = 2
LOOKS_A_SECOND = 5
PATIENCE_SECONDS = 120
CHANGE = """
    update account_move_line
    set
        name = %(label)s,
        debit = debit + case when debit > 0 then 1 else 0 end,
        credit = credit + case when debit > 0 then 0 else 1 end,
        balance = balance + case when debit > 0 then 1 else -1 end
    where id = any(%(items)s)
"""
PAIRS = """
    select array[max(id) filter (where debit > 0), max(id) filter (where credit > 0)]
    from account_move_line
    where parent_state = 'posted' and account_id is not null
    group by move_id
    having bool_or(debit > 0) and bool_or(credit > 0)
    order by move_id desc
    limit 5000
"""
IN_GOLD = """
    select move_line_id, split_part(label, ' ', 3)::bigint from gold.fct_ledger_entries
    where source = (select source from bronze.sync_source)
        and move_line_id = any(%s) and label like %s
"""
BOOKED = """
    select sum(debit), sum(credit) from account_move_line
    where parent_state = 'posted' and account_id is not null
"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--odoo-url", required=True)
    parser.add_argument("--odoo-db", required=True)
    parser.add_argument("--odoo-dsn", required=True, help="to change journal items")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument("--server-dsn", required=True, help="superuser; a database comes and goes")
    parser.add_argument("--direct", action="store_true", help="read --odoo-dsn instead of by RPC")
    parser.add_argument("--rate", type=int, default=50, help="changed journal items a second")
    parser.add_argument("--seconds", type=int, default=120)
    return parser.parse_args()


@contextmanager
def warehouse(server_dsn: str) -> Iterator[str]:
    name = sql.Identifier(f"ipai_watch_{uuid.uuid4().hex[:8]}")
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(name))
        try:
            yield make_conninfo(server_dsn, dbname=name.as_string().strip('"'))
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(name))


def environment(options: argparse.Namespace, dsn: str, folder: str) -> dict[str, str]:
    """What the sidecar's processes read their settings from."""
    host, _, port = options.odoo_url.removeprefix("http://").partition(":")
    rpc = odoorpc.ODOO(host, port=int(port), timeout=600)
    rpc.login(options.odoo_db, options.login, options.password)
    key = rpc.execute_kw("ipai.sidecar", "issue_service_key", ["benchmark"])
    return {
        "IPAI_ENVIRONMENT": "development",
        "IPAI_SIDECAR_SECRET": uuid.uuid4().hex * 2,
        "IPAI_WAREHOUSE_DSN": dsn,
        "IPAI_ODOO_URL": options.odoo_url,
        "IPAI_ODOO_DATABASE": options.odoo_db,
        "IPAI_ODOO_API_KEY": key,
        "IPAI_ODOO_DSN": options.odoo_dsn if options.direct else "",
        "IPAI_DBT_PROJECT_DIR": str(REPOSITORY / "dbt_finance"),
        "IPAI_DBT_BUILD_DIR": folder,
        "PYTHONPATH": str(REPOSITORY),
    }


async def build() -> None:
    """Everything once, without the tests."""
    dbt = Dbt(Settings())
    try:
        for command in ("seed", "run"):
            outcome = await dbt.run([command])
            if not outcome.success:
                raise SystemExit("\n".join(r.message or "" for r in outcome.results))
    finally:
        await dbt.close()


@contextmanager
def processes(folder: str) -> Iterator[None]:
    """The watching synchronisation and a worker, as they run in production."""
    started = []
    try:
        for command in (["sync", "run", "--watch"], ["worker"]):
            with Path(folder, f"{command[0]}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "sidecar.cli", *command], stdout=log, stderr=log
                    )
                )
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=60)


class Changes:
    """The changes that gold does not show yet, and how late those came that it does."""

    def __init__(self) -> None:
        self.waiting: dict[int, list[tuple[int, float]]] = {}
        self.late: list[float] = []
        self.lock = threading.Lock()
        self.has_ended = False
        # Labels of an earlier run must not count as this one's.
        self.label = f"watch {uuid.uuid4().hex[:8]}"

    def write(self, options: argparse.Namespace) -> None:
        """Change items at the rate, each entry in a transaction of its own."""
        try:
            with psycopg.connect(options.odoo_dsn, autocommit=True) as odoo:
                pairs = [pair for (pair,) in odoo.execute(PAIRS).fetchall()]
                began = time.monotonic()
                for number in range(options.rate * options.seconds // ITEMS_OF_CHANGE):
                    due = began + number * ITEMS_OF_CHANGE / options.rate
                    time.sleep(max(0.0, due - time.monotonic()))
                    items = pairs[number * 7919 % len(pairs)]
                    odoo.execute(CHANGE, {"label": f"{self.label} {number}", "items": items})
                    with self.lock:
                        for item in items:
                            self.waiting.setdefault(item, []).append((number, time.monotonic()))
        finally:
            self.has_ended = True

    def look(self, gold: psycopg.Connection) -> None:
        """Take out what gold shows by now: this change of the item, or a later one."""
        with self.lock:
            items = list(self.waiting)
        shown = gold.execute(IN_GOLD, [items, f"{self.label} %"]).fetchall()
        now = time.monotonic()
        with self.lock:
            for item, number in shown:
                held = self.waiting.pop(item, [])
                self.late += [now - at for made, at in held if made <= number]
                if rest := [entry for entry in held if entry[0] > number]:
                    self.waiting[item] = rest


def measure(options: argparse.Namespace, dsn: str) -> dict[str, Any]:
    changes = Changes()
    writer = threading.Thread(target=changes.write, args=[options])
    with psycopg.connect(dsn, autocommit=True) as gold:
        began = time.monotonic()
        writer.start()
        while not changes.has_ended or changes.waiting:
            if time.monotonic() - began > options.seconds + PATIENCE_SECONDS:
                raise SystemExit(f"{len(changes.waiting)} items never came to gold.")
            changes.look(gold)
            time.sleep(1 / LOOKS_A_SECOND)
        writer.join()
        taken = time.monotonic() - began
        with psycopg.connect(options.odoo_dsn) as odoo:
            booked = odoo.execute(BOOKED).fetchone()
        while (
            gold.execute("select sum(debit), sum(credit) from gold.fct_account_months").fetchone()
            != booked
        ):
            if time.monotonic() - began > taken + PATIENCE_SECONDS:
                raise SystemExit("Gold's sums by month are not Odoo's.")
            time.sleep(1 / LOOKS_A_SECOND)
        refreshes = gold.execute(
            "select count(*) from jobs.procrastinate_jobs"
            " where task_name = 'transforms.refresh' and status = 'succeeded'"
        ).fetchone()
    late = sorted(changes.late)
    return {
        "changes": len(late),
        "changes_per_second": round(len(late) / options.seconds, 1),
        "refreshes": refreshes and refreshes[0],
        "p50": round(statistics.median(late), 2),
        "p95": round(statistics.quantiles(late, n=20)[-1], 2),
        "longest": round(late[-1], 2),
    }


def main() -> None:
    options = arguments()
    with warehouse(options.server_dsn) as dsn, tempfile.TemporaryDirectory() as folder:
        os.environ |= environment(options, dsn, folder)
        migrate(Settings())
        load = [sys.executable, "-m", "sidecar.cli", "sync", "run"]
        subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
        asyncio.run(build())
        with processes(folder):
            time.sleep(10)  # they have started, and dbt is warm after the first refresh
            print(json.dumps(measure(options, dsn), indent=2))


if __name__ == "__main__":
    main()
