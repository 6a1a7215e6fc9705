"""Changes made with Odoo's own methods arrive in bronze and gold once, through kills."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from sidecar.adapters.postgres import make_pool
from sidecar.sync import reconciliation
from sidecar.transforms import service as transforms
from sidecar.transforms.runner import Dbt
from tests.e2e.comparison import PATIENCE_SECONDS, settled_differences

REPOSITORY = Path(__file__).parents[2]
ROUNDS = 20
KILLED_ROUNDS = {4, 8, 12, 16, 19}
BUILT_ROUNDS = {10, ROUNDS}


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
