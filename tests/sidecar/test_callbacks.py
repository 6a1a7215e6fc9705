"""Odoo is told how a job ended: signed, once, and again when it could not listen."""

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import procrastinate
import pytest

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import Callback, Tries, add_tasks, defer, pass_on
from sidecar.errors import BadRequest
from sidecar.jobs import service
from sidecar.jobs.worker import run
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()


@blueprint.task(name="test.end", retry=Tries(2, first_wait=0, factor=1))
async def end(*, well: bool) -> dict[str, int]:
    if not well:
        raise BadRequest("The quarter is closed.")
    return {"rows": 3}


@blueprint.task(name="test.two_steps", pass_context=True, queueing_lock="test.two_steps")
async def two_steps(context: procrastinate.JobContext) -> str:
    await pass_on(context, of_job(context)["pool"], "test.end", well=True)
    return "the first step alone"


class Receiver:
    """A small HTTP server in Odoo's place: notes what it is told, answers what it is asked to."""

    def __init__(self):
        self.told = []
        self.answers = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.told.append((self.path, dict(self.headers), body))
                status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/ipai/callback/7/t0ken"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def odoo():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def queue(own_state):
    add_tasks(own_state["jobs"], blueprint)
    return own_state


async def put(state, task, url, **args):
    async with transaction(state["pool"]) as connection:
        callback = Callback(url=url, call_id="call-7")
        return await defer(state["jobs"], connection, task, callback=callback, **args)


async def drain(state):
    for _ in range(6):
        await run(state, wait=False)


async def callback_jobs(state):
    async with transaction(state["pool"]) as connection:
        return await service.list_jobs(connection, task="jobs.callback")


async def test_the_result_is_told_signed_and_once(queue, odoo):
    await put(queue, "test.end", odoo.url, well=True)
    await drain(queue)
    ((path, headers, body),) = odoo.told
    assert path == "/ipai/callback/7/t0ken"
    assert json.loads(body) == {"state": "done", "result": {"rows": 3}, "error": None}
    assert headers["X-Ipai-Call"] == "call-7"
    stamp, _, mac = headers["X-Ipai-Signature"].partition(",v1=")
    at = int(stamp.removeprefix("t="))
    secret = queue["settings"].sidecar_secret.get_secret_value().encode()
    assert abs(time.time() - at) < 30
    assert mac == hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()


async def test_a_failure_is_told_with_its_sentence(queue, odoo):
    await put(queue, "test.end", odoo.url, well=False)
    await drain(queue)
    ((_path, _headers, body),) = odoo.told
    assert json.loads(body) == {
        "state": "failed",
        "result": None,
        "error": "The quarter is closed.",
    }


async def test_the_last_step_answers_for_the_first(queue, odoo):
    await put(queue, "test.two_steps", odoo.url)
    await drain(queue)
    ((_path, _headers, body),) = odoo.told
    assert json.loads(body)["result"] == {"rows": 3}


async def test_everyone_who_asked_for_waiting_work_is_told(queue, odoo):
    one = await put(queue, "test.two_steps", odoo.url)
    two = await put(queue, "test.two_steps", odoo.url.replace("/7/", "/8/"))
    assert (two.job_id, two.is_new) == (one.job_id, False)
    await drain(queue)
    assert sorted(path for path, _headers, _body in odoo.told) == [
        "/ipai/callback/7/t0ken",
        "/ipai/callback/8/t0ken",
    ]


@pytest.mark.parametrize("status", [500, 503, 401, 429])
async def test_odoo_is_told_again_later(queue, odoo, status):
    odoo.answers = [status]
    await put(queue, "test.end", odoo.url, well=True)
    await drain(queue)
    (job,) = await callback_jobs(queue)
    assert (job.state, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    async with transaction(queue["pool"]) as connection:
        await connection.execute("update jobs.procrastinate_jobs set scheduled_at = now()")
    await drain(queue)
    (job,) = await callback_jobs(queue)
    assert (job.state, len(odoo.told)) == ("succeeded", 2)


async def test_an_odoo_that_is_down_is_told_again_later(queue, odoo):
    url = odoo.url
    odoo.server.shutdown()
    odoo.server.server_close()
    await put(queue, "test.end", url, well=True)
    await drain(queue)
    (job,) = await callback_jobs(queue)
    assert (job.state, job.attempts) == ("todo", 1)
    assert "did not take the callback" in job.error


@pytest.mark.parametrize(
    ("status", "state"), [(409, "succeeded"), (404, "failed"), (410, "failed")]
)
async def test_what_odoo_will_never_take_is_not_repeated(queue, odoo, status, state):
    odoo.answers = [status]
    await put(queue, "test.end", odoo.url, well=True)
    await drain(queue)
    (job,) = await callback_jobs(queue)
    assert (job.state, job.attempts, len(odoo.told)) == (state, 1, 1)


async def test_a_waiting_job_that_is_cancelled_is_answered(queue, odoo):
    queued = await put(queue, "test.end", odoo.url, well=True)
    async with transaction(queue["pool"]) as connection:
        await service.cancel(connection, queue["jobs"], queued.job_id, by="Maria Santos")
    await drain(queue)
    ((_path, _headers, body),) = odoo.told
    assert json.loads(body)["state"] == "failed"
    assert "Maria Santos" in json.loads(body)["error"]


async def test_whoever_was_forgotten_is_told_by_the_rescue(queue, odoo):
    """A task its worker does not know ends before anything of ours runs."""
    queued = await put(queue, "test.end", odoo.url, well=True)
    async with transaction(queue["pool"]) as connection:
        await connection.execute(
            "update jobs.procrastinate_jobs set task_name = 'test.gone' where id = %s",
            [queued.job_id],
        )
    await drain(queue)
    async with transaction(queue["pool"]) as connection:
        await service.rescue(connection, queue["jobs"], lost_after=60, rescues=3)
    await drain(queue)
    ((_path, _headers, body),) = odoo.told
    assert "does not know this task" in json.loads(body)["error"]


async def test_the_address_is_no_argument_of_any_job(queue, odoo):
    """It holds the token of the call, and whoever may read jobs must not see it."""
    await put(queue, "test.end", odoo.url, well=True)
    await drain(queue)
    async with transaction(queue["pool"]) as connection:
        cursor = await connection.execute("select args::text from jobs.procrastinate_jobs")
        assert all("t0ken" not in row["args"] for row in await cursor.fetchall())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5432/",
        "file:///ipai/callback/1/x",
        "http://x/ipai/callback/1/x?y=1",
        "http://x/ipai/callback/one/x",
    ],
)
def test_only_addresses_of_odoos_callback_are_taken(url):
    with pytest.raises(ValueError, match="url"):
        Callback(url=url, call_id="7")
