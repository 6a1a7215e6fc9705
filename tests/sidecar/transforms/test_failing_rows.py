"""The rows behind a failed test: kept while it fails, shown to those whose they are, else shut."""

import psycopg
import pytest

from sidecar.adapters.postgres import make_pool, transaction
from sidecar.auth import GROUP_SCOPES, Caller
from sidecar.errors import NotFound
from sidecar.quality import scorecard
from sidecar.transforms import service as transforms
from sidecar.transforms.outcome import CheckFailed

KEPT = "select tablename from pg_tables where schemaname = 'test_failures' order by 1"
TOUCHED = "slv_moves slv_move_lines"


def person(group, *companies, database="books"):
    scopes = GROUP_SCOPES[group]
    return Caller("odoo", "maria", "Maria", scopes, database=database, company_ids=companies)


@pytest.fixture
async def pool(warehouse):
    opened = make_pool(warehouse)
    async with opened:
        yield opened


async def test_rows_of_a_failed_test_are_shown_by_company_and_go_with_it(
    pool, dbt, ask, warehouse, bring_in, entry, row
):
    assert ask(KEPT) == [], "tests that pass keep nothing"
    [[plain]] = ask("select count(*) from sidecar.transform_result where resource_type = 'test'")
    assert plain > 300
    # A credit less than its debit, in two companies.
    crooked = [
        *entry(
            1011,
            {"account_id": 1, "balance": 70},
            {"account_id": 2, "balance": -69},
            date="2026-04-01",
        ),
        *entry(
            1012,
            {"account_id": 1, "balance": 50},
            {"account_id": 2, "balance": -48},
            date="2026-04-01",
            company=2,
        ),
    ]
    await bring_in(warehouse, crooked, tx=20)
    with pytest.raises(CheckFailed):
        await transforms.build(pool, dbt, select=TOUCHED)
    [[check]] = ask(
        "select distinct node from sidecar.transform_result"
        " where name = 'trial_balance_is_zero' and status = 'fail'"
    )

    async def seen(caller):
        async with transaction(pool) as connection:
            return await scorecard.failing_rows(connection, check, caller, limit=50)

    one, two, both = [
        await seen(person("analyst", *companies)) for companies in ((1,), (2,), (1, 2))
    ]
    place = one.columns.index("company_id")
    assert {row[place] for row in one.rows} == {1}
    assert {row[place] for row in two.rows} == {2}
    assert len(both.rows) == len(one.rows) + len(two.rows)
    assert (await seen(person("analyst", 3))).rows == []
    assert (await seen(person("analyst", 1, database="another"))).rows == []
    kept = [name for [name] in ask(KEPT)]
    for role in ("authenticated", "analyst", "finance", "marketing"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(f"select * from test_failures.{kept[0]}", {"company_ids": [1]}, role)
    gone = [row("account.move", key) for key in (1011, 1012)]
    gone += [row("account.move.line", key) for key in (10110, 10111, 10120, 10121)]
    await bring_in(warehouse, gone, tx=30)
    await transforms.build(pool, dbt, select=TOUCHED)
    assert ask(KEPT) == []
    with pytest.raises(NotFound):
        await seen(person("analyst", 1))
