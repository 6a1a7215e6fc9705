"""Rows a second of the synchronisation in both modes, beside a plain COPY of the same rows and
Odoo's own search_read.

    python tests/bench/bench_sync.py --odoo-url http://127.0.0.1:8069 --odoo-db books \\
        --odoo-dsn postgresql://... --server-dsn postgresql://superuser@... \\
        --login admin --password ... --model account.move.line --changes 2000

For the time it runs only the model is on Odoo's list of synchronised tables; the list is put back.
Makes warehouses of its own beside --server-dsn and drops them. `multiply_books.py` makes a million
journal items. Plain COPY is measured before, between and after, as machines are not still.
"""

import argparse
import asyncio
import json
import resource
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import odoorpc
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sidecar.adapters.migrations import migrate
from sidecar.adapters.odoo import OdooAdapter
from sidecar.adapters.postgres import make_pool
from sidecar.settings import Settings
from sidecar.sync import service
from sidecar.sync.batches import Wanted
from sidecar.sync.source import make_reader

LIST = "ipai.sync.table"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--odoo-url", required=True)
    parser.add_argument("--odoo-db", required=True)
    parser.add_argument(
        "--odoo-dsn", required=True, help="to COPY the same rows, to read directly, to change some"
    )
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument(
        "--server-dsn", required=True, help="superuser; databases are made and dropped"
    )
    parser.add_argument("--model", default="account.move.line")
    parser.add_argument(
        "--changes", type=int, default=2000, help="rows changed for the incremental run"
    )
    parser.add_argument(
        "--search-rows", type=int, default=50_000, help="rows read by search_read; 0: none"
    )
    return parser.parse_args()


def rate(rows: int, seconds: float) -> dict[str, float]:
    return {"rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds)}


def timed(work: Callable[[], int]) -> dict[str, float]:
    started = time.perf_counter()
    rows = work()
    return rate(rows, time.perf_counter() - started)


class Bench:
    """One Odoo, one model, and warehouses that come and go."""

    def __init__(self, options: argparse.Namespace, rpc: odoorpc.ODOO) -> None:
        self.options, self.rpc = options, rpc
        self.key = rpc.execute_kw("ipai.sidecar", "issue_service_key", ["benchmark"])
        self.table = options.model.replace(".", "_")

    @contextmanager
    def warehouse(self) -> Iterator[str]:
        name = f"ipai_bench_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(self.options.server_dsn, autocommit=True) as server:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            try:
                yield make_conninfo(self.options.server_dsn, dbname=name)
            finally:
                server.execute(
                    sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
                )

    def settings(self, dsn: str, mode: str) -> Settings:
        return Settings(
            warehouse_dsn=dsn,
            odoo_url=self.options.odoo_url,
            odoo_database=self.options.odoo_db,
            odoo_api_key=self.key,
            odoo_timeout=600,
            odoo_dsn=self.options.odoo_dsn if mode == "direct" else "",
        )

    @contextmanager
    def only_this_model(self) -> Iterator[list[str]]:
        """The columns Odoo sends of the model, while it is the only one on the list."""
        others = self.rpc.execute_kw(LIST, "search", [[("model", "!=", self.options.model)]])
        try:
            self.rpc.execute_kw(LIST, "write", [others, {"active": False}])
            adapter = OdooAdapter.from_settings(self.settings("postgresql://nowhere", "rpc"))
            [table] = adapter.execute_sync(LIST, "describe")["tables"]
            yield [
                field["name"]
                for field in table["fields"]
                if field["type"] not in ("absent", "many2many")
            ]
        finally:
            self.rpc.execute_kw(LIST, "write", [others, {"active": True}])

    def plain_copy(self, columns: list[str]) -> dict[str, float]:
        """COPY to_jsonb of the same columns from one database straight into the other."""
        names = sql.SQL(", ").join(map(sql.Identifier, ["id", *columns]))
        out = sql.SQL("copy (select to_jsonb(t) from (select {} from {}) t) to stdout").format(
            names, sql.Identifier(self.table)
        )

        def work() -> int:
            with psycopg.connect(self.options.odoo_dsn) as source, psycopg.connect(dsn) as target:
                target.execute("create table public.plain (row jsonb)")
                with (
                    source.cursor().copy(out) as rows,
                    target.cursor() as cursor,
                ):
                    with cursor.copy("copy public.plain from stdin") as copy:
                        for block in rows:
                            copy.write(block)
                    return cursor.rowcount

        with self.warehouse() as dsn:
            return timed(work)

    async def synchronise(self, mode: str) -> dict[str, dict[str, float]]:
        """The initial load into an empty warehouse, the same again, and some changes."""
        with self.warehouse() as dsn:
            settings = self.settings(dsn, mode)
            migrate(settings)
            pool = make_pool(settings)
            reader = make_reader(settings, OdooAdapter.from_settings(settings))
            async with pool:
                first = await service.run(pool, reader)
                again = await service.run(pool, reader, wanted=Wanted(refresh=[self.options.model]))
                self.change_some()
                changed = await service.run(pool, reader)
        return {
            f"{mode} initial": rate(first.rows_read, first.seconds),
            f"{mode} again, unchanged": rate(again.rows_read, again.seconds),
            f"{mode} {self.options.changes} changes": rate(changed.rows_written, changed.seconds),
        }

    def change_some(self) -> None:
        query = sql.SQL(
            "update {0} set write_date = now() where id in"
            " (select id from {0} order by random() limit {1})"
        ).format(sql.Identifier(self.table), self.options.changes)
        with psycopg.connect(self.options.odoo_dsn) as books:
            books.execute(query)

    def search_read(self, columns: list[str]) -> dict[str, float]:
        """What a synchronisation over Odoo's own API would read, in batches of 5,000."""

        def work() -> int:
            after = read = 0
            while read < self.options.search_rows:
                rows = self.rpc.execute_kw(
                    self.options.model,
                    "search_read",
                    [[("id", ">", after)], columns],
                    {"limit": 5000, "order": "id"},
                )
                if not rows:
                    break
                after, read = rows[-1]["id"], read + len(rows)
            return read

        return timed(work)

    def run(self) -> dict[str, Any]:
        found: dict[str, dict[str, float]] = {}
        plain = []
        with self.only_this_model() as columns:
            plain.append(self.plain_copy(columns))
            found |= asyncio.run(self.synchronise("direct"))
            plain.append(self.plain_copy(columns))
            found |= asyncio.run(self.synchronise("rpc"))
            plain.append(self.plain_copy(columns))
            if self.options.search_rows:
                found["search_read"] = self.search_read(columns)
        base = median(run["rows_per_second"] for run in plain)
        return {
            "plain copy": plain,
            **found,
            "ratio to plain copy": {
                name: round(value["rows_per_second"] / base, 3) for name, value in found.items()
            },
            "peak memory of this process, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            // 1024,
        }


def main() -> None:
    options = arguments()
    host, _, port = options.odoo_url.removeprefix("http://").partition(":")
    rpc = odoorpc.ODOO(host, port=int(port), timeout=600)
    rpc.login(options.odoo_db, options.login, options.password)
    print(json.dumps(Bench(options, rpc).run(), indent=2))


if __name__ == "__main__":
    main()
