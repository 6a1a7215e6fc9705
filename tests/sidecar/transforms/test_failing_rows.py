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


async def assert_rows_name_their_company(dbt, warehouse):
    """Tests of a kind answer with rows of a model; those of dbt_finance/tests have to say it."""
    outcome = await dbt.run(["compile", "--select", "test_type:singular"])
    assert outcome.success
    folder = dbt.manifest_path.parent / "compiled/finance/tests"
    with psycopg.connect(warehouse.warehouse_dsn.get_secret_value()) as connection:
        nameless = [
            path.stem
            for path in folder.glob("*.sql")
            if not {"source", "company_id"}
            <= {
                column.name
                for column in connection.execute(
                    f"select * from ({path.read_text()}) as rows limit 0"
                ).description
            }
        ]
    assert nameless == ["layers_are_shut"], "which is about tables, not about anybody's rows"


@pytest.fixture
async def pool(warehouse):
    opened = make_pool(warehouse)
    async with opened:
        yield opened


async def test_rows_of_a_failed_test_are_shown_by_company_and_go_with_it(
    pool, dbt, ask, warehouse, bring_in, entry
):
    assert ask(KEPT) == [], "tests that pass keep nothing"
    [[plain]] = ask("select count(*) from sidecar.transform_result where resource_type = 'test'")
    assert plain > 300
    await assert_rows_name_their_company(dbt, warehouse)
    # A credit less than its debit in two companies; one has more of them than are kept.
    crooked = [
        line
        for key in range(1011, 1514)
        for line in entry(
            key,
            {"account_id": 1, "balance": 70},
            {"account_id": 2, "balance": -69},
            date="2026-04-01",
            company=2 if key == 1011 else 1,
        )
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
            return await scorecard.failing_rows(connection, check, caller, limit=600)

    one, two, both = [
        await seen(person("analyst", *companies)) for companies in ((1,), (2,), (1, 2))
    ]
    place = one.columns.index("company_id")
    assert {row[place] for row in one.rows} == {1}
    assert {row[place] for row in two.rows} == {2}
    assert (len(one.rows), len(two.rows), len(both.rows)) == (501, 1, 502)
    assert (await seen(person("analyst", 3))).rows == []
    assert (await seen(person("analyst", 1, database="another"))).rows == []
    kept = [name for [name] in ask(KEPT)]
    for role in ("authenticated", "analyst", "finance", "marketing"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(f"select * from test_failures.{kept[0]}", {"company_ids": [1]}, role)
    gone = [{"model": line["model"], "id": line["id"], "op": "D"} for line in crooked]
    await bring_in(warehouse, gone, tx=30)
    await transforms.build(pool, dbt, select=TOUCHED)
    assert ask(KEPT) == []
    with pytest.raises(NotFound):
        await seen(person("analyst", 1))
