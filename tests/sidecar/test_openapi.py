"""The description of the API is true: whatever it allows gets an answer it describes."""

import json
import re
import threading
import time

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sidecar.app import create_app

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def description():
    return create_app().openapi()


def operations(description):
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_is_described_with_its_problems(description):
    open_routes = {"GET /health", "GET /metrics"}
    for name, operation in operations(description):
        assert operation.get("summary"), name
        assert operation.get("description"), name
        assert operation.get("tags"), name
        assert "500" in operation["responses"], name
        if name not in open_routes:
            assert "401" in operation["responses"], name
            assert operation["security"], name
        for status, response in operation["responses"].items():
            if int(status) >= 400 and name != "GET /health":
                problem = response["content"]["application/problem+json"]
                assert problem["examples"], (name, status)


def test_references_lead_somewhere(description):
    text = json.dumps(description)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in description["components"]["schemas"], name


async def test_the_pages_are_there(client):
    page = await client.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) >= 2
    for address in loaded:
        assert address.startswith("/"), "nothing is loaded from the internet"
        assert (await client.get(address)).status_code == 200, address
    assert (await client.get("/openapi.json")).status_code == 200


@pytest.fixture
def server(own_settings, unused_port):
    """The application behind a real HTTP server."""
    config = uvicorn.Config(create_app(own_settings), port=unused_port, log_config=None)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{unused_port}"
    running.should_exit = True
    thread.join()


def test_nothing_the_description_allows_breaks_the_sidecar(server, signed):
    schema = schemathesis.openapi.from_url(f"{server}/openapi.json")
    tried = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def fuzz(case):
            response = case.call(headers=signed("administrator"))
            # 503 is right where Odoo is asked, for there is none in this test.
            assert response.status_code != 500, response.text
            case.validate_response(response, checks=CHECKS)

        fuzz()
        tried.append(operation.label)
    assert "GET /whoami" in tried
    assert httpx.get(f"{server}/health").status_code == 200
