"""Takes orders for runs: begin, answer, cancel, show. Each may be given twice."""

from typing import Any

import procrastinate
from pydantic import ValidationError

from sidecar.adapters.postgres import Connection
from sidecar.adapters.queue import defer
from sidecar.agents import registry, store
from sidecar.agents.problems import NotWaiting, UnknownRun
from sidecar.agents.schemas import AgentInfo, AgentRun, NewRun, PersonsAnswer
from sidecar.errors import Conflict, Unreadable

RUN_TASK = "agents.run"
TELL_TASK = "agents.tell"
LOST = "The worker stopped in the middle of this run. Start the run again."
# States of a job that can still bring the run forward.
ALIVE = ("todo", "doing")


def list_agents() -> list[AgentInfo]:
    """Every agent, by its code."""
    return [
        AgentInfo(
            code=agent.code,
            title=agent.title,
            description=agent.description,
            input=agent.input.model_json_schema(),
        )
        for _code, agent in sorted(registry.agents().items())
    ]


async def begin(
    connection: Connection, jobs: procrastinate.App, code: str, wanted: NewRun
) -> AgentRun:
    """Queue a run, or an ended run's next attempt; a known order changes nothing.

    Raises UnknownAgent, Unreadable (the input), Conflict (the number belongs to another agent).
    """
    agent = registry.find(code)
    try:
        given = agent.input.model_validate(wanted.input).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Unreadable(
            f"The input does not suit the agent {code}: {place} ({first['msg']}).",
            code="invalid_input",
        ) from None
    run_id = str(wanted.run)
    is_new = await store.insert_run(
        connection,
        run_id,
        agent=code,
        given=given,
        attempt=wanted.attempt,
        answers=wanted.answers,
    )
    if not is_new:
        row = await _find(connection, run_id)
        if row["agent"] != code:
            raise Conflict(f"The run {run_id} belongs to the agent {row['agent']}.")
    if is_new or await store.restart_run(connection, run_id, wanted.attempt):
        await _queue(connection, jobs, run_id)
    return await show(connection, run_id)


async def answer(
    connection: Connection, jobs: procrastinate.App, run_id: str, given: PersonsAnswer
) -> AgentRun:
    """Let a waiting run go on; an answer that was taken before changes nothing.

    Raises UnknownRun, NotWaiting.
    """
    row = await _find(connection, run_id)
    if await store.answer_run(connection, run_id, given.answer, given.number):
        await _queue(connection, jobs, run_id)
    elif row["answers"] < given.number:
        raise NotWaiting(f"The run does not wait for an answer; it is {row['state']}.")
    return await show(connection, run_id)


async def cancel(
    connection: Connection, jobs: procrastinate.App, run_id: str, *, by: str
) -> AgentRun:
    """End a run that has not ended; what its steps did already stays. Raises UnknownRun."""
    row = await _find(connection, run_id)
    report = _report("cancelled", f"Cancelled by {by}.", row)
    from_states = ("queued", "running", "waiting")
    if await store.settle_run(connection, run_id, report, from_states=from_states):
        if row["job_state"] in ALIVE:
            await jobs.job_manager.cancel_job_by_id_async(
                row["job_id"], abort=True, connection=connection
            )
        await defer(jobs, connection, TELL_TASK, run=run_id)
    return await show(connection, run_id)


async def show(connection: Connection, run_id: str) -> AgentRun:
    """How a run stands. One whose job was given up has failed. Raises UnknownRun."""
    row = await _find(connection, run_id)
    if row["state"] in store.UNSETTLED and row["job_state"] not in ALIVE:
        report = _report("failed", row["job_error"] or LOST, row)
        await store.settle_run(connection, run_id, report)
        row = await _find(connection, run_id)
    names = ("agent", "state", "attempt", "question", "error", "answers", "created_at")
    return AgentRun(run=row["id"], updated_at=row["updated_at"], **{n: row[n] for n in names})


def _report(state: str, error: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": state,
        "question": None,
        "error": error,
        "answers": row["answers"],
        "steps": [],
    }


async def _queue(connection: Connection, jobs: procrastinate.App, run_id: str) -> None:
    """One job a run waits at a time, and none runs beside another."""
    lock = f"{RUN_TASK} {run_id}"
    queued = await defer(jobs, connection, RUN_TASK, lock=lock, queueing_lock=lock, run=run_id)
    await store.set_job(connection, run_id, queued.job_id)


async def _find(connection: Connection, run_id: str) -> dict[str, Any]:
    row = await store.find_run(connection, run_id)
    if row is None:
        raise UnknownRun(f"There is no run {run_id}; runs are kept for a while after they ended.")
    return row
