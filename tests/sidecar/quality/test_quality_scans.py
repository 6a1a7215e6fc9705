"""Scans against tables counted by hand, the incidents' life, and what the manifest declares."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from sidecar.quality import scans, store
from sidecar.quality.declared import Manifest
from sidecar.quality.freshness import Built, Sources, age_of
from sidecar.quality.incidents import Finding, changes

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
async def bills(connection):
    """gold.bills: five rows, one vendor missing, one number twice, the newest of 7:30."""
    await connection.execute(
        """
        create table gold.bills (
            bill_id integer primary key, number text, vendor text, total numeric(16, 2),
            due date, payload jsonb, _loaded_at timestamptz not null
        );
        insert into gold.bills values
            (1, 'A', 'Silangan', 10.50, '2026-01-05', '{"a": 1}', '2026-11-20 07:00Z'),
            (2, 'B', 'Silangan', -3, '2026-02-05', null, '2026-11-20 07:30Z'),
            (3, 'C', null, 7, null, null, '2026-11-19 07:00Z'),
            (4, 'C', 'Mabini', 7, '2026-02-05', null, '2026-11-20 07:00Z'),
            (5, null, 'Mabini', null, '2025-12-31', null, '2026-11-20 07:00Z')
        """
    )
    return await relation(connection, "gold.bills")


async def relation(connection, name):
    return {found.relation: found for found in await store.relations(connection)}[name]


async def test_a_scan_counts_what_hands_count(connection, bills):
    found = await scans.scan(connection, bills)
    assert (found.rows, found.read, found.is_sample) == (5, 5, False)
    assert found.newest_loaded_at == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert {name: column.nulls for name, column in found.columns.items()} == {
        "bill_id": 0,
        "number": 1,
        "vendor": 1,
        "total": 1,
        "due": 1,
        "payload": 4,
        "_loaded_at": 0,
    }
    extremes = {name: (column.minimum, column.maximum) for name, column in found.columns.items()}
    assert extremes["total"] == ("-3.00", "10.50")
    assert extremes["due"] == ("2025-12-31", "2026-02-05")
    assert extremes["vendor"] == (None, None), "the least text could be somebody's name"
    distinct = {name: column.distinct_estimate for name, column in found.columns.items()}
    assert distinct == {
        "bill_id": 5,
        "number": 3,
        "vendor": 2,
        "total": 3,
        "due": 3,
        "payload": None,
        "_loaded_at": 3,
    }


async def test_rows_that_share_a_key_are_counted(connection, bills):
    assert bills.guarantees(("bill_id", "number"))
    assert not bills.guarantees(("number",))
    assert await scans.repeated_rows(connection, bills, ("number",)) == 2
    assert await scans.repeated_rows(connection, bills, ("number", "vendor")) == 0


async def test_an_empty_table_and_a_view_are_scanned(connection, bills):
    await connection.execute("create view gold.late as select * from gold.bills where due is null")
    await connection.execute("create table silver.nothing (id integer, at timestamptz)")
    await connection.execute("create table bronze.bare (seq bigint) partition by range (seq)")
    bare = await scans.scan(connection, await relation(connection, "bronze.bare"))
    assert (bare.rows, bare.columns["seq"].nulls) == (0, 0)
    late = await scans.scan(connection, await relation(connection, "gold.late"))
    assert (late.rows, late.columns["bill_id"].minimum) == (1, "3")
    nothing = await scans.scan(connection, await relation(connection, "silver.nothing"))
    assert (nothing.rows, nothing.columns["id"].nulls) == (0, 0)
    assert nothing.columns["at"].maximum is None


async def test_partitions_count_as_one_table(connection):
    await connection.execute(
        """
        create table bronze.parted (seq bigint, at date) partition by range (at);
        create table bronze.parted_1 partition of bronze.parted
            for values from ('2026-01-01') to ('2026-02-01');
        create table bronze.parted_2 partition of bronze.parted
            for values from ('2026-02-01') to ('2026-03-01');
        insert into bronze.parted values (1, '2026-01-09'), (2, '2026-02-09'), (9, '2026-02-10')
        """
    )
    known = {found.relation for found in await store.relations(connection)}
    assert {"bronze.parted"} == {name for name in known if name.startswith("bronze.parted")}
    parted = await relation(connection, "bronze.parted")
    assert (await scans.scan(connection, parted)).rows == 3
    assert parted.bytes and parted.bytes >= 2 * 8192
    assert await scans.newest_seq(connection, parted) == 9


async def test_a_large_table_is_sampled(connection, monkeypatch):
    await connection.execute(
        "create table gold.many as select n as id, n % 7 as kind, nullif(n % 10, 0) as tenth"
        " from generate_series(1, 60000) as n"
    )
    await connection.execute("analyze gold.many")
    monkeypatch.setattr(scans, "SCANNED_ROWS", 50_000)
    monkeypatch.setattr(scans, "SAMPLED_ROWS", 20_000)
    found = await scans.scan(connection, await relation(connection, "gold.many"))
    assert found.is_sample
    assert found.rows == 60_000
    assert 10_000 < found.read < 30_000
    assert found.columns["tenth"].nulls / found.read == pytest.approx(0.1, abs=0.02)
    assert found.columns["kind"].distinct_estimate == 7
    assert found.columns["id"].distinct_estimate == pytest.approx(60_000, rel=0.05)


def test_distinct_values_are_estimated_as_postgresql_does():
    assert scans.estimate_distinct(3, 1, 5, 5) == 3
    assert scans.estimate_distinct(7, 0, 10_000, 1_000_000) == 7
    assert scans.estimate_distinct(10_000, 10_000, 10_000, 1_000_000) == 1_000_000
    # 1,000 x 600 / (1,000 - 400 + 400 x 1,000 / 10,000) = 937.5
    assert scans.estimate_distinct(600, 400, 1_000, 10_000) == 938


async def test_a_relation_that_cannot_be_read_is_an_error_of_the_database(connection):
    await connection.execute("create view gold.broken as select 1 / (1 - 1) as x")
    broken = await relation(connection, "gold.broken")
    with pytest.raises(psycopg.errors.DivisionByZero):
        async with connection.transaction():
            await scans.scan(connection, broken)


def finding(rule="completeness", severity="warn", relation="gold.bills", **values):
    return Finding(relation, rule, severity, "Because.", **values)


def opened(**values):
    row = {"id": 1, "relation": "gold.bills", "rule": "completeness", "severity": "warn"} | values
    return {(row["relation"], row["rule"]): row}


def test_an_incident_opens_once_worsens_and_ends():
    first = changes({}, [finding()], judged=["gold.bills"])
    assert [item.rule for item in first.opened] == ["completeness"]
    again = changes(opened(), [finding()], judged=["gold.bills"])
    assert (again.opened, again.escalated, again.resolved) == ([], [], [])
    assert [number for number, _finding in again.seen] == [1]
    worse = changes(opened(), [finding(severity="error")], judged=["gold.bills"])
    assert [number for number, _finding in worse.escalated] == [1]
    better = changes(opened(severity="error"), [finding()], judged=["gold.bills"])
    assert [number for number, _finding in better.seen] == [1]
    assert [item["id"] for item in changes(opened(), [], judged=["gold.bills"]).resolved] == [1]


def test_what_was_not_looked_at_stays_open():
    assert changes(opened(), [], judged=["gold.other"]).resolved == []
    key = ("gold.bills", "completeness")
    assert changes(opened(), [], judged=["gold.bills"], unknown=[key]).resolved == []


def test_a_muted_finding_opens_and_escalates_nothing():
    muted = finding(severity="error", is_muted=True)
    assert changes({}, [muted], judged=["gold.bills"]).opened == []
    silent = changes(opened(), [muted], judged=["gold.bills"])
    assert (silent.escalated, silent.resolved) == ([], [])
    assert [number for number, _finding in silent.seen] == [1]


def manifest():
    """Two sources, a silver model of one, a gold mart of both, tests of every kind."""

    def node(kind, schema, name, needs=(), **values):
        return {
            "resource_type": kind,
            "schema": schema,
            "name": name,
            "alias": name,
            "depends_on": {"nodes": list(needs)},
            "columns": {},
            "config": {},
        } | values

    def test(name, needs, attached=None, column=None, metadata=None):
        values = {"attached_node": attached, "column_name": column, "test_metadata": metadata}
        return node("test", "test_failures", name, needs, unique_id=f"test.f.{name}", **values)

    mart = node(
        "model",
        "gold",
        "bills",
        ["model.f.slv_moves", "source.f.files"],
        description="One row per\n bill.",
        columns={
            "bill_id": {"constraints": [{"type": "not_null"}]},
            "vendor": {"constraints": [], "config": {"meta": {"required": True}}},
            "due": {"constraints": []},
        },
        config={
            "materialized": "incremental",
            "meta": {
                "owner": "Controller",
                "slo": {"freshness_hours": 24, "completeness_percent": 99},
            },
        },
    )
    keys = {"name": "unique_combination", "kwargs": {"columns": ["source", "bill_id"]}}
    nodes = {
        "model.f.slv_moves": node("model", "silver", "slv_moves", ["source.f.moves"]),
        "model.f.bills": mart,
        "model.f.v": node(
            "model", "gold", "v", ["model.f.slv_moves"], config={"materialized": "view"}
        ),
        "test.f.u": test("u", ["model.f.bills"], "model.f.bills", None, keys),
        "test.f.n": test("n", ["model.f.bills"], "model.f.bills", "number", {"name": "not_null"}),
        "test.f.q": test("q", ["model.f.bills", "model.f.slv_moves"]),
        "test.f.s": test("s", ["model.f.slv_moves"]),
    }
    sources = {
        "source.f.moves": node("source", "bronze", "moves", identifier="odoo_account_move"),
        "source.f.files": node("source", "bronze", "files", identifier="bronze_transactions"),
    }
    return Manifest(json.loads(json.dumps({"nodes": nodes, "sources": sources})))


def test_the_manifest_says_what_is_promised():
    declared = manifest().declaration("gold.bills")
    assert declared.required == {"bill_id", "vendor", "number"}
    assert declared.keys == [("source", "bill_id")]
    assert (declared.owner, declared.slo_hours, declared.completeness) == ("Controller", 24, 99)
    assert declared.description == "One row per bill."
    assert {check.name for check in declared.checks} == {"u", "n", "q"}
    silver = manifest().declaration("silver.slv_moves")
    assert {check.name for check in silver.checks} == {"s"}, "q guards the layer above"
    assert manifest().declaration("gold.unheard_of").checks == []
    assert manifest().upstream_sources("gold.bills") == {
        "bronze.odoo_account_move",
        "bronze.bronze_transactions",
    }


@pytest.mark.parametrize(
    ("relation", "newest", "hi_seq", "age", "is_behind"),
    [
        ("bronze.odoo_account_move", 5, 5, 10, False),
        ("silver.slv_moves", 5, 5, 10, False),  # nothing came since: as fresh as its source
        ("silver.slv_moves", 6, 5, 60, True),  # a version waits: as old as its build
        ("gold.v", 6, 5, 10, False),  # a view is never behind
        ("gold.unheard_of", 5, 5, None, False),
    ],
)
def test_the_age_is_that_of_what_was_taken_in(relation, newest, hi_seq, age, is_behind):
    sources = Sources(
        NOW - timedelta(minutes=10),
        {"bronze.odoo_account_move": newest, "bronze.bronze_transactions": 3},
        NOW,
    )
    built = {"slv_moves": Built(hi_seq, NOW - timedelta(minutes=60))}
    found = age_of(relation, manifest(), sources, built)
    assert found.is_behind is is_behind
    expected = NOW - timedelta(minutes=age) if age is not None else None
    assert found.as_of == expected


def test_a_model_never_built_and_an_odoo_never_read_have_no_age():
    never = Sources(None, {}, NOW)
    assert age_of("silver.slv_moves", manifest(), never, {}).as_of is None
    read = Sources(NOW, {"bronze.odoo_account_move": 1}, NOW)
    assert age_of("silver.slv_moves", manifest(), read, {}).as_of is None


async def test_profiles_and_scores_of_a_day_are_replaced(connection):
    profile = dict.fromkeys(
        ("sampled_rows", "bytes", "newest_loaded_at", "as_of", "age_seconds", "error")
    ) | {
        "relation": "gold.bills",
        "day": NOW.date(),
        "layer": "gold",
        "kind": "table",
        "seconds": 0.1,
        "measured_at": NOW,
    }
    score = {
        "relation": "gold.bills",
        "dimension": "score",
        "day": NOW.date(),
        "warn_below": None,
        "error_below": Decimal(80),
        "state": "ok",
        "reason": None,
        "measured_at": NOW,
    }
    for rows, value in ((5, Decimal(90)), (6, Decimal("91.25"))):
        await store.keep_profile(connection, profile | {"row_count": rows}, [])
        await store.put_scores(connection, [score | {"score": value}])
    assert [row["row_count"] for row in await store.profiles(connection)] == [6]
    assert [row["score"] for row in await store.scores(connection, None)] == [Decimal("91.25")]
