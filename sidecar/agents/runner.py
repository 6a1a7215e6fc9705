"""Takes a run as far as it goes: to a question, to its end, or to an error.

The graph's checkpoints are in the warehouse (schema agents, thread = the run's number), so any
worker goes on where another stopped. Only one at a time does: a lock of the warehouse sees to it.
"""

from collections.abc import Mapping
from typing import Any

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.types import Command

from sidecar.adapters import locks
from sidecar.adapters.postgres import transaction
from sidecar.adapters.queue import defer
from sidecar.agents import registry, store
from sidecar.agents.problems import RunCancelled, StillRunning
from sidecar.agents.steps import Work, waiting_step
from sidecar.errors import BadRequest, SidecarError
from sidecar.state import State
from sidecar.telemetry import logger

TELL_TASK = "agents.tell"
# Odoo's own refusal of an effect: the record is gone, or another run works on it now.
REFUSED = "odoo_refused"


class Runner:
    """One worker's work on one run."""

    def __init__(self, state: State, run_id: str) -> None:
        self._state = state
        self._pool = state["pool"]
        self.run_id = run_id
        self._work: Work | None = None

    async def run(self) -> dict[str, Any]:
        """Go on with the run; {"state": ...} as it stands then.

        Raises what may pass (status 500 and above); every other SidecarError ends the run.
        """
        async with locks.held(self._pool, f"agents.run {self.run_id}") as lock:
            if lock is None:
                raise StillRunning()
            async with transaction(self._pool) as connection:
                is_started = await store.start_run(connection, self.run_id)
                row = await store.find_run(connection, self.run_id)
            if row is None:
                return {"state": "forgotten"}
            if is_started:
                await self._go_on_or_fail(row)
            return {"state": await self.tell()}

    async def fail(self, error: str, *, state: str = "failed") -> None:
        """End the run with a sentence; the step it stopped in failed."""
        steps = []
        if self._work is not None and self._work.step is not None:
            failed = self._work.step.model_copy(update={"state": "failed", "error": error})
            steps = [failed.model_dump(mode="json")]
        await self._settle(state, error=error, steps=steps)

    async def tell(self) -> str:
        """Tell Odoo how the run stands; a job does it when Odoo is away now."""
        try:
            return await tell(self._state, self.run_id)
        except SidecarError as error:
            logger.warning("a run could not be told to Odoo", run=self.run_id, error=error.detail)
            async with transaction(self._pool) as connection:
                await defer(self._state["jobs"], connection, TELL_TASK, run=self.run_id)
            return "untold"

    async def _go_on_or_fail(self, row: Mapping[str, Any]) -> None:
        try:
            await self._go_on(row)
        except RunCancelled as error:
            await self._settle("cancelled", error=error.detail, steps=[])
        except SidecarError as error:
            if error.status >= 500:
                raise
            await self.fail(error.detail, state="cancelled" if error.code == REFUSED else "failed")

    async def _go_on(self, row: Mapping[str, Any]) -> None:
        agent = registry.find(row["agent"])
        kit = self._state["equipment"].of(agent, self._state)
        given = agent.input.model_validate(row["input"])
        self._work = Work(run=self.run_id, input=given, odoo=self._state["odoo"], kit=kit)
        graph = agent.build().compile(checkpointer=AsyncPostgresSaver(self._pool))
        config = {"configurable": {"thread_id": self.run_id}}
        before = await graph.aget_state(config)
        feed, is_due = _feed(row, before)
        if is_due:
            await graph.ainvoke(feed, config, context=self._work, durability="sync")
        after = await graph.aget_state(config) if is_due else before
        if after.interrupts:
            question = str(after.interrupts[0].value)
            steps = [*after.values["steps"], waiting_step(after.values).model_dump(mode="json")]
            answers = after.values["waits"]
            await self._settle("waiting", question=question, steps=steps, answers=answers)
        else:
            await self._settle("done", steps=after.values["steps"], answers=row["answers"])

    async def _settle(
        self,
        state: str,
        *,
        steps: list[dict[str, Any]],
        question: str | None = None,
        error: str | None = None,
        answers: int = 0,
    ) -> None:
        report = {
            "state": state,
            "question": question,
            "error": error,
            "answers": answers,
            "steps": steps,
        }
        async with transaction(self._pool) as connection:
            await store.settle_run(connection, self.run_id, report)
        logger.info("agent run settled", run=self.run_id, state=state, error=error)


def _feed(row: Mapping[str, Any], snapshot: Any) -> tuple[Any, bool]:
    """What the graph goes on with, and whether it has anything to do."""
    if not snapshot.values:
        return {"steps": [], "waits": row["answers_before"], "question": None}, True
    if snapshot.interrupts:
        is_answered = row["answers"] > snapshot.values["waits"]
        # Wrapped, for LangGraph takes an empty dict for a map of several interrupts' answers.
        resume: Command[Any] = Command(resume={"answer": row["answer"]})
        return resume if is_answered else None, is_answered
    return None, bool(snapshot.next)


async def tell(state: State, run_id: str) -> str:
    """Tell Odoo that a run waits or has ended; how it stands. Raises OdooDown and the like.

    Odoo takes the same report twice without harm. A run Odoo does not know any more is let go.
    """
    async with transaction(state["pool"]) as connection:
        row = await store.find_run(connection, run_id)
    if row is None:
        return "forgotten"
    report = row["report"]
    if report is not None and row["told_at"] is None:
        try:
            await state["odoo"].execute(
                "ipai.agent.run", "ipai_report_state", run_uuid=run_id, **report
            )
        except BadRequest as error:
            logger.warning("Odoo does not take a run's report", run=run_id, error=error.detail)
        async with transaction(state["pool"]) as connection:
            await store.told(connection, run_id, report)
    return str(row["state"])
