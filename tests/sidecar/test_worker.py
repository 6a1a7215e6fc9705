"""A real worker on a real queue: tries, cancelling, lost workers, and what stays written down."""

import asyncio
from contextlib import asynccontextmanager

import procrastinate
import pytest

from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import Tries, add_tasks, defer, pass_on
from sidecar.errors import BadRequest, OdooDown
from sidecar.jobs import service
from sidecar.jobs.worker import run
from sidecar.state import of_job

blueprint = procrastinate.Blueprint()
QUICK = Tries(3, first_wait=0, factor=1)
started: list[int] = []


@blueprint.task(name="test.add", retry=QUICK)
async def add(*, a: int, b: int) -> dict[str, int]:
    return {"sum": a + b}


@blueprint.task(name="test.fail", retry=QUICK)
async def fail(*, kind: str) -> None:
    if kind == "down":
        raise OdooDown("Odoo is down for the test.")
    if kind == "wrong":
        raise BadRequest("This never becomes right.")
    raise RuntimeError("a secret of the machine")


@blueprint.task(name="test.flaky", pass_context=True, retry=QUICK, queueing_lock="test.flaky")
async def flaky(context: procrastinate.JobContext) -> str:
    if context.job.attempts == 0:
        # The same work is asked for again while this runs, as a second press of a button does.
        async with transaction(of_job(context)["pool"]) as connection:
            await defer(context.app, connection, "test.flaky")
        raise OdooDown("The first try fails.")
    return "done"


@blueprint.task(name="test.sleep", retry=QUICK)
async def sleep(*, seconds: float) -> str:
    started.append(1)
    await asyncio.sleep(seconds)
    return "slept"


@blueprint.task(name="test.first", pass_context=True)
async def first(context: procrastinate.JobContext) -> str:
    await pass_on(context, of_job(context)["pool"], "test.add", a=1, b=2)
    return "handed on"


@pytest.fixture
def queue(own_state):
    """The state with the tasks of this module in its queue."""
    add_tasks(own_state["jobs"], blueprint)
    started.clear()
    return own_state


async def put(state, task, **args):
    async with transaction(state["pool"]) as connection:
        return (await defer(state["jobs"], connection, task, **args)).job_id


async def look(state, job_id):
    async with transaction(state["pool"]) as connection:
        return await service.get_job(connection, job_id)


async def drain(state):
    """Work until nothing is due; a worker told not to wait leaves before its jobs are due again."""
    for _ in range(8):
        await run(state, wait=False)


@asynccontextmanager
async def working(state):
    """A worker in the background; it is stopped at the end of the block."""
    worker = asyncio.create_task(run(state))
    try:
        yield worker
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def until(condition, seconds=8.0):
    for _ in range(int(seconds / 0.05)):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("It did not happen in time.")


async def state_is(state, job_id, wanted):
    return (await look(state, job_id)).state == wanted


async def test_a_job_runs_and_its_result_is_kept(queue):
    job_id = await put(queue, "test.add", a=2, b=3)
    await drain(queue)
    job = await look(queue, job_id)
    assert (job.state, job.result, job.error) == ("succeeded", {"sum": 5}, None)
    assert [one.state for one in job.tries] == ["succeeded"]
    assert job.created_at is not None


async def test_three_tries_then_the_sentence_stays(queue):
    job_id = await put(queue, "test.fail", kind="down")
    await drain(queue)
    job = await look(queue, job_id)
    assert (job.state, job.attempts, job.error) == ("failed", 3, "Odoo is down for the test.")
    assert [one.state for one in job.tries] == ["failed"] * 3


async def test_an_error_that_would_repeat_itself_is_final(queue):
    job_id = await put(queue, "test.fail", kind="wrong")
    await drain(queue)
    job = await look(queue, job_id)
    assert (job.state, job.attempts) == ("failed", 1)


async def test_an_unexpected_error_shows_nothing_of_the_machine(queue):
    job_id = await put(queue, "test.fail", kind="odd")
    await drain(queue)
    job = await look(queue, job_id)
    assert "RuntimeError" in job.error
    assert "secret" not in job.model_dump_json()


