"""Batches into bronze: each version once, whatever is repeated, lost or killed."""

import asyncio
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from sidecar.adapters.postgres import transaction
from sidecar.errors import Conflict, OdooFailed
from sidecar.state import State
from sidecar.sync import service, writer
from sidecar.sync.batches import Place
from sidecar.sync.reader import OdooReader
from tests.sidecar.images import text_of

PARTNERS = """
    select id, op::text as op, payload, epoch, tx
    from bronze.odoo_res_partner order by seq
"""


async def versions(state: State) -> list[tuple[int, str, str | None]]:
    """(id, op, name) of all versions of partners, oldest first."""
    async with transaction(state["pool"]) as connection:
        rows = await (await connection.execute(PARTNERS)).fetchall()
    return [(row["id"], row["op"], row["payload"] and row["payload"]["name"]) for row in rows]


async def value(state: State, query: str) -> Any:
    async with transaction(state["pool"]) as connection:
        row = await (await connection.execute(query)).fetchone()
    return row and next(iter(row.values()))


async def run(state: State, books: Any, **arguments: Any) -> Any:
    return await service.run(state["pool"], OdooReader(books), **arguments)


async def test_versions_follow_one_another(own_state, books, batch, partner):
    books.batches = [
        batch([partner(1, "Ana"), partner(2, "Ben")], cursor="a", tx=10, more=True),
        batch([partner(1, "Ana Cruz"), partner(2, "Ben")], cursor="b", tx=20, more=True),
        batch([partner(1, None), partner(9, None)], cursor="c", tx=30),
    ]
    result = await run(own_state, books, limit=7)
    assert await versions(own_state) == [
        (1, "U", "Ana"),
        (2, "U", "Ben"),
        (1, "U", "Ana Cruz"),
        (1, "D", None),
    ], "an unchanged image and the end of an unknown record are no versions"
    assert (result.batches, result.rows_read, result.rows_written, result.rows_deleted) == (
        3,
        6,
        4,
        1,
    )
    assert result.by_model == {"res.partner": 4}
    assert [asked["cursor"] for asked in books.asked] == [None, "a", "b"]
    assert {asked["limit"] for asked in books.asked} == {7}


async def test_the_next_run_goes_on_at_the_cursor(own_state, books, batch, partner):
    books.batches = [batch([partner(1, "Ana")], cursor="a")]
    await run(own_state, books)
    await run(own_state, books)
    assert [asked["cursor"] for asked in books.asked] == [None, "a"]


async def test_values_arrive_as_they_are(own_state, books, batch, partner):
    name = 'Señor "X" \\ tab\t line\nend ₱ \\N \u2028'
    books.batches = [
        batch([partner(1, name, amount=0.1, big=12345678901234567.89)], cursor="a"),
    ]
    await run(own_state, books)
    [(_id, _op, found)] = await versions(own_state)
    assert found == name
    exact = await value(
        own_state, "select (payload ->> 'amount')::numeric from bronze.odoo_res_partner"
    )
    assert exact == Decimal("0.1")


async def test_replay_has_no_effect(own_state, books, batch, partner):
    answer = batch([partner(1, "Ana")], cursor="a")
    books.batches = [answer]
    await run(own_state, books)
    async for replayed in OdooReader(_Always(answer)).batches(Place(None)):
        with pytest.raises(Conflict):
            async with transaction(own_state["pool"]) as connection:
                await writer.apply(connection, replayed, asked_with=None)
    assert await versions(own_state) == [(1, "U", "Ana")]


async def test_a_batch_comes_whole_or_not_at_all(own_state, books, batch, partner):
    books.batches = [batch([partner(1, "Ana")], cursor="a", more=True)]
    bad = batch(
        [partner(2, "Ben"), {"model": "account.move", "id": 7, "row": {"name": "\x00"}}], cursor="b"
    )
    books.batches.append(bad)
    with pytest.raises(psycopg.errors.UntranslatableCharacter):
        await run(own_state, books)
    assert await versions(own_state) == [(1, "U", "Ana")]
    assert await value(own_state, "select cursor from bronze.sync_source") == "a"
    assert await value(own_state, "select state from bronze.sync_run") == "failed"
    books.batches = [batch([partner(2, "Ben")], cursor="b")]
    await run(own_state, books)
    assert [row[0] for row in await versions(own_state)] == [1, 2]


