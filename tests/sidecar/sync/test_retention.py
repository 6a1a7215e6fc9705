"""What is too old goes; the newest version of what lives, and what silver has not read, never."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from sidecar.adapters.postgres import transaction
from sidecar.sync import retention, service
from sidecar.sync.reader import OdooReader

OLD = datetime.now(UTC) - timedelta(days=200)


@pytest.fixture
async def aged(own_state, books, batch, partner):
    """Old versions of four partners: 1 changed since, 2 never, 3 deleted then, 4 deleted since."""
    books.batches = [
        batch([partner(key, "then") for key in (1, 2, 3, 4)], cursor="a", tx=1, more=True),
        batch([partner(3, None)], cursor="b", tx=2),
    ]
    await service.run(own_state["pool"], OdooReader(books))
    async with transaction(own_state["pool"]) as connection:
        await connection.execute(
            "select bronze.make_partition('bronze.odoo_res_partner', %s)",
            [OLD.date().replace(day=1)],
        )
        await connection.execute("update bronze.odoo_res_partner set loaded_at = %s", [OLD])
    books.batches = [batch([partner(1, "now"), partner(4, None)], cursor="c", tx=3)]
    await service.run(own_state["pool"], OdooReader(books))


async def rows(state, query, *values):
    async with transaction(state["pool"]) as connection:
        return await (await connection.execute(query, values)).fetchall()


async def versions(state):
    found = await rows(state, "select id, op::text as op from bronze.odoo_res_partner order by seq")
    return [(row["id"], row["op"]) for row in found]


async def test_old_versions_and_tombstones_go(own_state, own_settings, aged):
    assert len(await versions(own_state)) == 7
    cleared = await retention.clear(own_state["pool"], own_settings)
    assert await versions(own_state) == [(2, "U"), (1, "U"), (4, "D")]
    assert cleared.versions == 4
    assert (await retention.clear(own_state["pool"], own_settings)).versions == 0


async def test_what_silver_has_not_read_stays(own_state, own_settings, aged):
    [last] = await rows(own_state, "select max(seq) as seq from bronze.odoo_res_partner")
    await rows(
        own_state,
        "insert into silver.mark (model, bronze_seq) values ('slv_partners', %s) returning model",
        last["seq"] - 3,
    )
    await retention.clear(own_state["pool"], own_settings)
    assert (3, "D") in await versions(own_state), "silver would keep a partner that is gone"


async def test_an_empty_month_is_dropped_and_a_present_one_stays(own_state, own_settings, aged):
    await rows(own_state, "delete from bronze.odoo_res_partner where id = 2 returning id")
    cleared = await retention.clear(own_state["pool"], own_settings)
    assert f"odoo_res_partner_{OLD:%Y%m}" in cleared.partitions
    assert await versions(own_state) == [(1, "U"), (4, "D")]
    [parts] = await rows(
        own_state,
        "select count(*) as parts from pg_inherits"
        " where inhparent = 'bronze.odoo_res_partner'::regclass",
    )
    assert parts["parts"] == 2, "this month and the one ahead"


async def test_rows_are_in_the_month_they_were_loaded_in(own_state, own_settings, aged):
    found = await rows(
        own_state,
        "select distinct tableoid::regclass::text as part,"
        " to_char(loaded_at at time zone 'UTC', 'YYYYMM') as month from bronze.odoo_res_partner",
    )
    assert len(found) == 2
    for row in found:
        assert row["part"] == f"bronze.odoo_res_partner_{row['month']}"
    dsn = own_settings.warehouse_dsn.get_secret_value()
    with psycopg.connect(dsn) as connection:
        open_to_all = connection.execute(
            "select relname from pg_class where relnamespace = 'bronze'::regnamespace"
            " and relkind in ('r', 'p') and not relrowsecurity"
        ).fetchall()
    assert open_to_all == []
