"""API keys: made once, stored hashed, good for what they say, ended at will."""

from datetime import UTC, datetime, timedelta

import pytest

ADMIN = "administrator"


async def make(client, signed, **values):
    body = {"name": "n8n", "scopes": ["jobs:read"]} | values
    return await client.post("/keys", json=body, headers=signed(ADMIN))


def bearing(key):
    return {"Authorization": f"Bearer {key}"}


async def test_a_key_opens_what_its_scopes_say(client, signed):
    created = (await make(client, signed)).json()
    for headers in (bearing(created["key"]), {"X-Api-Key": created["key"]}):
        answer = (await client.get("/whoami", headers=headers)).json()
        assert (answer["kind"], answer["name"], answer["scopes"]) == ("key", "n8n", ["jobs:read"])
    assert (await client.get("/jobs", headers=bearing(created["key"]))).status_code == 200
    assert (await client.get("/keys", headers=bearing(created["key"]))).status_code == 403


async def test_the_secret_is_shown_once_and_stored_hashed(client, signed, connection):
    created = (await make(client, signed)).json()
    secret = created["key"].split("_", 2)[2]
    listed = await client.get("/keys", headers=signed(ADMIN))
    assert secret not in listed.text
    assert listed.json()[0]["prefix"] == created["prefix"]
    cursor = await connection.execute("select api_key::text as row from sidecar.api_key")
    rows = [row["row"] for row in await cursor.fetchall()]
    assert len(rows) == 1
    assert secret not in rows[0]
    assert secret.encode().hex() not in rows[0]


async def test_use_is_noted(client, signed):
    created = (await make(client, signed)).json()
    assert created["last_used_at"] is None
    await client.get("/whoami", headers=bearing(created["key"]))
    listed = (await client.get("/keys", headers=signed(ADMIN))).json()
    assert listed[0]["last_used_at"] is not None


async def test_a_revoked_key_is_refused_and_stays_on_record(client, signed):
    created = (await make(client, signed)).json()
    deleted = await client.delete(f"/keys/{created['id']}", headers=signed(ADMIN))
    assert deleted.status_code == 204
    response = await client.get("/whoami", headers=bearing(created["key"]))
    assert (response.status_code, response.json()["code"]) == (401, "key_ended")
    listed = (await client.get("/keys", headers=signed(ADMIN))).json()
    assert listed[0]["revoked_at"] is not None


async def test_an_expired_key_is_refused(client, signed, connection):
    ends = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    created = (await make(client, signed, expires_at=ends)).json()
    assert (await client.get("/whoami", headers=bearing(created["key"]))).status_code == 200
    await connection.execute("update sidecar.api_key set expires_at = now() - interval '1 s'")
    response = await client.get("/whoami", headers=bearing(created["key"]))
    assert (response.status_code, response.json()["code"]) == (401, "key_ended")


async def test_a_wrong_secret_or_prefix_is_refused(client, signed):
    key = (await make(client, signed)).json()["key"]
    wrong = [key[:-1] + ("a" if key[-1] != "a" else "b"), key[:-5], f"ipai_zzzzzzzz{key[13:]}"]
    for attempt in wrong:
        response = await client.get("/whoami", headers=bearing(attempt))
        assert (response.status_code, response.json()["code"]) == (401, "wrong_key")


async def test_nobody_gives_away_more_than_they_have(client, signed):
    limited = signed(scopes=["keys:manage"])
    body = {"name": "n8n", "scopes": ["sync:run"]}
    response = await client.post("/keys", json=body, headers=limited)
    assert response.status_code == 403
    assert "sync:run" in response.json()["detail"]


@pytest.mark.parametrize(
    "values",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"name": ""},
        {"name": "a\x00b"},
        {"expires_at": "2026-01-01T00:00:00"},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"admin": True},
    ],
)
async def test_wrong_requests_name_the_field(client, signed, values):
    response = await make(client, signed, **values)
    assert response.status_code == 422
    assert next(iter(values)) in response.json()["detail"]


async def test_an_unknown_key_cannot_be_revoked(client, signed):
    response = await client.delete("/keys/999999", headers=signed(ADMIN))
    assert response.status_code == 404
