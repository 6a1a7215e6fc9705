"""Log lines carry the call id and no secret; counters know routes, not addresses."""

import io
import json
import logging

import pytest
import structlog

from sidecar.settings import Settings
from sidecar.telemetry import Metrics, configure_logging, without_secrets

CALL = "6f1c0b1e-8a0e-4d7f-9a53-0a7c8d7e1b11"


@pytest.fixture
def lines():
    """Makes the log write into memory; returns a function that reads it."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)

    def start(log_format):
        configure_logging(Settings(environment="development", log_format=log_format))
        stream = io.StringIO()
        root.handlers[0].setStream(stream)
        return lambda: stream.getvalue().splitlines()

    yield start
    root.handlers, root.level = before


async def test_each_request_leaves_one_line_with_its_call_id(client, signed, lines):
    read = lines("json")
    await client.get("/whoami", headers=signed("viewer") | {"X-Ipai-Call": CALL})
    (line,) = [json.loads(line) for line in read() if '"request"' in line]
    assert (line["call_id"], line["status"], line["path"]) == (CALL, 200, "/whoami")
    assert line["ms"] >= 0


async def test_one_calls_id_does_not_reach_the_next(client, lines):
    read = lines("json")
    await client.get("/whoami", headers={"X-Ipai-Call": CALL})
    await client.get("/whoami")
    first, second = (json.loads(line) for line in read() if '"request"' in line)
    assert first["call_id"] == CALL != second["call_id"]


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_secrets_become_stars(lines, log_format):
    read = lines(log_format)
    secret = "ipai_k3v9x2ab_" + "s" * 43
    log = structlog.get_logger("test")
    log.info("call", authorization="Bearer abc", headers={"X-Api-Key": "abc"}, text=f"got {secret}")
    logging.getLogger("library").warning("dsn postgresql://role:hidden@db/x")
    try:
        raise RuntimeError(f"refused {secret}")
    except RuntimeError:
        log.exception("failed", token="abc")
    text = "\n".join(read())
    assert secret not in text
    assert "hidden" not in text
    assert "abc" not in text
    assert "RuntimeError" in text


def test_structures_keep_what_is_no_secret():
    value = {"rows": [{"password": "x", "vendor": "ISLAND MART"}], "total": 12.5, "none": None}
    assert without_secrets(value) == {
        "rows": [{"password": "***", "vendor": "ISLAND MART"}],
        "total": 12.5,
        "none": None,
    }


async def test_requests_are_counted_by_route(client, signed):
    await client.get("/jobs/1", headers=signed("viewer"))
    await client.get("/jobs/2", headers=signed("viewer"))
    await client.get("/no/such/address/1")
    text = (await client.get("/metrics")).text
    assert 'route="/jobs/{job_id}",status="404"} 2.0' in text
    assert 'route="(unknown)",status="404"} 1.0' in text
    assert "address" not in text
    assert "ipai_requests_in_flight 1.0" in text
    assert "process_resident_memory_bytes" in text


def test_two_applications_count_apart():
    one, two = Metrics(), Metrics()
    one.requests.labels("GET", "/health", "200").inc()
    assert 'route="/health"' in one.exposition().decode()
    assert 'route="/health"' not in two.exposition().decode()
