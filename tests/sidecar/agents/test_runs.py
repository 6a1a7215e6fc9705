"""Runs of the expense agent: its course, questions, answers, failures, each told to Odoo."""

import asyncio
import uuid

from sidecar.errors import OdooDown
from sidecar.jobs.worker import run as work

COURSE = ["read", "validate", "classify", "policy", "route", "notify"]


def done(*names):
    return [(name, "done") for name in names]


async def test_a_receipt_takes_its_course(bench, odoo):
    run = await bench.run()
    assert (run.state, run.error) == ("done", None)
    assert run.course == done(*COURSE)
    said = [step["summary"] for _key, step in sorted(run.steps.items())]
    assert said == [
        "Read 7 values in 0.5 s.",
        "The values fit together.",
        "The receipt is for fuel → Fuel",
        "No policy is breached.",
        "Ana Cruz approves. Their manager.",
        "Told Maria Santos.",
    ]
    assert all(step["seconds"] >= 0 and step["cost"] == "0" for step in run.steps.values())
    assert set(odoo.effects.values()) == {1}
    [classified] = odoo.called("ipai_agent_classify")
    assert classified["result"]["product_id"] == 2


async def test_the_same_order_twice_is_one_run(bench, odoo):
    run = await bench.begin()
    await bench.begin(run)
    await bench.drain()
    await bench.begin(run)
    await bench.drain()
    assert odoo.runs[run].state == "done"
    assert len(odoo.called("ipai_agent_fill")) == 1
    assert await bench.jobs() == ["succeeded"]


async def test_it_waits_for_a_person_and_asks_policy_again(bench, odoo):
    questions = iter(["Check the marked values.", "Give a reason for the taxi.", None])
    odoo.answers["ipai_agent_policy"] = lambda _a: {
        "breaches": [],
        "waits_for": next(questions),
    }
    run = await bench.begin()
    await bench.drain()
    row = odoo.runs[run]
    assert (row.state, row.question) == ("waiting", "Check the marked values.")
    assert row.course == [*done("read", "validate", "classify", "policy"), ("wait", "waiting")]
    running = await bench.sql("select 1 from jobs.procrastinate_jobs where status = 'doing'")
    assert running == [], "a waiting run holds no worker"
    await bench.answer(run, 1, by="Maria Santos")
    await bench.answer(run, 1, by="Maria Santos")
    await bench.drain()
    assert (row.state, row.question) == ("waiting", "Give a reason for the taxi.")
    await bench.answer(run, 2, confirmed=True)
    await bench.drain()
    assert row.state == "done"
    assert row.course == done(
        "read",
        "validate",
        "classify",
        "policy",
        "wait",
        "policy",
        "wait",
        "policy",
        "route",
        "notify",
    )
    assert row.steps[5, "wait"]["summary"] == "Maria Santos answered."
    assert set(odoo.effects.values()) == {1}


async def test_an_odoo_that_is_away_delays_a_run_and_no_more(bench, odoo):
    def away(_arguments):
        odoo.answers["ipai_agent_route"] = lambda _a: {"approvers": [], "reason": ""}
        raise OdooDown("away")  # ends the connection without an answer

    odoo.answers["ipai_agent_route"] = away
    run = await bench.run()
    assert run.state == "done"
    assert run.course == done(*COURSE)
    assert len(odoo.called("ipai_agent_fill")) == 1


async def test_a_failing_end_is_told_when_odoo_is_back(bench, odoo):
    def away(_arguments):
        odoo.server.shutdown()
        odoo.server.server_close()
        raise ConnectionError

    odoo.answers["ipai_agent_notify"] = away
    run = await bench.begin()
    bench.state["odoo"].timeout = 2
    await bench.drain()
    assert (await bench.show(run)).state == "running"
    assert await bench.jobs() == ["todo"], "it is tried again for a day"


async def test_a_file_nobody_can_read_fails_with_its_sentence(bench, odoo, sample):
    receipt = sample("03_restaurant.png")
    receipt["content"] = receipt["content"][:400]
    odoo.answers["ipai_agent_receipt"] = lambda _a: receipt
    run = await bench.run()
    [told] = odoo.called("ipai_agent_fail")
    assert run.state == "failed"
    assert run.error == told["sentence"]
    assert run.course == [("read", "failed")]
    assert run.steps[1, "read"]["error"] == run.error
    assert await bench.jobs() == ["succeeded"], "the worker did its work"


async def test_a_real_picture_is_read_once(bench, odoo, sample):
    known = [
        {"id": 7, "name": "Lola Nena's Kainan Food Corporation", "tin": None},
        {"id": 8, "name": "", "tin": None},
    ]
    receipt = sample("03_restaurant.png") | {"known_vendors": known}
    odoo.answers["ipai_agent_receipt"] = lambda _a: receipt
    fails = iter([True, False])
    fill = odoo.answers["ipai_agent_fill"]

    def fill_late(arguments):
        if next(fails):
            raise ConnectionError
        return fill(arguments)

    odoo.answers["ipai_agent_fill"] = fill_late
    bench.state["reader"].engine  # noqa: B018 - the worker's own reader, loaded by the first read
    readings = []
    read_soon = bench.state["reader"].read_soon

    async def counted(*arguments, **options):
        readings.append(1)
        return await read_soon(*arguments, **options)

    bench.state["reader"].read_soon = counted
    run = await bench.run()
    assert run.state == "done", run.error
    first, second = odoo.called("ipai_agent_fill")
    assert first["reading"] == second["reading"]
    assert first["reading"]["fields"]["total"]["value"]
    assert first["reading"]["fields"]["vendor"]["value"] == known[0]["name"], (
        "as the books spell it"
    )
    assert readings == [1], "what was read before the fill failed was kept"


