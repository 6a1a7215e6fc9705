"""A refresh builds what lies behind, no more, and takes up what another left undone."""

import os
from decimal import Decimal

import psycopg
import pytest

from sidecar.adapters.postgres import make_pool
from sidecar.errors import Conflict
from sidecar.transforms import refresh, service
from sidecar.transforms.outcome import BuildFailed

NET = """
    select month::text, net_income from gold.monthly_results where company_id = 1 order by month
"""


async def test_a_refresh_brings_gold_up_to_bronze(warehouse, dbt, ask, bring_in, entry):
    pool = make_pool(warehouse)
    async with pool:
        nothing = await refresh.refresh(pool, dbt)
        new = entry(
            1010,
            {"account_id": 1, "balance": 70},
            {"account_id": 2, "balance": -70},
            date="2026-04-01",
        )
        await bring_in(warehouse, new, tx=20)
        done = await refresh.refresh(pool, dbt)
        again = await refresh.refresh(pool, dbt)
    assert (nothing.behind, nothing.rows) == (0, 0)
    assert done.behind == 2, "journal items and entries"
    assert ask(NET)[-1] == ("2026-04-01", Decimal("70.00"))
    assert (again.behind, again.hi_seq) == (0, done.hi_seq)
    assert ask("select count(*) from sidecar.transform_run where command = 'refresh'") == [(0,)]


async def test_a_refresh_describes_the_project_only_when_it_was_parsed_anew(
    warehouse, dbt, bring_in, row
):
    manifest = dbt.manifest_path
    pool = make_pool(warehouse)
    async with pool:
        await dbt.run(["parse"])
        written = manifest.stat().st_mtime_ns
        await bring_in(warehouse, [row("res.partner", 7, name="Don Santiago")], tx=20)
        await refresh.refresh(pool, dbt)
        assert manifest.stat().st_mtime_ns == written
        os.utime(manifest, (0, 0))
        await bring_in(warehouse, [row("res.partner", 7, name="Kapitan Tiago")], tx=21)
        await refresh.refresh(pool, dbt)
    assert manifest.stat().st_mtime_ns > written


async def test_what_one_could_not_build_the_next_does(warehouse, dbt, ask, bring_in, row):
    pool = make_pool(warehouse)
    renamed = row("res.partner", 7, name="Don Santiago", vat="123-456-789-00000")
    await bring_in(warehouse, [renamed], tx=20)
    dsn = warehouse.warehouse_dsn.get_secret_value()
    partners = "select distinct partner from gold.vat_lines where partner_id = 7"
    with psycopg.connect(dsn, autocommit=True) as connection:
        async with pool:
            connection.execute(
                "alter table gold.vat_lines add constraint no check (false) not valid"
            )
            with pytest.raises(BuildFailed, match="vat_lines could not be built"):
                await refresh.refresh(pool, dbt)
            assert ask(partners) == [("Kapitan Tiago",)]
            [(state, message)] = ask(
                "select state, message from sidecar.transform_run where command = 'refresh'"
            )
            assert (state, "vat_lines" in message) == ("failed", True)
            connection.execute("alter table gold.vat_lines drop constraint no")
            result = await refresh.refresh(pool, dbt)
    assert result.behind >= 1
    assert ask(partners) == [("Don Santiago",)]


async def test_a_refresh_waits_for_a_build(warehouse, dbt):
    dsn = warehouse.warehouse_dsn.get_secret_value()
    pool = make_pool(warehouse)
    async with pool, await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other:
        await other.execute("select pg_advisory_lock(hashtextextended('ipai.transforms.build', 0))")
        with pytest.raises(Conflict, match="being built already"):
            await refresh.refresh(pool, dbt, wait=0.5)
        await other.execute("select pg_advisory_unlock_all()")
        result = await refresh.refresh(pool, dbt, wait=0.5)
    assert result.behind == 0


async def test_entries_of_the_change_log_go_when_all_have_read_them(
    warehouse, dbt, ask, bring_in, row
):
    pool = make_pool(warehouse)
    await bring_in(warehouse, [row("res.partner", 7, name="Don Santiago")], tx=20)
    logged = "select count(*) from silver.change where model = 'slv_partners'"
    async with pool:
        assert (await dbt.run(["run", "--select", "slv_partners"])).success
        assert ask(logged) == [(2,)], "as it was and as it is; a mart has not read it"
        await service.build(pool, dbt)
    assert ask(logged) == [(0,)]
