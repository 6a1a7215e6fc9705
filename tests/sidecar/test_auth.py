"""Odoo's tokens: who is let in, and what a refusal says."""

import time

import jwt
import pytest


async def test_whoami_names_the_user_and_the_rights(client, signed):
    response = await client.get("/whoami", headers=signed("analyst", company_ids=[1, 3]))
    assert response.status_code == 200
    answer = response.json()
    assert (answer["login"], answer["name"], answer["company_ids"]) == (
        "maria",
        "Maria Santos",
        [1, 3],
    )
    assert answer["scopes"] == [
        "agents:read",
        "agents:run",
        "documents:read",
        "documents:write",
        "jobs:read",
        "quality:rows",
        "warehouse:read",
    ]


async def test_a_user_without_groups_has_only_what_odoo_grants(client, signed):
    extra = ["documents:read", "no:such"]
    response = await client.get("/whoami", headers=signed(scopes=extra))
    assert response.json()["scopes"] == ["documents:read"]


async def test_a_wrong_secret_names_the_setting(client, signed):
    headers = signed("administrator", secret="another-secret-that-is-long-enough-too")
    response = await client.get("/whoami", headers=headers)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.json()["code"] == "wrong_secret"
    assert "IPAI_SIDECAR_SECRET" in response.json()["detail"]


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": -30}, "token_expired"),
        ({"iat": 120, "exp": 150}, "token_expired"),
        ({"iss": "somebody"}, "not_authenticated"),
        ({"aud": "another-service"}, "not_authenticated"),
        ({"jti": None}, "not_authenticated"),
        ({"exp": None}, "not_authenticated"),
        ({"sub": None}, "not_authenticated"),
        ({"exp": 3600}, "not_authenticated"),
        ({"uid": "seven"}, "not_authenticated"),
        ({"groups": 5}, "not_authenticated"),
        ({"company_ids": ["one"]}, "not_authenticated"),
    ],
)
async def test_refused_claims(client, signed, claims, code):
    """Moments are given in seconds from now."""
    now = int(time.time())
    moments = {name: now + claims[name] for name in ("iat", "exp") if claims.get(name)}
    response = await client.get("/whoami", headers=signed("viewer", **(claims | moments)))
    assert (response.status_code, response.json()["code"]) == (401, code)


async def test_clocks_may_differ_by_some_seconds(client, signed):
    now = int(time.time())
    late = signed("viewer", iat=now - 65, exp=now - 5)
    assert (await client.get("/whoami", headers=late)).status_code == 200


@pytest.mark.parametrize("credentials", ["", "Basic bWFyaWE6eA==", "Bearer", "Bearer a.b.c"])
async def test_without_valid_credentials(client, credentials):
    headers = {"Authorization": credentials} if credentials else {}
    assert (await client.get("/whoami", headers=headers)).status_code == 401


async def test_an_unsigned_token_is_refused(client, token):
    claims = jwt.decode(token("administrator"), options={"verify_signature": False})
    unsigned = jwt.encode(claims, None, "none")
    response = await client.get("/whoami", headers={"Authorization": f"Bearer {unsigned}"})
    assert response.status_code == 401


async def test_a_missing_right_is_named(client, signed):
    response = await client.get("/keys", headers=signed("reviewer"))
    assert response.status_code == 403
    assert "keys:manage" in response.json()["detail"]
    assert "Maria Santos" in response.json()["detail"]
