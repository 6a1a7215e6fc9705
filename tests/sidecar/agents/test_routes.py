"""/agents over HTTP: who may, what is taken, what is said about what is not."""

import uuid

import pytest

GRANTED = {"scopes": ["agents:run"]}
ORDER = {"attempt": 1, "answers": 0, "input": {"expense_id": 41}}


@pytest.fixture
def run():
    return str(uuid.uuid4())


@pytest.fixture
def headers(signed):
    return signed("viewer", **GRANTED)


async def begin(client, run, headers, **changes):
    order = {"run": run, **ORDER, **changes}
    return await client.post("/agents/expense/runs", json=order, headers=headers)


async def test_agents_say_what_they_are_given(client, signed):
    [expense] = (await client.get("/agents", headers=signed("viewer"))).json()
    assert expense["code"] == "expense"
    assert expense["input"]["required"] == ["expense_id"]


async def test_a_run_is_queued_once(client, connection, run, headers):
    first = await begin(client, run, headers)
    assert first.status_code == 202
    assert first.json() | {"created_at": "", "updated_at": ""} == {
        "run": run,
        "agent": "expense",
        "state": "queued",
        "attempt": 1,
        "question": None,
        "error": None,
        "answers": 0,
        "created_at": "",
        "updated_at": "",
    }
    assert (await begin(client, run, headers)).status_code == 202
    shown = await client.get(f"/agents/runs/{run}", headers=headers)
    assert shown.json()["state"] == "queued"
    cursor = await connection.execute("select args from jobs.procrastinate_jobs")
    assert [row["args"] for row in await cursor.fetchall()] == [{"run": run}]


async def test_only_those_with_the_right_steer(client, signed, run, headers):
    refused = await begin(client, run, signed("viewer"))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (await client.get("/agents")).status_code == 401
    await begin(client, run, headers)
    for path in ("answer", "cancel"):
        answer = await client.post(
            f"/agents/runs/{run}/{path}",
            json={"answer": {}, "number": 1},
            headers=signed("viewer"),
        )
        assert answer.status_code == 403


async def test_what_does_not_suit_is_said(client, run, headers):
    unknown = await client.post("/agents/other/runs", json={"run": run, **ORDER}, headers=headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_agent")
    assert unknown.json()["detail"] == "There is no agent other; there are expense."
    wrong = await begin(client, run, headers, input={"expense": 41})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_input")
    assert "expense_id" in wrong.json()["detail"]
    assert (await begin(client, "41", headers)).status_code == 422


async def test_an_answer_needs_a_question(client, run, headers):
    answer = {"answer": {"by": "Maria"}, "number": 1}
    missing = await client.post(f"/agents/runs/{run}/answer", json=answer, headers=headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_run")
    await begin(client, run, headers)
    early = await client.post(f"/agents/runs/{run}/answer", json=answer, headers=headers)
    assert (early.status_code, early.json()["code"]) == (409, "run_not_waiting")
    assert early.json()["detail"] == "The run does not wait for an answer; it is queued."


async def test_a_queued_run_is_cancelled_with_its_job(client, connection, run, headers):
    await begin(client, run, headers)
    for _twice in range(2):
        answer = await client.post(f"/agents/runs/{run}/cancel", headers=headers)
        assert answer.json()["error"] == "Cancelled by Maria Santos."
    cursor = await connection.execute(
        "select task_name, status::text as status from jobs.procrastinate_jobs order by id"
    )
    assert [tuple(row.values()) for row in await cursor.fetchall()] == [
        ("agents.run", "cancelled"),
        ("agents.tell", "todo"),
    ]
    again = await begin(client, run, headers, attempt=2)
    assert (again.json()["state"], again.json()["error"]) == ("queued", None)


async def test_the_number_belongs_to_one_agent(client, connection, run, headers):
    await begin(client, run, headers)
    await connection.execute("update agents.run set agent = 'older'")
    refused = await begin(client, run, headers)
    assert refused.status_code == 409
    assert "belongs to the agent older" in refused.json()["detail"]
