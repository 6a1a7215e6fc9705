"""A build as people follow it: its log while it runs, its cost, a stop, a second try."""

import asyncio
from decimal import Decimal

import psycopg
import pytest

from sidecar.adapters.postgres import make_pool, transaction
from sidecar.errors import Conflict, NotFound
from sidecar.transforms import service
from sidecar.transforms.outcome import CheckFailed
from sidecar.transforms.store import Rates

# Hooks run in each build, and exposures only say that they were passed.
WORK = {"model", "seed", "test", "unit_test"}


@pytest.fixture
async def books(warehouse):
    async with make_pool(warehouse) as opened:
        yield opened


async def shown(pool, run_id):
    async with transaction(pool) as connection:
        build = await service.get_build(connection, run_id, with_results=True)
        return build, await service.log(connection, run_id)


async def test_a_build_says_what_it_does_and_costs(books, dbt):
    rates = Rates(cpu_hour=Decimal(3600), gigabyte=Decimal("1e9"))
    done = await service.build(
        books, dbt, select="slv_moves finance_expenses", full_refresh=True, rates=rates
    )
    build, lines = await shown(books, done.run_id)
    told = [line.line for line in lines]
    assert any("START" in line and "slv_moves" in line for line in told)
    assert any("OK" in line and "finance_expenses" in line for line in told)
    assert {line.node for line in lines if line.node} >= {"slv_moves", "finance_expenses"}
    assert build.nodes_done == build.nodes_total == len(build.results) > 2
    models = [node for node in build.results if node.resource_type == "model"]
    assert build.rows_written == sum(node.rows_affected or 0 for node in models)
    assert build.bytes_written == sum(node.bytes_written or 0 for node in models)
    seconds = sum(node.seconds for node in build.results)
    assert build.seconds == pytest.approx(seconds)
    # A dollar a second and a dollar a byte make the arithmetic plain.
    assert float(build.cost) == pytest.approx(seconds + build.bytes_written)


async def test_the_log_goes_on_where_it_was_left(client, signed, connection):
    await connection.execute("""
        insert into sidecar.transform_run (command) values ('build');
        insert into sidecar.transform_log (run_id, at, level, node, line)
        select max(id), now(), 'info', 'slv_moves', n::text
        from sidecar.transform_run cross join generate_series(1, 3) as n group by n
    """)
    [build] = (await client.get("/transforms/builds?limit=1", headers=signed("viewer"))).json()
    number, reader = build["id"], signed("viewer")
    two = await client.get(f"/transforms/builds/{number}/log?limit=2", headers=reader)
    first = two.json()
    assert [line["line"] for line in first] == ["1", "2"]
    last = first[-1]["id"]
    rest = await client.get(f"/transforms/builds/{number}/log?after={last}", headers=reader)
    assert [line["line"] for line in rest.json()] == ["3"]
    one = await client.get(f"/transforms/builds/{number}", headers=signed("viewer"))
    assert one.json()["state"] == "running"
    assert (await client.get("/transforms/builds/999", headers=signed("viewer"))).status_code == 404


async def test_a_second_try_does_what_is_left(warehouse, books, dbt, bring_in, entry):
    crooked = entry(
        1011, {"account_id": 1, "balance": 70}, {"account_id": 2, "balance": -69}, date="2026-04-01"
    )
    await bring_in(warehouse, crooked, tx=20)
    with pytest.raises(CheckFailed):
        await service.build(books, dbt)
    async with transaction(books) as connection:
        [failed] = await service.builds(connection, limit=1, with_results=True)
    left = {
        node.name
        for node in failed.results
        if node.status not in {"success", "pass", "warn"} and node.resource_type in WORK
    }
    assert "trial_balance_is_zero" in left
    # The entry is put right in silver by hand: a second try reads what the first one saw.
    async with transaction(books) as connection:
        await connection.execute("delete from silver.slv_move_lines where move_id = 1011")
    again = await service.build(books, dbt, retry_of=failed.id)
    build, _ = await shown(books, again.run_id)
    done = {node.name for node in build.results if node.resource_type in WORK}
    assert done == left
    assert (build.retry_of, build.hi_seq, build.state) == (failed.id, failed.hi_seq, "done")
    with pytest.raises(Conflict, match="only one that did not end well"):
        await service.build(books, dbt, retry_of=again.run_id)
    with pytest.raises(NotFound):
        await service.build(books, dbt, retry_of=999)


async def test_a_stopped_build_is_cancelled_by_somebody(warehouse, books, dbt):
    dsn = warehouse.warehouse_dsn.get_secret_value()
    building = asyncio.create_task(service.build(books, dbt, full_refresh=True))
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        for _ in range(600):
            cursor = await connection.execute(
                "select id from sidecar.transform_run where state = 'running'"
            )
            if row := await cursor.fetchone():
                break
            await asyncio.sleep(0.1)
        await connection.execute("update sidecar.transform_run set cancelled_by = 'Maria'")
    building.cancel()
    with pytest.raises(asyncio.CancelledError):
        await building
    build, _ = await shown(books, row[0])
    assert (build.state, build.message) == ("cancelled", "Cancelled by Maria.")


async def test_who_may_stop_a_build(client, signed, connection):
    await connection.execute("insert into sidecar.transform_run (command) values ('build')")
    cursor = await connection.execute("select max(id) as id from sidecar.transform_run")
    run_id = (await cursor.fetchone())["id"]
    path = f"/transforms/builds/{run_id}/cancel"
    assert (await client.post(path, headers=signed("analyst"))).status_code == 403
    from_shell = await client.post(path, headers=signed("reviewer"))
    assert from_shell.status_code == 409
    assert "stop it there" in from_shell.json()["detail"]
    queued = await client.post("/transforms/builds", headers=signed("reviewer"), json={})
    await connection.execute(
        "update sidecar.transform_run set job_id = %s where id = %s",
        [queued.json()["job_id"], run_id],
    )
    asked = await client.post(path, headers=signed("reviewer"))
    assert asked.json()["message"].startswith("The build was asked to stop")
    await connection.execute("update sidecar.transform_run set state = 'done'")
    ended = await client.post(path, headers=signed("reviewer"))
    assert ended.status_code == 409
    missing = await client.post("/transforms/builds/999/cancel", headers=signed("reviewer"))
    assert missing.status_code == 404