async def test_an_unknown_task_says_so(queue):
    async with transaction(queue["pool"]) as connection:
        await connection.execute(
            "insert into jobs.procrastinate_jobs (queue_name, task_name)"
            " values ('default', 'test.gone')"
        )
    await drain(queue)
    async with transaction(queue["pool"]) as connection:
        (job,) = await service.list_jobs(connection, task="test.gone")
    assert job.state == "failed"
    assert "does not know this task" in job.error


async def test_a_retried_job_does_not_block_the_one_that_took_its_place(queue):
    """Two waiting jobs may not share a queueing lock; the one tried again gives it up."""
    await put(queue, "test.flaky")
    await drain(queue)
    async with transaction(queue["pool"]) as connection:
        jobs = await service.list_jobs(connection, task="test.flaky")
    # The second also fails first and asks for a third, and so on: at least two came to their end.
    assert len(jobs) >= 2
    assert {job.state for job in jobs} <= {"succeeded", "failed", "todo"}
    assert jobs[-1].state == "succeeded"


async def test_the_same_waiting_work_is_answered_with_its_job(queue):
    async with transaction(queue["pool"]) as connection:
        one = await defer(queue["jobs"], connection, "test.flaky")
        two = await defer(queue["jobs"], connection, "test.flaky")
    assert (one.job_id, one.is_new, two.is_new) == (two.job_id, True, False)


async def test_what_is_rolled_back_is_not_queued(queue):
    with pytest.raises(BadRequest):
        async with transaction(queue["pool"]) as connection:
            job = await defer(queue["jobs"], connection, "test.add", a=1, b=1)
            raise BadRequest()
    async with transaction(queue["pool"]) as connection:
        assert await service.list_jobs(connection, task="test.add") == []
    assert job.is_new


async def test_a_running_job_is_cancelled(queue):
    job_id = await put(queue, "test.sleep", seconds=60)
    async with working(queue):
        await until(lambda: state_is(queue, job_id, "doing"))
        async with transaction(queue["pool"]) as connection:
            changed = await service.cancel(connection, queue["jobs"], job_id, by="Maria Santos")
        assert changed.state == "doing"
        await until(lambda: state_is(queue, job_id, "aborted"))
    job = await look(queue, job_id)
    assert [one.state for one in job.tries] == ["aborted"]
    assert "cancelled" in job.error
    async with transaction(queue["pool"]) as connection:
        again = await service.retry(connection, job_id)
    assert again.state == "todo"


async def test_a_reopened_job_starts_at_once(queue):
    job_id = await put(queue, "test.fail", kind="wrong")
    async with working(queue):
        await until(lambda: state_is(queue, job_id, "failed"))
        async with transaction(queue["pool"]) as connection:
            await service.retry(connection, job_id)

        async def tried_twice():
            return len((await look(queue, job_id)).tries) == 2

        # Workers poll every five seconds; it starts earlier because they are told.
        await until(tried_twice, seconds=3)


async def test_a_stopping_worker_puts_back_what_it_could_not_finish(queue):
    job_id = await put(queue, "test.sleep", seconds=60)
    async with working(queue):
        await until(lambda: state_is(queue, job_id, "doing"))
    job = await look(queue, job_id)
    assert job.state == "todo"
    assert "starts again" in job.tries[0].error


async def lose_worker(state, job_id):
    """What a killed worker leaves behind: a running job whose worker is not heard of."""
    async with transaction(state["pool"]) as connection:
        cursor = await connection.execute(
            "insert into jobs.procrastinate_workers (last_heartbeat)"
            " values (now() - interval '1 hour') returning id"
        )
        worker = await cursor.fetchone()
        await connection.execute(
            "update jobs.procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [worker["id"], job_id],
        )
        await connection.execute(
            "insert into sidecar.job_attempt (job_id, attempt, state) values (%s, 1, 'running')",
            [job_id],
        )


