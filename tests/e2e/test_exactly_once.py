"""Changes of a real Odoo arrive in bronze and gold once: through kills, late commits and raw SQL.

The truth is read from Odoo's database by queries of its own, not by those of ipai_sync.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
from psycopg import sql

from sidecar.adapters.postgres import make_pool
from sidecar.sync import reconciliation
from sidecar.sync import service as sync
from sidecar.transforms import service as transforms
from sidecar.transforms.runner import Dbt

REPOSITORY = Path(__file__).parents[2]
ROUNDS = 20
KILLED_ROUNDS = {4, 8, 12, 16, 19}
BUILT_ROUNDS = {10, ROUNDS}
PATIENCE_SECONDS = 180


async def test_twenty_rounds(odoo, warehouse):
    """20 rounds of random create, write and unlink, a sync between them, five of them killed."""
    chance = random.Random(20261120)  # noqa: S311 - reproducible, not secret
    books = odoo.books(chance)
    reader, dbt, pool = (
        warehouse.reader(),
        Dbt(warehouse.settings),
        make_pool(warehouse.settings),
    )
    try:
        async with pool:
            for number in range(1, ROUNDS + 1):
                for _ in range(chance.randint(3, 7)):
                    books.change_something()
                if number in KILLED_ROUNDS:
                    kill_a_sync(warehouse, after_batches=chance.randint(1, 3))
                assert await settled_differences(pool, reader, odoo, warehouse) == [], number
                if number in BUILT_ROUNDS:
                    await transforms.build(pool, dbt)
                    assert gold(warehouse) == truth(odoo), f"gold, round {number}"
            found = await reconciliation.reconcile(pool, reader)
        assert found.compared > 10
        assert found.differences == []
        assert states(warehouse).get("interrupted", 0) == len(KILLED_ROUNDS)
    finally:
        await dbt.close()
        books.delete_everything()


async def test_late_commits(odoo, warehouse):
    """Writers whose transactions overlap, last, or fail, past the ORM; syncs all the while."""
    chance = random.Random(7)  # noqa: S311
    ids = odoo.create_partners(60)
    writers = [LateWriter(odoo.dsn, ids, chance.random()) for _ in range(6)]
    pool, reader = make_pool(warehouse.settings), warehouse.reader()
    try:
        async with pool:
            for writer in writers:
                writer.start()
            runs = 0
            while any(writer.is_alive() for writer in writers):
                await sync.run(pool, reader, limit=25)
                runs += 1
            lost = await settled_differences(pool, reader, odoo, warehouse)
        for writer in writers:
            assert writer.error is None
        assert runs > 5
        assert sum(writer.committed for writer in writers) > 100
        assert sum(writer.undone for writer in writers) > 5
        assert lost == []
    finally:
        odoo.delete_partners()


class LateWriter(threading.Thread):
    """Changes and deletes partners by raw SQL in transactions that stay open for a while."""

    def __init__(self, dsn: str, ids: list[int], seed: float, seconds: float = 12) -> None:
        super().__init__(daemon=True)
        self.dsn, self.ids, self.seconds = dsn, ids, seconds
        self.chance = random.Random(seed)  # noqa: S311
        self.committed = self.undone = 0
        self.error: Exception | None = None

    def run(self) -> None:
        until = time.monotonic() + self.seconds
        try:
            with psycopg.connect(self.dsn) as connection:
                while time.monotonic() < until:
                    self.work(connection)
        except Exception as error:
            self.error = error

    def work(self, connection: psycopg.Connection) -> None:
        """One transaction: some statements with pauses between, then an end of either kind."""
        try:
            for _ in range(self.chance.randint(1, 3)):
                self.statement(connection)
                time.sleep(self.chance.choice([0, 0, 0.02, 0.2, 0.8]))
            if self.chance.random() < 0.2:
                connection.rollback()
                self.undone += 1
            else:
                connection.commit()
                self.committed += 1
        except (psycopg.errors.DeadlockDetected, psycopg.errors.ForeignKeyViolation):
            connection.rollback()
            self.undone += 1

    def statement(self, connection: psycopg.Connection) -> None:
        key, draw = self.chance.choice(self.ids), self.chance.random()
        if draw < 0.6:
            connection.execute(
                "update res_partner set ref = %s where id = %s", [f"r{self.chance.random()}", key]
            )
        elif draw < 0.7:
            connection.execute("delete from res_partner where id = %s", [key])
        else:
            connection.execute(
                "insert into res_partner (name, active, autopost_bills, ref)"
                " values ('late', true, 'ask', 'late-writer')"
            )


async def settle(pool, reader) -> None:
    """Synchronise until nothing is left; other transactions of the machine may take a moment."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (await sync.run(pool, reader)).settled:
        assert time.monotonic() < until, "a transaction holds the horizon"
        time.sleep(0.05)


