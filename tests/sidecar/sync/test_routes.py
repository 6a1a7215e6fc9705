"""/sync over HTTP: who may, what is queued, what is shown."""

import pytest

from sidecar.sync import service
from sidecar.sync.reader import OdooReader

CALLBACK = {"url": "http://odoo.test/ipai/callback/7/token", "call_id": "call-7"}


async def test_a_reviewer_starts_a_run(client, signed):
    answer = await client.post("/sync/runs", headers=signed("reviewer"), json={"build": False})
    assert answer.status_code == 202
    assert answer.json()["is_new"] is True
    job = await client.get(f"/jobs/{answer.json()['job_id']}", headers=signed("reviewer"))
    assert (job.json()["task"], job.json()["args"]) == ("sync.run", {"build": False})


async def test_a_second_request_joins_the_waiting_run(client, signed, connection):
    first = await client.post("/sync/runs", headers=signed("reviewer"), json={})
    second = await client.post(
        "/sync/runs", headers=signed("reviewer"), json={"callback": CALLBACK}
    )
    assert second.status_code == 202
    assert second.json() == {"job_id": first.json()["job_id"], "is_new": False}
    told = await (await connection.execute("select url from sidecar.job_callback")).fetchall()
    assert [row["url"] for row in told] == [CALLBACK["url"]]


@pytest.mark.parametrize("group", ["viewer", "analyst"])
async def test_others_may_not_start_one(client, signed, group):
    answer = await client.post("/sync/runs", headers=signed(group), json={})
    assert answer.status_code == 403


async def test_status_tells_where_each_source_stands(own_state, serve, signed, books, batch):
    books.rows["res.partner"] = {1: {"name": "Ana"}, 2: {"name": "Ben"}}
    behind = {"rows": 3, "seconds": 1.5}
    books.batches = [books.whole("res.partner", cursor="a", behind=behind, settled=False)]
    await service.run(own_state["pool"], OdooReader(books))
    async with serve(own_state) as client:
        answer = await client.get("/sync/status", headers=signed("viewer"))
        assert (await client.get("/sync/status")).status_code == 401
    assert answer.status_code == 200
    [source] = answer.json()["sources"]
    assert (source["database"], source["behind_rows"], source["behind_seconds"]) == (
        "books",
        3,
        1.5,
    )
    assert source["age_seconds"] < 60
    partners = next(table for table in source["tables"] if table["model"] == "res.partner")
    assert partners.pop("changed_at") is not None
    assert partners == {
        "model": "res.partner",
        "table": "bronze.odoo_res_partner",
        "living": 2,
        "versions": 2,
        "absent_fields": ["ipai_tin"],
    }
    [run] = answer.json()["runs"]
    assert (run["state"], run["rows_written"], run["batches"]) == ("done", 2, 1)


async def test_metrics_tell_how_old_the_copy_is(own_state, serve, books):
    books.rows["res.partner"] = {1: {"name": "Ana"}}
    behind = {"rows": 3, "seconds": 1.5}
    books.batches = [books.whole("res.partner", cursor="a", behind=behind, settled=False)]
    await service.run(own_state["pool"], OdooReader(books))
    async with serve(own_state) as client:
        text = (await client.get("/metrics")).text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert 0 <= float(values['ipai_sync_age_seconds{database="books"}']) < 60
    assert float(values['ipai_sync_behind_rows{database="books"}']) == 3
    assert float(values['ipai_sync_behind_seconds{database="books"}']) == 1.5
    ended = 'ipai_warehouse_last_end_timestamp_seconds{state="done",task="sync.run"}'
    assert float(values[ended]) > 1_700_000_000