async def test_what_odoo_refuses_ends_the_run_quietly(bench, odoo):
    def refuse(_arguments):
        raise type(odoo).__init__.__globals__["Refused"]("Another run works on this expense.")

    odoo.answers["ipai_agent_fill"] = refuse
    run = await bench.run()
    assert (run.state, run.error) == ("cancelled", "Another run works on this expense.")


async def test_a_run_odoo_does_not_know_ends(bench, odoo):
    run = str(uuid.uuid4())
    await bench.begin(run)
    del odoo.runs[run]
    await bench.drain()
    assert (await bench.show(run)).state == "cancelled"
    assert await bench.jobs() == ["succeeded"]


async def test_a_fault_of_ours_fails_after_some_tries_and_can_be_started_again(bench, odoo):
    notify = odoo.answers["ipai_agent_notify"]
    odoo.answers["ipai_agent_notify"] = lambda _a: {"told": "in another form"}
    run = await bench.begin()
    await bench.drain()
    row = odoo.runs[run]
    assert row.state == "failed"
    assert "unexpectedly (KeyError)" in row.error
    assert row.course == [*done(*COURSE[:-1]), ("notify", "failed")]
    odoo.answers["ipai_agent_notify"] = notify
    await bench.begin(run)
    await bench.drain()
    assert row.state == "failed", "the same order again changes nothing"
    await bench.begin(run, attempt=2)
    await bench.drain()
    assert row.state == "done"
    assert row.course == done(*COURSE)
    assert len(odoo.called("ipai_agent_fill")) == 1, "it went on where it stopped"


async def test_a_cancelled_run_stops_before_its_next_step(bench, odoo):
    def cancelled_meanwhile(_arguments):
        odoo.runs[run].state = "cancelled"
        return {"breaches": [], "waits_for": None}

    odoo.answers["ipai_agent_policy"] = cancelled_meanwhile
    run = await bench.begin()
    await bench.drain()
    assert (await bench.show(run)).state == "cancelled"
    assert odoo.called("ipai_agent_route") == []


async def test_a_waiting_run_can_be_cancelled_and_begun_again(bench, odoo):
    odoo.answers["ipai_agent_policy"] = lambda _a: {"breaches": [], "waits_for": "Look."}
    run = await bench.begin()
    await bench.drain()
    await bench.cancel(run)
    await bench.cancel(run)
    await bench.drain()
    assert (await bench.show(run)).error == "Cancelled by Maria Santos."
    assert odoo.runs[run].state == "cancelled"
    odoo.runs[run].state = "queued"
    await bench.begin(run, attempt=2)
    await bench.drain()
    assert odoo.runs[run].state == "waiting", "it asks the same question again"


async def test_a_running_run_is_stopped(bench, odoo):
    odoo.fall_silent("ipai_agent_policy", "before")
    run = await bench.begin()
    worker = asyncio.create_task(work(bench.state))
    assert await asyncio.to_thread(odoo.is_silent.wait, 20)
    await bench.cancel(run)
    while await bench.jobs() == ["doing"]:
        await asyncio.sleep(0.05)
    odoo.go_on.set()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert await bench.jobs() == ["aborted"]
    assert (await bench.show(run)).state == "cancelled"
    assert odoo.called("ipai_agent_route") == []


async def test_a_given_up_job_is_a_failed_run(bench, odoo):
    run = await bench.begin()
    await bench.sql("update jobs.procrastinate_jobs set status = 'failed'")
    shown = await bench.show(run)
    assert (shown.state, shown.error) == (
        "failed",
        "The worker stopped in the middle of this run. Start the run again.",
    )


async def test_a_lost_warehouse_begins_anew_after_earlier_answers(bench, odoo):
    """Odoo counts the answers; a run it hands over again keeps its count."""
    odoo.answers["ipai_agent_policy"] = lambda _a: {"breaches": [], "waits_for": "Look."}
    run = str(uuid.uuid4())
    await bench.begin(run, answers=1)
    odoo.runs[run].answers = 1
    await bench.drain()
    assert odoo.runs[run].state == "waiting"
    odoo.answers["ipai_agent_policy"] = lambda _a: {"breaches": [], "waits_for": None}
    await bench.answer(run, 2)
    await bench.drain()
    assert odoo.runs[run].state == "done"


async def test_old_runs_are_forgotten_with_their_checkpoints(bench, odoo):
    await bench.run()
    await bench.sql("update agents.run set ended_at = now() - interval '31 days'")
    kept = await bench.begin()
    await bench.drain()
    async with bench.state["pool"].connection() as connection:
        deferrer = bench.state["jobs"].configure_task("agents.prune", connection=connection)
        await deferrer.defer_async(timestamp=0)
    await bench.drain()
    [left] = await bench.sql(
        "select (select array_agg(id::text) from agents.run) as runs,"
        " (select array_agg(distinct thread_id) from agents.checkpoints) as threads,"
        " (select array_agg(distinct thread_id) from agents.checkpoint_writes) as writes"
    )
    assert left == {"runs": [kept], "threads": [kept], "writes": [kept]}
