"""Workers killed with SIGKILL in the middle of steps: the run ends once, with each step once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sidecar.adapters.postgres import transaction
from sidecar.jobs import service as jobs_service
from sidecar.settings import Settings

ROOT = Path(__file__).parents[3]
# Where a worker dies: the call to Odoo it waits for, and whether Odoo has done its part by then.
PLACES = [
    ("ipai_agent_receipt", "after"),
    ("ipai_agent_fill", "after"),
    ("ipai_agent_classify", "after"),
    ("ipai_report_step", "after"),
    ("ipai_agent_policy", "after"),
    ("ipai_report_state", "after"),
]
AFTER_THE_ANSWER = [
    ("ipai_agent_route", "after"),
    ("ipai_agent_notify", "after"),
    ("ipai_report_state", "before"),
]


@pytest.fixture
def agent_settings(own_settings: Settings, odoo: Any) -> Settings:
    return own_settings.model_copy(update={"odoo_url": odoo.url, "job_rescues": 50})


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process on the test's warehouse; killed at the end of the block."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "IPAI_WAREHOUSE_DSN": settings.warehouse_dsn.get_secret_value(),
        "IPAI_ODOO_URL": settings.odoo_url,
        "IPAI_ODOO_API_KEY": settings.odoo_api_key.get_secret_value(),
        "IPAI_WORKER_HEARTBEAT": "0.2",
        "IPAI_WORKER_LOST_AFTER": "1",
        "IPAI_JOB_RESCUES": "50",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "sidecar.cli", "worker"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)


async def rescue(bench: Any) -> None:
    """Start the dead worker's job again, as the rescue of every minute does."""
    async with asyncio.timeout(20):
        while "doing" in await bench.jobs():
            async with transaction(bench.state["pool"]) as connection:
                await jobs_service.rescue(connection, bench.state["jobs"], lost_after=1, rescues=50)
            await asyncio.sleep(0.1)


async def kill_at(bench: Any, odoo: Any, method: str, when: str) -> None:
    """Let a worker come to a call of Odoo, and kill it there."""
    odoo.fall_silent(method, when)
    with worker(bench.state["settings"]):
        assert await asyncio.to_thread(odoo.is_silent.wait, 60), f"{method} was not called"
    odoo.go_on.set()
    await rescue(bench)


async def test_a_worker_killed_anywhere_loses_and_doubles_nothing(bench, odoo):
    questions = {"now": "Check the marked values."}
    odoo.answers["ipai_agent_policy"] = lambda _a: {
        "breaches": [],
        "waits_for": questions["now"],
    }
    run = await bench.begin()
    for method, when in PLACES:
        await kill_at(bench, odoo, method, when)
    await bench.drain()
    row = odoo.runs[run]
    assert (row.state, row.question) == ("waiting", "Check the marked values.")
    assert [name for name, _state in row.course] == [
        "read",
        "validate",
        "classify",
        "policy",
        "wait",
    ]
    questions["now"] = None
    await bench.answer(run, 1, by="Maria Santos")
    for method, when in AFTER_THE_ANSWER:
        await kill_at(bench, odoo, method, when)
    await bench.drain()
    assert row.state == "done"
    assert row.course == [
        (name, "done")
        for name in ("read", "validate", "classify", "policy", "wait", "policy", "route", "notify")
    ]
    # What was repeated was repeated with the same words, so Odoo did it once.
    for method in ("ipai_agent_fill", "ipai_agent_classify", "ipai_agent_route"):
        calls = odoo.called(method)
        assert all(call == calls[0] for call in calls)
    [shown] = await bench.sql("select state, told_at is not null as is_told from agents.run")
    assert shown == {"state": "done", "is_told": True}
    tries = await bench.sql("select state from sidecar.job_attempt where state = 'lost'")
    assert len(tries) == len(PLACES) + len(AFTER_THE_ANSWER)