async def settled_differences(pool, reader, odoo, warehouse) -> list[tuple]:
    """What differs when nothing is left to read. Odoo works on its own too (a login, a scheduled
    action), so a difference counts only when further runs do not clear it."""
    found: list[tuple] = []
    for _ in range(3):
        await settle(pool, reader)
        found = differences(odoo, warehouse)
        if not found:
            break
    return found


def kill_a_sync(warehouse, *, after_batches: int) -> None:
    """Start a sync of tiny batches in a process of its own, and kill it in their middle."""
    refresh = [f"--refresh={model}" for model in ("res.currency", "res.partner", "account.account")]
    command = [sys.executable, "-m", "sidecar.cli", "sync", "run", "--limit=7", *refresh]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=os.environ | warehouse.environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        last = "select coalesce(max(id), 0) from bronze.sync_run"
        with psycopg.connect(warehouse.dsn, autocommit=True) as connection:
            before = connection.execute(last).fetchone()[0]
            query = "select batches from bronze.sync_run where id > %s"
            until = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < until:
                row = connection.execute(query, [before]).fetchone()
                if row and row[0] >= after_batches:
                    break
                assert process.poll() is None, "it ended before it could be killed"
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()


def states(warehouse) -> dict[str, int]:
    with psycopg.connect(warehouse.dsn) as connection:
        rows = connection.execute("select state, count(*) from bronze.sync_run group by 1")
        return dict(rows.fetchall())


def differences(odoo, warehouse) -> list[tuple]:
    """(table, id, field, in Odoo, in bronze) of all that is not the same."""
    found = []
    described = warehouse.adapter.execute_sync("ipai.sync.table", "describe")
    with psycopg.connect(odoo.dsn) as books, psycopg.connect(warehouse.dsn) as bronze:
        for table in described["tables"]:
            expected = odoo_rows(books, table)
            living = bronze_rows(bronze, table["table"])
            for key in expected.keys() | living.keys():
                mine, theirs = expected.get(key), living.get(key)
                if mine is None or theirs is None:
                    found.append((table["table"], key, "exists", mine, theirs))
                    continue
                found += [
                    (table["table"], key, name, value, theirs.get(name))
                    for name, value in mine.items()
                    if value != theirs.get(name)
                ]
    return found


def odoo_rows(connection: psycopg.Connection, table: dict) -> dict[int, dict]:
    """{id: {field: value}} of a table, in the form images have."""
    fields = [f for f in table["fields"] if f["type"] not in ("absent", "many2many")]
    rows = connection.execute(
        sql.SQL("select id, to_jsonb(t) from {} t").format(sql.Identifier(table["table"]))
    ).fetchall()
    found = {
        key: {f["name"]: plain(row.get(f["name"]), f["type"]) for f in fields} for key, row in rows
    }
    for field in (f for f in table["fields"] if f["type"] == "many2many"):
        for key in found:
            found[key][field["name"]] = []
        place = connection.execute(
            "select relation_table, column1, column2 from ir_model_fields"
            " where model = %s and name = %s",
            [table["model"], field["name"]],
        ).fetchone()
        relation, mine, other = map(sql.Identifier, place)
        pairs = connection.execute(
            sql.SQL("select {}, {} from {} order by 2").format(mine, other, relation)
        )
        for key, value in pairs.fetchall():
            found[key][field["name"]].append(value)
    return found


def plain(value, kind: str):
    """A column's JSON as an image has it: texts in English, moments in UTC."""
    if kind == "datetime" and value is not None:
        moment, _, fraction = value.partition(".")
        return f"{moment}.{fraction:0<6}Z"
    if kind in ("char", "text", "html") and isinstance(value, dict):
        return value.get("en_US") or (min(value.values()) if value else None)
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


