"""Rows a second of the synchronisation, beside a plain COPY of the same rows and search_read.

    python tests/bench/bench_sync.py --odoo-url http://127.0.0.1:8069 --odoo-db books \\
        --odoo-dsn postgresql://... --server-dsn postgresql://superuser@... \\
        --login admin --password ... --model account.move.line --changes 2000

Makes a warehouse of its own beside --server-dsn and drops it. Rows are the ones Odoo has; the
demo's `--scale` makes many.
"""

import argparse
import asyncio
import json
import time
import uuid
from collections.abc import Callable
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
from sidecar.sync.reader import OdooReader


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--odoo-url", required=True)
    parser.add_argument("--odoo-db", required=True)
    parser.add_argument(
        "--odoo-dsn", required=True, help="to COPY the same rows, and to change some"
    )
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument(
        "--server-dsn", required=True, help="superuser; a database is made and dropped"
    )
    parser.add_argument(
        "--model", default="account.move.line", help="compared with COPY and search_read"
    )
    parser.add_argument("--limit", type=int, default=5000, help="rows of a batch")
    parser.add_argument(
        "--changes", type=int, default=2000, help="rows changed for the incremental run"
    )
    parser.add_argument("--no-search-read", action="store_true")
    return parser.parse_args()


def timed(work: Callable[[], int]) -> dict[str, float]:
    started = time.perf_counter()
    rows = work()
    seconds = time.perf_counter() - started
    return {"rows": rows, "seconds": round(seconds, 3), "rows_per_second": round(rows / seconds)}


def plain_copy(odoo_dsn: str, warehouse_dsn: str, table: str, columns: list[str]) -> int:
    """COPY to_jsonb of the same columns from one database straight into the other."""
    names = sql.SQL(", ").join(map(sql.Identifier, ["id", *columns]))
    out = sql.SQL("copy (select to_jsonb(t) from (select {} from {}) t) to stdout").format(
        names, sql.Identifier(table)
    )
    with psycopg.connect(odoo_dsn) as source, psycopg.connect(warehouse_dsn) as target:
        target.execute("create table public.plain (row jsonb)")
        with (
            source.cursor().copy(out) as rows,
            target.cursor().copy("copy public.plain from stdin") as copy,
        ):
            for block in rows:
                copy.write(block)
        return target.execute("select count(*) from public.plain").fetchone()[0]


def search_read(rpc: odoorpc.ODOO, model: str, fields: list[str]) -> int:
    """What a sync over Odoo's own API would read, in the same batches."""
    after = read = 0
    while rows := rpc.execute_kw(
        model, "search_read", [[("id", ">", after)], fields], {"limit": 5000, "order": "id"}
    ):
        after, read = rows[-1]["id"], read + len(rows)
    return read


async def measure(
    options: argparse.Namespace, settings: Settings, dsn: str, rpc: odoorpc.ODOO
) -> Any:
    reader = OdooReader(OdooAdapter.from_settings(settings))
    described = {table.model: table for table in (await reader.describe()).tables}
    table = described[options.model]
    columns = [f["name"] for f in table.fields if f["type"] not in ("absent", "many2many")]
    pool = make_pool(settings)
    async with pool:
        first = await service.run(pool, reader, limit=options.limit)
        again = await service.run(pool, reader, limit=options.limit, refresh=[options.model])
        with psycopg.connect(options.odoo_dsn) as books:
            books.execute(
                sql.SQL(
                    "update {0} set write_date = now() where id in"
                    " (select id from {0} order by random() limit %s)"
                ).format(sql.Identifier(table.table)),
                [options.changes],
            )
        changed = await service.run(pool, reader, limit=options.limit)
    found = {
        "initial": rate(first.rows_read, first.seconds),
        "reread_unchanged": rate(again.rows_read, again.seconds),
        "incremental": rate(changed.rows_written, changed.seconds),
        "plain_copy": timed(lambda: plain_copy(options.odoo_dsn, dsn, table.table, columns)),
    }
    if not options.no_search_read:
        found["search_read"] = timed(lambda: search_read(rpc, options.model, columns))
    base = found["plain_copy"]["rows_per_second"]
    found["ratio_to_plain_copy"] = {
        name: round(value["rows_per_second"] / base, 3) for name, value in found.items()
    }
    return found


def rate(rows: int, seconds: float) -> dict[str, float]:
    return {"rows": rows, "seconds": seconds, "rows_per_second": round(rows / max(seconds, 1e-9))}


def main() -> None:
    options = arguments()
    host, _, port = options.odoo_url.removeprefix("http://").partition(":")
    rpc = odoorpc.ODOO(host, port=int(port), timeout=600)
    rpc.login(options.odoo_db, options.login, options.password)
    key = rpc.execute_kw("ipai.sidecar", "issue_service_key", ["benchmark"])
    name = f"ipai_bench_{uuid.uuid4().hex[:8]}"
    dsn = make_conninfo(options.server_dsn, dbname=name)
    settings = Settings(
        warehouse_dsn=dsn,
        odoo_url=options.odoo_url,
        odoo_database=options.odoo_db,
        odoo_api_key=key,
        odoo_timeout=600,
    )
    with psycopg.connect(options.server_dsn, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            migrate(settings)
            found = asyncio.run(measure(options, settings, dsn, rpc))
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
