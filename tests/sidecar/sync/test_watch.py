"""Watching: changes are followed by a refresh, and what is away is waited for."""

import asyncio

import pytest

from sidecar.adapters.postgres import transaction
from sidecar.errors import OdooDown
from sidecar.sync import watch
from sidecar.sync.reader import OdooReader


class Away:
    """An Odoo that does not answer for some calls."""

    def __init__(self, books, failures):
        self.books, self.failures = books, failures

    async def execute(self, model, method, /, **arguments):
        if self.failures:
            self.failures -= 1
            raise OdooDown("Odoo does not answer at http://odoo.test.")
        return await self.books.execute(model, method, **arguments)


async def watched(state, odoo, *, rounds):
    """Watch until that many batches were asked for: the changes that were announced."""
    seen = []

    async def on_change(result):
        seen.append(result.by_model)

    asked = odoo.books.asked if isinstance(odoo, Away) else odoo.asked
    async with asyncio.timeout(30):
        await watch.watch(
            state["pool"],
            OdooReader(odoo),
            pause=0.01,
            on_change=on_change,
            should_stop=lambda: len(asked) >= rounds,
        )
    return seen


async def records(state):
    async with transaction(state["pool"]) as connection:
        rows = await connection.execute(
            "select state, batches::int as batches, rows_written::int as rows, by_model"
            " from bronze.sync_run order by id"
        )
        return await rows.fetchall()


async def test_only_changes_are_announced_and_written_down(own_state, books, batch, partner):
    books.batches = [
        batch([], cursor="a"),
        batch([partner(1, "Ana")], cursor="b"),
        batch([], cursor="c"),
        batch([partner(1, "Ana Cruz"), partner(2, "Ben")], cursor="d"),
    ]
    assert await watched(own_state, books, rounds=6) == [{"res.partner": 1}, {"res.partner": 2}]
    assert await records(own_state) == [
        {"state": "done", "batches": 2, "rows": 3, "by_model": {"res.partner": 3}}
    ]


async def test_an_odoo_that_is_away_is_waited_for(own_state, books, batch, partner, monkeypatch):
    monkeypatch.setattr(watch, "FIRST_WAIT", 0.01)
    books.batches = [batch([partner(1, "Ana")], cursor="a")]
    assert await watched(own_state, Away(books, 3), rounds=2) == [{"res.partner": 1}]


async def test_a_fault_of_ours_is_not_waited_out(own_state, books):
    async def broken(*_arguments, **_named):
        raise KeyError("a mistake")

    books.execute = broken
    with pytest.raises(KeyError):
        await watched(own_state, books, rounds=1)