def bronze_rows(connection: psycopg.Connection, table: str) -> dict[int, dict]:
    """{id: payload} of what is living in bronze."""
    rows = connection.execute(
        sql.SQL(
            "select distinct on (id) id, op::text, payload from {} order by id, seq desc"
        ).format(sql.Identifier("bronze", f"odoo_{table}"))
    ).fetchall()
    return {key: payload for key, op, payload in rows if op == "U"}


GOLD = """
    select jsonb_build_object(
        'expenses', (
            select jsonb_object_agg(expense_id, jsonb_build_array(
                description, amount_total, vat_amount, expense_date, employee, vendor))
            from gold.finance_expenses),
        'months', (
            select jsonb_object_agg(company_id || ' ' || month, jsonb_build_array(
                revenue, expenses, entry_count))
            from gold.monthly_results),
        'vat', (
            select jsonb_object_agg(tax_class || ' ' || month, amounts) from (
                select tax_class, month,
                    jsonb_build_array(sum(base_amount), sum(vat_amount)) as amounts
                from gold.vat_lines group by 1, 2) as classes)
    )
"""
TRUTH = """
    with posted as (
        select line.*, date_trunc('month', line.date)::date as month
        from account_move_line line where parent_state = 'posted'
    ), classes as (
        select line.id, line.month, tax.ipai_tax_class as tax_class,
            case when tax.ipai_tax_class like 'sale%' then -line.balance else line.balance end
                as base, 0 as vat
        from posted line
        join account_move_line_account_tax_rel rel on rel.account_move_line_id = line.id
        join account_tax tax on tax.id = rel.account_tax_id
        where tax.ipai_tax_class ~ '^(sale|purchase)_'
        union all
        select line.id, line.month, tax.ipai_tax_class, 0,
            case when tax.ipai_tax_class like 'sale%' then -line.balance else line.balance end
        from posted line
        join account_tax tax on tax.id = line.tax_line_id
        join account_tax_repartition_line share on share.id = line.tax_repartition_line_id
        where tax.ipai_tax_class ~ '^(sale|purchase)_' and share.factor_percent > 0
    )
    select jsonb_build_object(
        'expenses', (
            select jsonb_object_agg(x.id, jsonb_build_array(
                x.name, round(x.total_amount, 2), round(x.tax_amount, 2), x.date, e.name, v.name))
            from hr_expense x
            join hr_employee e on e.id = x.employee_id
            left join res_partner v on v.id = x.vendor_id),
        'months', (
            select jsonb_object_agg(company_id || ' ' || month, amounts) from (
                select company_id, month, jsonb_build_array(
                    sum(revenue), sum(expenses), sum(entries)) as amounts
                from (
                    select line.company_id, line.month,
                        case when a.account_type in ('income', 'income_other')
                            then -line.balance else 0 end as revenue,
                        case when a.account_type like 'expense%' then line.balance else 0 end
                            as expenses, 0 as entries
                    from posted line join account_account a on a.id = line.account_id
                    union all
                    select company_id, date_trunc('month', date)::date, 0, 0, 1
                    from account_move where state = 'posted'
                    union all
                    select company_id, date_trunc('month', date)::date, 0, 0, 0 from hr_expense
                    where state in ('approved', 'posted', 'in_payment', 'paid', 'done')
                ) as parts group by 1, 2) as months),
        'vat', (
            select jsonb_object_agg(tax_class || ' ' || month, amounts) from (
                select tax_class, month, jsonb_build_array(sum(base), sum(vat)) as amounts
                from classes group by 1, 2) as sums)
    )
"""


def gold(warehouse) -> str:
    """The marts as one canonical text."""
    return one_text(warehouse.dsn, GOLD)


def truth(odoo) -> str:
    """The same out of Odoo's own tables."""
    return one_text(odoo.dsn, TRUTH)


def one_text(dsn: str, query: str) -> str:
    with psycopg.connect(dsn) as connection:
        [value] = connection.execute(query).fetchone()
    return json.dumps(without_scale(value), sort_keys=True)


def without_scale(value):
    """Numbers as floats: 12.50 and 12.5 are the same amount."""
    if isinstance(value, dict):
        return {key: without_scale(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_scale(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
