"""Steps: nodes of a graph that tell Odoo when they begin, and keep what they found in its state.

What ended is told together with the next beginning, out of the checkpoint; so a step that was
checkpointed is told even when its worker died in between, and told twice it changes nothing.

LangGraph is imported where a graph is made, for that takes seconds: the application only takes
orders.
"""

import operator
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Protocol, TypedDict

from sidecar.agents.problems import RunCancelled
from sidecar.agents.schemas import StepReport

WAIT_TITLE = "Wait for a person"


class CourseState(TypedDict, total=False):
    """What every graph keeps: its ended steps, the answers it got, the question it asks."""

    steps: Annotated[list[dict[str, Any]], operator.add]
    waits: int
    answer: dict[str, Any]
    question: str | None


class Odoo(Protocol):
    """Calls Odoo."""

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return what the method returns."""
        ...


@dataclass(slots=True)
class Outcome:
    """What a step found: a sentence for people, JSON for those who look closer, what it cost, and
    what it changes in the graph's state."""

    summary: str
    output: Any = None
    update: dict[str, Any] = field(default_factory=dict)
    cost: Decimal = Decimal(0)
    tokens: int = 0


@dataclass(slots=True)
class Work:
    """What the steps of one run are given; never checkpointed."""

    run: str
    input: Any
    odoo: Odoo
    kit: Any
    told: int = 0
    step: StepReport | None = None

    async def begin(self, ended: list[dict[str, Any]], step: StepReport) -> None:
        """Tell Odoo what ended and what begins. Raises RunCancelled when it was cancelled there."""
        self.step = step
        answer = await self.odoo.execute(
            "ipai.agent.run",
            "ipai_report_step",
            run_uuid=self.run,
            steps=[*ended[self.told :], step.model_dump(mode="json")],
        )
        self.told = len(ended)
        if answer["state"] == "cancelled":
            raise RunCancelled()


Doing = Callable[[Any, Work], Awaitable[Outcome]]


def add_step(graph: Any, name: str, title: str, doing: Doing) -> None:
    """Add a node that does one step: `doing(state, work)`; a SidecarError ends or delays the run.

    An effect in it must be repeatable: a worker that dies in the middle of a step has it done
    again. What is slow or paid for stands in a function decorated with `langgraph.func.task`,
    whose result is kept.
    """

    from langgraph.runtime import Runtime

    async def node(state: Any, runtime: Runtime[Work]) -> dict[str, Any]:
        work = runtime.context
        ended = state.get("steps", [])
        step = StepReport(sequence=len(ended) + 1, name=name, title=title, state="running")
        await work.begin(ended, step)
        started = time.perf_counter()
        outcome = await doing(state, work)
        done = step.model_copy(
            update={
                "state": "done",
                "summary": outcome.summary,
                "output": outcome.output,
                "seconds": round(time.perf_counter() - started, 3),
                "cost": outcome.cost,
                "tokens": outcome.tokens,
            }
        )
        work.step = None
        return {**outcome.update, "steps": [done.model_dump(mode="json")]}

    graph.add_node(name, node)


def add_wait(graph: Any, name: str = "wait") -> None:
    """Add a node that stops the run until a person answers `state["question"]`.

    It holds no worker. Nothing else happens in it, for LangGraph does a node again from its start
    when the answer comes.
    """

    from langgraph.types import interrupt

    async def node(state: Any) -> dict[str, Any]:
        answer = interrupt(state["question"])["answer"]
        by = answer.get("by")
        done = waiting_step(state, name).model_copy(
            update={"state": "done", "summary": f"{by} answered." if by else "Answered."}
        )
        return {
            "answer": answer,
            "question": None,
            "waits": state.get("waits", 0) + 1,
            "steps": [done.model_dump(mode="json")],
        }

    graph.add_node(name, node)


def waiting_step(state: Any, name: str = "wait") -> StepReport:
    """The step that stands for waiting."""
    return StepReport(
        sequence=len(state.get("steps", [])) + 1,
        name=name,
        title=WAIT_TITLE,
        state="waiting",
        summary=state.get("question"),
    )
