"""Builds as runs: kept, refused while another runs, failing with a sentence, cancelled for good."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from sidecar.adapters.postgres import make_pool, transaction
from sidecar.errors import Conflict
from sidecar.transforms import service
from sidecar.transforms.outcome import CheckFailed
from sidecar.transforms.runner import environment_of

CALLBACK = {"url": "http://odoo.test/ipai/callback/7/token", "call_id": "call-7"}


async def test_a_failing_check_is_a_sentence(warehouse, dbt, ask, bring_in, entry):
    before = ask("select * from gold.monthly_results order by result_key")
    crooked = entry(
        1011, {"account_id": 1, "balance": 70}, {"account_id": 2, "balance": -69}, date="2026-04-01"
    )
    await bring_in(warehouse, crooked, tx=20)
    pool = make_pool(warehouse)
    async with pool:
        with pytest.raises(CheckFailed, match=r"trial_balance_is_zero failed \(Got 1 result"):
            await service.build(pool, dbt)
        async with transaction(pool) as connection:
            [newest, *_] = await service.builds(connection, limit=1, with_results=True)
    assert newest.state == "failed"
    assert newest.message is not None and "trial_balance_is_zero" in newest.message
    statuses = {result.name: result.status for result in newest.results}
    assert statuses["trial_balance_is_zero"] == "fail"
    assert statuses["slv_moves"] == "success"
    assert statuses["monthly_results"] == "skipped", "gold waits behind a check of silver"
    assert ask("select * from gold.monthly_results order by result_key") == before


async def test_one_build_at_a_time(warehouse, dbt):
    dsn = warehouse.warehouse_dsn.get_secret_value()
    pool = make_pool(warehouse)
    async with pool, await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other:
        await other.execute("select pg_advisory_lock(hashtextextended('ipai.transforms.build', 0))")
        with pytest.raises(Conflict, match="being built already"):
            await service.build(pool, dbt)


async def test_a_cancelled_build_leaves_no_process(warehouse, dbt):
    pool = make_pool(warehouse)
    dsn = warehouse.warehouse_dsn.get_secret_value()
    async with pool:
        building = asyncio.create_task(service.build(pool, dbt, full_refresh=True))
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await _until(
                connection,
                "select count(*) from pg_stat_activity"
                " where application_name = 'ipai-dbt' and datname = current_database()",
            )
        process, _ = dbt.pids
        building.cancel()
        with pytest.raises(asyncio.CancelledError):
            await building
        assert process is not None and not Path(f"/proc/{process}").exists()
        async with transaction(pool) as connection:
            [newest] = await service.builds(connection, limit=1, with_results=False)
        assert newest.state == "interrupted"
        result = await service.build(pool, dbt, select="slv_companies")
    assert result.models == 1


async def _until(connection: psycopg.AsyncConnection, query: str) -> None:
    """Wait, at most a minute, until the count is above zero."""
    for _ in range(600):
        row = await (await connection.execute(query)).fetchone()
        if row and row[0]:
            return
        await asyncio.sleep(0.1)
    pytest.fail("dbt has not connected")


async def test_a_reviewer_queues_a_build(client, signed, connection):
    wanted = {"select": "+monthly_summary", "callback": CALLBACK}
    first = await client.post("/transforms/builds", headers=signed("reviewer"), json=wanted)
    second = await client.post("/transforms/builds", headers=signed("reviewer"), json={})
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == {"job_id": first.json()["job_id"], "is_new": False}
    job = await client.get(f"/jobs/{first.json()['job_id']}", headers=signed("reviewer"))
    assert job.json()["args"] == {
        "select": "+monthly_summary",
        "full_refresh": False,
        "retry_of": None,
    }


@pytest.mark.parametrize("select", ["--vars {}", "-x", "a;b", "$(x)", ""])
async def test_a_selection_is_no_option(client, signed, select):
    answer = await client.post(
        "/transforms/builds", headers=signed("reviewer"), json={"select": select}
    )
    assert answer.status_code == 422


async def test_only_reviewers_build(client, signed):
    answer = await client.post("/transforms/builds", headers=signed("analyst"), json={})
    assert answer.status_code == 403


async def test_builds_are_listed(client, signed, connection):
    await connection.execute("""
        insert into sidecar.transform_run (command, state, message) values ('build', 'done', 'ok');
        insert into sidecar.transform_result (run_id, node, resource_type, name, status, seconds)
        select max(id), 'model.finance.slv_moves', 'model', 'slv_moves', 'success', 0.5
        from sidecar.transform_run
    """)
    answer = await client.get("/transforms/builds?limit=1", headers=signed("viewer"))
    [build] = answer.json()
    assert (build["state"], build["message"]) == ("done", "ok")
    assert [result["name"] for result in build["results"]] == ["slv_moves"]
    bare = await client.get("/transforms/builds?limit=1&results=false", headers=signed("viewer"))
    assert bare.json()[0]["results"] == []


def test_the_profile_comes_out_of_the_dsn():
    found = environment_of("postgresql://own%20er:p%40ss@db.example:6543/ware?sslmode=require")
    assert (found["IPAI_DBT_HOST"], found["IPAI_DBT_PORT"]) == ("db.example", "6543")
    assert (found["IPAI_DBT_USER"], found["IPAI_DBT_PASSWORD"]) == ("own er", "p@ss")
    assert (found["IPAI_DBT_DBNAME"], found["IPAI_DBT_SSLMODE"]) == ("ware", "require")