async def rescue(state, rescues=3):
    async with transaction(state["pool"]) as connection:
        return await service.rescue(connection, state["jobs"], lost_after=1, rescues=rescues)


async def test_the_job_of_a_lost_worker_is_started_again(queue):
    job_id = await put(queue, "test.add", a=1, b=1)
    await lose_worker(queue, job_id)
    assert await rescue(queue) == {"restarted": [job_id], "failed": []}
    assert await rescue(queue) == {"restarted": [], "failed": []}
    await drain(queue)
    job = await look(queue, job_id)
    assert job.state == "succeeded"
    assert [one.state for one in job.tries] == ["lost", "succeeded"]


async def test_a_job_that_kills_its_workers_is_given_up(queue):
    job_id = await put(queue, "test.add", a=1, b=1)
    for _ in range(2):
        await lose_worker(queue, job_id)
        assert (await rescue(queue, rescues=2))["restarted"] == [job_id]
    await lose_worker(queue, job_id)
    assert await rescue(queue, rescues=2) == {"restarted": [], "failed": [job_id]}
    job = await look(queue, job_id)
    assert job.state == "failed"
    assert "3 times" in job.error


async def test_a_rescued_job_steps_back_when_its_place_is_taken(queue):
    job_id = await put(queue, "test.flaky")
    await lose_worker(queue, job_id)
    other = await put(queue, "test.flaky")
    assert other != job_id
    assert (await rescue(queue))["restarted"] == [job_id]


async def test_a_cancelled_job_of_a_lost_worker_ends(queue):
    job_id = await put(queue, "test.add", a=1, b=1)
    await lose_worker(queue, job_id)
    async with transaction(queue["pool"]) as connection:
        await service.cancel(connection, queue["jobs"], job_id, by="Maria Santos")
    assert (await rescue(queue))["failed"] == [job_id]
    assert (await look(queue, job_id)).state == "aborted"


async def test_the_rescue_runs_by_itself(queue):
    """The periodic task is in the queue and does its work when its time comes."""
    periodic = queue["jobs"].periodic_registry.periodic_tasks
    assert ("jobs.rescue", "") in periodic
    assert ("jobs.prune", "") in periodic
    job_id = await put(queue, "test.add", a=1, b=1)
    await lose_worker(queue, job_id)
    await put(queue, "jobs.rescue", timestamp=0)
    await drain(queue)
    assert (await look(queue, job_id)).state == "succeeded"


async def test_old_jobs_are_forgotten_with_their_tries(queue):
    old = await put(queue, "test.add", a=1, b=1)
    await drain(queue)
    new = await put(queue, "test.add", a=1, b=1)
    async with transaction(queue["pool"]) as connection:
        await connection.execute(
            "update jobs.procrastinate_events set at = at - interval '31 days' where job_id = %s",
            [old],
        )
    prune = await put(queue, "jobs.prune", timestamp=0)
    await drain(queue)
    async with transaction(queue["pool"]) as connection:
        left = {job.id for job in await service.list_jobs(connection)}
        cursor = await connection.execute(
            "select count(*) as n from sidecar.job_attempt where job_id = %s", [old]
        )
        tries = (await cursor.fetchone())["n"]
    assert (left >= {new, prune}, old in left, tries) == (True, False, 0)


async def test_health_counts_living_workers(queue, serve):
    del queue["checks"]["ocr"]
    async with serve(queue) as client:
        async with working(queue):

            async def alive():
                checks = (await client.get("/health")).json()["checks"]
                return checks["queue"]["status"] == "ok"

            await until(alive)
        checks = (await client.get("/health")).json()["checks"]
    assert "No worker is running" in checks["queue"]["message"]


async def test_metrics_show_the_queue(queue, serve):
    await put(queue, "test.add", a=1, b=1)
    async with serve(queue) as client:
        text = (await client.get("/metrics")).text
    assert 'ipai_jobs{state="todo",task="test.add"} 1.0' in text
    assert "ipai_workers_alive 0.0" in text
