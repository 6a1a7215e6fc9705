"""/jobs as people and programs see it."""

from sidecar.adapters.queue import defer


async def queued(held, connection, **args):
    return (await defer(held["jobs"], connection, "jobs.callback", **args)).job_id


async def test_jobs_are_listed_newest_first_page_by_page(client, signed, state, connection):
    ids = [await queued(state, connection, callback_id=n, state="done") for n in range(5)]
    headers = signed("viewer")
    first = (await client.get("/jobs?limit=3", headers=headers)).json()
    assert [job["id"] for job in first] == ids[:1:-1]
    rest = (await client.get(f"/jobs?limit=3&before={first[-1]['id']}", headers=headers)).json()
    assert [job["id"] for job in rest] == ids[1::-1]
    assert (await client.get("/jobs?task=sync.run", headers=headers)).json() == []
    assert len((await client.get("/jobs?state=todo", headers=headers)).json()) == 5
    assert (await client.get("/jobs?state=failed", headers=headers)).json() == []


async def test_a_job_is_shown_without_secrets(client, signed, state, connection):
    job_id = await queued(
        state,
        connection,
        callback_id=1,
        state="done",
        result={"api_key": "x", "note": "postgresql://role:pass@host/db", "rows": 3},
    )
    job = (await client.get(f"/jobs/{job_id}", headers=signed("viewer"))).json()
    assert job["args"]["result"] == {
        "api_key": "***",
        "note": "postgresql://***@host/db",
        "rows": 3,
    }
    assert (job["state"], job["tries"], job["result"]) == ("todo", [], None)
    assert job["created_at"] is not None


async def test_a_waiting_job_is_cancelled_and_tried_again(client, signed, state, connection):
    job_id = await queued(state, connection, callback_id=1, state="done")
    headers = signed("administrator")
    cancelled = await client.post(f"/jobs/{job_id}/cancel", headers=headers)
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    job = (await client.get(f"/jobs/{job_id}", headers=headers)).json()
    assert "Maria Santos" in job["error"]
    again = await client.post(f"/jobs/{job_id}/cancel", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    retried = await client.post(f"/jobs/{job_id}/retry", headers=headers)
    assert (retried.status_code, retried.json()["state"]) == (200, "todo")
    early = await client.post(f"/jobs/{job_id}/retry", headers=headers)
    assert early.status_code == 409
    assert "todo" in early.json()["detail"]


async def test_unknown_jobs(client, signed):
    headers = signed("administrator")
    assert (await client.get("/jobs/123456", headers=headers)).status_code == 404
    assert (await client.post("/jobs/123456/cancel", headers=headers)).status_code == 404
    assert (await client.post("/jobs/123456/retry", headers=headers)).status_code == 404
    assert (await client.get(f"/jobs/{2**70}", headers=headers)).status_code == 422


async def test_rights(client, signed):
    assert (await client.get("/jobs")).status_code == 401
    assert (await client.get("/jobs", headers=signed())).status_code == 403
    assert (await client.get("/jobs/1", headers=signed())).status_code == 403
    for action in ("cancel", "retry"):
        response = await client.post(f"/jobs/1/{action}", headers=signed("reviewer"))
        assert response.status_code == 403