async def test_a_whole_range_buries_what_it_lacks(own_state, books, batch, partner, whole_range):
    everybody = [partner(key, f"P{key}") for key in (1, 2, 3, 8)]
    books.batches = [batch(everybody, cursor="a", tx=10)]
    await run(own_state, books)
    text = text_of([partner(3, "P3")])
    part = whole_range("res.partner", len(text), after=1, upto=5)
    books.batches = [batch([], cursor="b", tx=20, pieces=[part], body=text)]
    result = await run(own_state, books)
    assert (await versions(own_state))[4:] == [(2, "D", None)], "1 and 8 are outside the range"
    assert result.rows_deleted == 1
    part = whole_range("res.partner", 0, after=5)
    books.batches = [batch([], cursor="c", tx=30, pieces=[part])]
    await run(own_state, books)
    assert (await versions(own_state))[5:] == [(8, "D", None)]


async def test_a_restored_odoo_starts_an_epoch(own_state, books, batch, partner):
    books.batches = [batch([partner(1, "Ana")], cursor="a", tx=900, more=True)]
    books.batches.append(batch([partner(1, "Ana Cruz")], cursor="b", tx=905))
    await run(own_state, books)
    # The backup knows her under the old name, and its transactions count from lower numbers again.
    books.batches = [batch([partner(1, "Ana")], cursor="c", tx=900, origin="second-life")]
    await run(own_state, books)
    assert await versions(own_state) == [
        (1, "U", "Ana"),
        (1, "U", "Ana Cruz"),
        (1, "U", "Ana"),
    ]
    assert await value(own_state, "select epoch from bronze.sync_source") == 2


async def test_an_image_sent_twice_is_kept_once(own_state, books, batch, partner):
    books.batches = [
        batch([partner(1, "Ana"), partner(1, "Ana")], cursor="a", tx=10, more=True),
        # What committed above the horizon is seen already, and sent again when it is below.
        batch([partner(1, "Ana Cruz")], cursor="b", tx=10, more=True),
        batch([partner(1, "Ana Cruz")], cursor="c", tx=15),
    ]
    await run(own_state, books)
    assert await versions(own_state) == [(1, "U", "Ana"), (1, "U", "Ana Cruz")]


async def test_one_run_at_a_time(own_state, own_settings, books, batch):
    books.batches = [batch([], cursor="a")]
    await run(own_state, books)
    dsn = own_settings.warehouse_dsn.get_secret_value()
    async with await psycopg.AsyncConnection.connect(
        dsn, autocommit=True, row_factory=dict_row
    ) as other:
        await other.execute(
            "select pg_advisory_lock(hashtextextended('ipai.sync.run:' || source, 0))"
            " from bronze.sync_source"
        )
        with pytest.raises(Conflict, match="running already"):
            await run(own_state, books)
        waiting = asyncio.create_task(run(own_state, books, patience=30))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await other.execute("select pg_advisory_unlock_all()")
        assert (await waiting).settled


async def test_a_dead_run_is_shown_as_interrupted(own_state, books, batch):
    await run(own_state, books)
    async with transaction(own_state["pool"]) as connection:
        await connection.execute("update bronze.sync_run set state = 'running', ended_at = null")
    await run(own_state, books)
    states = "select array_agg(state order by id) from bronze.sync_run"
    assert await value(own_state, states) == ["interrupted", "done"]


async def test_a_stop_is_obeyed_between_batches(own_state, books, batch, partner):
    books.batches = [
        batch([partner(key, "Ana")], cursor=str(key), tx=key, more=True) for key in range(1, 9)
    ]
    answers = iter([False, True])
    result = await run(own_state, books, should_stop=lambda: next(answers))
    assert result.batches == 2
    assert await value(own_state, "select cursor from bronze.sync_source") == "2"


@pytest.mark.parametrize(
    "answer",
    [
        {"encoding": "zip"},
        {"encoding": "copy+zlib+base64", "batch": "AAAA"},
        {"encoding": "copy+zlib+base64", "batch": "eJwDAAAAAAE="},
    ],
)
async def test_a_strange_answer_is_refused(answer):
    with pytest.raises(OdooFailed, match="Odoo"):
        async for _batch in OdooReader(_Always(answer)).batches(Place(None)):
            pass


class _Always:
    """An Odoo with one answer."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any:
        return self._answer
