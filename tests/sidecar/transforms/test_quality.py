"""Measuring a warehouse that dbt has built: good books, bad books, a dead source, messages once."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from sidecar.adapters.odoo import OdooAdapter
from sidecar.adapters.postgres import make_pool, transaction
from sidecar.errors import Conflict, NotFound
from sidecar.quality import service
from sidecar.transforms import service as transforms
from sidecar.transforms.outcome import CheckFailed


@pytest.fixture
async def pool(warehouse):
    opened = make_pool(warehouse)
    async with opened:
        yield opened


@pytest.fixture(scope="module")
def parsed():
    """The manifest as the first test of this module made it."""
    return {}


@pytest.fixture
def assess(pool, dbt, warehouse, parsed):
    """Measure; Odoo does not answer, so the rules read last hold."""
    odoo = OdooAdapter("http://127.0.0.1:9", "odoo", "service", "a-key", timeout=2)

    async def measure(**arguments):
        if parsed and not dbt.manifest_path.exists():
            dbt.manifest_path.parent.mkdir(parents=True)
            dbt.manifest_path.write_text(parsed["manifest"])
        result = await service.assess(pool, dbt, odoo, **arguments)
        parsed["manifest"] = dbt.manifest_path.read_text()
        return result

    return measure


def scores_of(ask, relation):
    return dict(
        ask(
            "select dimension, score::float from sidecar.quality_score"
            f" where relation = '{relation}' and day = (select max(day) from sidecar.quality_score)"
        )
    )


def incidents(ask):
    rows = ask("select relation, rule, severity, state from sidecar.quality_incident order by id")
    return {(relation, rule): (severity, state) for relation, rule, severity, state in rows}


async def test_every_relation_of_the_layers_is_measured(assess, ask, pool):
    result = await assess()
    assert result.unreadable == 0
    measured = {row[0] for row in ask("select relation from sidecar.quality_profile")}
    there = {
        row[0]
        for row in ask(
            "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n"
            " on n.oid = c.relnamespace where n.nspname in ('bronze', 'silver', 'gold', 'platinum')"
            " and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition"
        )
    }
    assert there - measured <= {"bronze.sync_run", "silver.mark", "silver.change"}
    assert result.relations == len(measured) > 40
    counted = ask("select row_count from sidecar.quality_profile where relation = 'gold.vat_lines'")
    assert counted == ask("select count(*) from gold.vat_lines")
    vat = scores_of(ask, "gold.vat_lines")
    assert vat == dict.fromkeys(
        ("score", "completeness", "uniqueness", "timeliness", "consistency"), 100.0
    )


async def test_measuring_again_replaces_the_day_and_opens_nothing_twice(assess, ask, pool):
    async with transaction(pool) as connection:
        await connection.execute("update silver.slv_moves set move_id = null where move_id = 1001")
    first = await assess()
    second = await assess()
    assert first.opened >= 1
    assert (second.opened, second.escalated, second.resolved) == (0, 0, 0)
    [[rows, days]] = ask(
        "select count(*), count(distinct day) from sidecar.quality_profile"
        " where relation = 'silver.slv_moves'"
    )
    assert rows == days
    assert ("silver.slv_moves", "completeness") in incidents(ask)


async def test_a_source_that_is_not_read_is_one_incident(assess, ask):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await assess(now=tomorrow)
    assert set(incidents(ask)) == {("bronze.sync_source", "timeliness")}
    assert scores_of(ask, "gold.vat_lines")["timeliness"] == pytest.approx(100, abs=1)
    assert scores_of(ask, "silver.slv_moves")["timeliness"] == pytest.approx(100 / 24, abs=0.1)


async def test_what_bronze_has_and_gold_has_not_makes_gold_late(
    assess, ask, warehouse, bring_in, entry
):
    more = entry(
        1020, {"account_id": 1, "balance": 70}, {"account_id": 2, "balance": -70}, date="2026-04-01"
    )
    await bring_in(warehouse, more, tx=20)
    await assess(relations=["gold.vat_lines"], now=datetime.now(UTC) + timedelta(hours=30))
    assert ("gold.vat_lines", "timeliness") in incidents(ask)


async def test_a_failing_check_opens_an_incident_and_ends_with_it(
    assess, ask, warehouse, pool, dbt, bring_in, entry, row
):
    crooked = entry(
        1011, {"account_id": 1, "balance": 70}, {"account_id": 2, "balance": -69}, date="2026-04-01"
    )
    await bring_in(warehouse, crooked, tx=20)
    with pytest.raises(CheckFailed):
        await transforms.build(pool, dbt)
    await assess()
    key = ("silver.slv_move_lines", "check:trial_balance_is_zero")
    assert incidents(ask)[key] == ("error", "opened")
    assert scores_of(ask, "silver.slv_move_lines")["consistency"] < 100
    alerts = "select change from sidecar.quality_alert order by id"
    told = len(ask(alerts))
    await assess()
    assert len(ask(alerts)) == told, "a second run repeats no message"
    gone = [row("account.move", 1011), row("account.move.line", 10110)]
    await bring_in(warehouse, [*gone, row("account.move.line", 10111)], tx=30)
    await transforms.build(pool, dbt)
    await assess()
    assert incidents(ask)[key] == ("error", "resolved")
    assert ("resolved",) in ask(alerts)


async def test_a_muted_table_is_measured_and_alarms_nobody(assess, ask, pool):
    today = datetime.now(UTC).date()
    rule = (
        '{"relation": "silver.slv_moves", "mute_reason": "Being moved", '
        f'"muted_until": "{today:%Y-%m-%d}"}}'
    )
    async with transaction(pool) as connection:
        await connection.execute("update silver.slv_moves set move_id = null where move_id = 1001")
        await connection.execute("insert into sidecar.quality_rule values (0, %s::jsonb)", [rule])
    await assess()
    assert scores_of(ask, "silver.slv_moves")["completeness"] < 100
    assert ("silver.slv_moves", "completeness") not in incidents(ask)
    await assess(now=datetime.now(UTC) + timedelta(days=1))
    assert ("silver.slv_moves", "completeness") in incidents(ask)


async def test_a_relation_that_cannot_be_read_stops_nothing(assess, ask, pool):
    async with transaction(pool) as connection:
        await connection.execute("create view gold.broken as select 1 / (1 - 1) as x")
    result = await assess()
    assert result.unreadable == 1
    assert incidents(ask)["gold.broken", "readable"] == ("error", "opened")
    [[error]] = ask("select error from sidecar.quality_profile where relation = 'gold.broken'")
    assert error == "division by zero"
    async with transaction(pool) as connection:
        await connection.execute("drop view gold.broken")
    await assess()
    assert incidents(ask)["gold.broken", "readable"] == ("error", "resolved")


async def test_one_measurement_at_a_time_and_only_of_what_is_there(assess, warehouse):
    with pytest.raises(NotFound, match=r"gold\.nothing"):
        await assess(relations=["gold.nothing"])
    dsn = warehouse.warehouse_dsn.get_secret_value()
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other:
        await other.execute("select pg_advisory_lock(hashtextextended('ipai.quality.assess', 0))")
        with pytest.raises(Conflict, match="being measured already"):
            await assess()


async def test_what_the_reconciliation_missed_counts(assess, ask, pool):
    async with transaction(pool) as connection:
        await connection.execute(
            """
            create table if not exists bronze.sync_reconciliation (
                source uuid, day date, model text, table_name text, compared_at timestamptz,
                odoo_count bigint, bronze_count bigint, missing bigint, stale bigint,
                undeleted bigint, repaired bigint, primary key (source, day, table_name)
            )
            """
        )
        await connection.execute(
            "insert into bronze.sync_reconciliation"
            " select source, current_date, 'res.partner', 'odoo_res_partner', now(), 200, 197,"
            " 5, 1, 2, 8 from bronze.sync_source"
        )
    await assess(relations=["bronze.odoo_res_partner"])
    found = scores_of(ask, "bronze.odoo_res_partner")
    assert (found["completeness"], found["consistency"]) == (97.5, 0)
    opened = incidents(ask)
    assert opened["bronze.odoo_res_partner", "completeness"] == ("warn", "opened")
    assert opened["bronze.odoo_res_partner", "reconciliation"] == ("error", "opened")
