"""Errors as the user reads them: one form, a sentence, the call's id, nothing of the machine."""

import httpx
import pytest
from fastapi import Body, File, UploadFile

from sidecar import errors
from sidecar.adapters.postgres import make_pool
from sidecar.app import build_state, create_app
from sidecar.state import WithConnection

CALL = "6f1c0b1e-8a0e-4d7f-9a53-0a7c8d7e1b11"


def every_error(cls=errors.SidecarError):
    yield cls
    for child in cls.__subclasses__():
        yield from every_error(child)


@pytest.mark.parametrize("cls", list(every_error()), ids=lambda cls: cls.__name__)
def test_every_error_is_a_sentence_with_a_code(cls):
    error = cls()
    assert error.detail[0].isupper() or error.detail.startswith("dbt ")
    assert error.detail.endswith(".")
    assert "\n" not in error.detail
    assert 400 <= error.status < 600
    assert error.code.replace("_", "").isalpha()
    assert str(cls("Do this.")) == "Do this."


@pytest.fixture
def odd_client(state):
    """A client of the application with routes that go wrong in the ways routes can."""
    app = create_app(state["settings"])

    @app.get("/raises")
    async def raises():
        raise RuntimeError("postgresql://role:password@host")

    @app.get("/promises")
    async def promises() -> int:
        return "not a number"

    @app.post("/takes")
    async def takes(number: int = Body(embed=True, ge=1)) -> int:
        return number

    @app.post("/uploads")
    async def uploads(file: UploadFile = File()) -> int:  # noqa: B008
        return len(await file.read())

    @app.get("/breaks")
    async def breaks(connection: WithConnection):
        await connection.execute("select 1/0")

    @app.get("/undone")
    async def undone(connection: WithConnection):
        await connection.execute("create table public.undone (id int)")
        raise errors.Conflict("Not now.")

    async def with_state(scope, receive, send):
        scope["state"] = dict(state)
        await app(scope, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(with_state), base_url="http://sidecar")


async def test_an_unexpected_error_says_nothing_of_the_machine(odd_client):
    for path in ("/raises", "/promises", "/breaks"):
        response = await odd_client.get(path, headers={"X-Ipai-Call": CALL})
        assert response.status_code == 500
        assert response.headers["content-type"] == "application/problem+json"
        body = response.json()
        assert (body["code"], body["call_id"]) == ("internal_error", CALL)
        assert response.headers["x-ipai-call"] == CALL
        assert "password" not in response.text
        assert "zero" not in response.text


async def test_invalid_requests_name_the_field(odd_client):
    response = await odd_client.post("/takes", json={"number": 0})
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "invalid_request")
    assert body["detail"].startswith("Correct the request: number:")
    assert body["errors"] == [
        {"field": "number", "message": "Input should be greater than or equal to 1"}
    ]
    broken = await odd_client.post(
        "/takes", content=b"{", headers={"content-type": "application/json"}
    )
    assert "not valid JSON" in broken.json()["detail"]
    garbled = await odd_client.post(
        "/uploads", content=b"xxx", headers={"content-type": "multipart/form-data; boundary=b"}
    )
    assert garbled.status_code == 400
    assert "multipart form" in garbled.json()["detail"]
    missing = await odd_client.post("/uploads")
    assert "file" in missing.json()["detail"]


async def test_unknown_addresses_and_methods(client):
    missing = await client.get("/nothing/here")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert "/nothing/here" in missing.json()["detail"]
    wrong = await client.put("/keys", json={})
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"] or "POST" in wrong.headers["allow"]


@pytest.mark.parametrize(
    "call", ["short", "with space in it", "x" * 80, "<script>alert(1)</script>"]
)
async def test_a_strange_call_id_is_replaced(client, call):
    response = await client.get("/whoami", headers={"X-Ipai-Call": call})
    assert response.headers["x-ipai-call"] != call
    assert response.json()["call_id"] == response.headers["x-ipai-call"]


async def test_an_announced_body_above_the_limit_is_refused_unread(odd_client, settings):
    async def never_read():
        raise AssertionError("The body was read.")
        yield b""

    response = await odd_client.post(
        "/uploads",
        content=never_read(),
        headers={
            "content-length": str(settings.upload_limit + 1),
            "content-type": "multipart/form-data; boundary=x",
        },
    )
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    assert "25 MB" in response.json()["detail"]


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json"])
async def test_an_unannounced_body_above_the_limit_is_refused_as_it_arrives(
    odd_client, settings, kind
):
    sent = 0

    async def endless():
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while sent < settings.upload_limit * 3:
            sent += 1024 * 1024
            yield b"0" * 1024 * 1024

    path = "/uploads" if kind.startswith("multipart") else "/takes"
    response = await odd_client.post(path, content=endless(), headers={"content-type": kind})
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    assert sent <= settings.upload_limit + 2 * 1024 * 1024


async def test_a_route_that_raises_leaves_nothing_behind(odd_client, connection):
    assert (await odd_client.get("/undone")).status_code == 409
    cursor = await connection.execute("select to_regclass('public.undone') as found")
    assert (await cursor.fetchone())["found"] is None


async def test_a_dead_warehouse_is_named(settings, serve, signed):
    dead = settings.model_copy(
        update={"warehouse_dsn": type(settings.warehouse_dsn)("postgresql://127.0.0.1:9/none")}
    )
    pool = make_pool(dead)
    pool.timeout = 0.3
    await pool.open(wait=False)
    try:
        async with serve(build_state(dead, pool)) as client:
            response = await client.get("/jobs", headers=signed("viewer"))
            assert (response.status_code, response.json()["code"]) == (503, "warehouse_down")
            assert response.headers["retry-after"]
            assert "IPAI_WAREHOUSE_DSN" in response.json()["detail"]
            health = await client.get("/health")
            assert (health.status_code, health.json()["status"]) == (503, "down")
            assert health.json()["checks"]["warehouse"]["ms"] < 2500
            metrics = await client.get("/metrics")
            assert metrics.status_code == 200
            assert "ipai_workers_alive NaN" in metrics.text
            # Nobody needs the warehouse to be told who they are.
            assert (await client.get("/whoami", headers=signed("viewer"))).status_code == 200
    finally:
        await pool.close()


async def test_an_empty_database_asks_for_the_migration(client, signed, connection):
    await connection.execute("drop table sidecar.api_key")
    response = await client.get("/keys", headers=signed("administrator"))
    assert (response.status_code, response.json()["code"]) == (503, "warehouse_not_migrated")
    assert "sidecar.cli migrate" in response.json()["detail"]
