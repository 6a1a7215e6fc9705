"""Odoo and bronze compared record by record; exactly what differs is read again."""

import pytest

from sidecar.adapters.postgres import transaction
from sidecar.sync import reconciliation, service
from sidecar.sync.reader import OdooReader


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(reconciliation, "PAUSE_SECONDS", 0)


@pytest.fixture
async def in_step(own_state, books):
    """Both hold three partners and nothing else."""
    books.rows["res.partner"] = {key: {"name": f"P{key}"} for key in (1, 2, 3)}
    books.batches = [books.whole("res.partner", "account.move", cursor="a")]
    await service.run(own_state["pool"], OdooReader(books))


async def reconcile(state, books, **arguments):
    return await reconciliation.reconcile(state["pool"], OdooReader(books), **arguments)


async def test_what_is_equal_is_left_alone(own_state, books, in_step):
    found = await reconcile(own_state, books)
    assert (found.compared, found.differences, found.repaired) == (2, [], 0)
    assert {row["model"]: row["odoo_count"] for row in books.reported} == {
        "res.partner": 3,
        "account.move": 0,
    }


async def test_exactly_what_differs_is_read_again(own_state, books, in_step):
    books.rows["res.partner"][4] = {"name": "never announced"}
    books.rows["res.partner"][2] = {"name": "changed behind the triggers"}
    del books.rows["res.partner"][3]
    async with transaction(own_state["pool"]) as connection:
        await connection.execute("delete from bronze.odoo_res_partner where id = 1")
    found = await reconcile(own_state, books)
    [partners] = found.differences
    assert (partners.missing, partners.stale, partners.undeleted) == (2, 1, 1)
    assert (partners.odoo_count, partners.bronze_count, found.repaired) == (3, 2, 4)
    async with transaction(own_state["pool"]) as connection:
        rows = await connection.execute(
            "select distinct on (id) id, op::text, payload ->> 'name' as name"
            " from bronze.odoo_res_partner order by id, seq desc"
        )
        living = {row["id"]: row["name"] for row in await rows.fetchall() if row["op"] == "U"}
        [kept] = await (
            await connection.execute(
                "select missing, repaired from bronze.sync_reconciliation"
                " where table_name = 'odoo_res_partner'"
            )
        ).fetchall()
    assert living == {1: "P1", 2: "changed behind the triggers", 4: "never announced"}
    assert kept == {"missing": 2, "repaired": 4}
    assert (await reconcile(own_state, books)).differences == []


async def test_without_repair_it_only_tells(own_state, books, in_step):
    del books.rows["res.partner"][3]
    for _ in range(2):
        found = await reconcile(own_state, books, repair=False)
        assert [(row.undeleted, row.repaired) for row in found.differences] == [(1, 0)]


async def test_what_arrives_meanwhile_is_no_difference(own_state, books, in_step, batch, partner):
    """The record was written in Odoo after the last batch; the next one brings it."""
    books.rows["res.partner"][4] = {"name": "just now"}
    books.batches = [batch([], cursor="b"), batch([partner(4, "just now")], cursor="c")]
    found = await reconcile(own_state, books)
    assert (found.differences, found.repaired) == ([], 0)
