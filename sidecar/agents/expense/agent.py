"""read → validate → classify → policy → (wait for a person → policy)* → route → notify."""

import base64
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from sidecar.agents.expense.classify import Case, Classifier
from sidecar.agents.expense.second_opinion import SecondOpinion
from sidecar.agents.expense.state import ExpenseInput, ExpenseState, facts_of
from sidecar.agents.expense.validate import doubts
from sidecar.agents.registry import Agent
from sidecar.agents.steps import Outcome, Work, add_step, add_wait
from sidecar.documents.known_vendors import KnownVendor
from sidecar.errors import SidecarError
from sidecar.state import State


class Kit:
    """What the steps share in one process: the reader, the LLM's second look, the classifier."""

    def __init__(self, state: State) -> None:
        self.reader = state["reader"]
        self.second_opinion = SecondOpinion.from_settings(state["settings"])
        self.classifier = Classifier()


def build() -> Any:
    """The graph of the course."""
    from langgraph.func import task
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(ExpenseState, context_schema=Work)
    # Its result is kept in the checkpoint: a run whose worker dies afterwards does not read twice.
    kept = task(recognise)

    async def read_kept(state: ExpenseState, work: Work) -> Outcome:
        return await read(work, kept)

    add_step(graph, "read", "Read the receipt", read_kept)
    add_step(graph, "validate", "Check the values", validate)
    add_step(graph, "classify", "Choose the category", classify)
    add_step(graph, "policy", "Apply the policies", policy)
    add_wait(graph)
    add_step(graph, "route", "Find who approves", route)
    add_step(graph, "notify", "Tell people", notify)
    graph.add_edge(START, "read")
    graph.add_edge("read", "validate")
    graph.add_edge("validate", "classify")
    graph.add_edge("classify", "policy")
    graph.add_conditional_edges("policy", after_policy, ["wait", "route"])
    graph.add_edge("wait", "policy")
    graph.add_edge("route", "notify")
    graph.add_edge("notify", END)
    return graph


async def recognise(work: Work, receipt: dict[str, Any]) -> dict[str, Any]:
    """Read the file, unless Odoo has its reading already, and have unsure fields looked at again.

    Returns {reading, cost, tokens, note}. Raises the errors of `documents.problems`.
    """
    reading = receipt["reading"]
    if reading is None:
        content = base64.b64decode(receipt["content"])
        answer = await work.kit.reader.read_soon(
            content,
            locale=receipt["locale"] or None,
            known_vendors=_known_vendors(receipt["known_vendors"]),
            today=date.fromisoformat(receipt["today"]),
        )
        reading = answer.model_dump(mode="json")
    looked = await work.kit.second_opinion.look(reading)
    return {
        "reading": looked.reading,
        "cost": str(looked.usage.cost),
        "tokens": looked.usage.tokens,
        "note": looked.note,
    }


def _known_vendors(rows: list[dict[str, Any]]) -> list[KnownVendor]:
    """Odoo's vendors as the reader takes them; an odd entry is no reason not to read."""
    known = []
    for row in rows:
        with suppress(ValidationError):
            known.append(KnownVendor(name=row["name"], tin=row["tin"]))
    return known


async def read(work: Work, kept: Any) -> Outcome:
    """Read the receipt and fill the expense; a file that cannot be read says so there."""
    expense_id = work.input.expense_id
    receipt = await work.odoo.execute("hr.expense", "ipai_agent_receipt", expense_id=expense_id)
    try:
        found = await kept(work, receipt)
    except SidecarError as error:
        if error.status < 500:
            await work.odoo.execute(
                "hr.expense",
                "ipai_agent_fail",
                expense_id=expense_id,
                run_uuid=work.run,
                sentence=error.detail,
            )
        raise
    reading = found["reading"]
    filled = await work.odoo.execute(
        "hr.expense",
        "ipai_agent_fill",
        expense_id=expense_id,
        run_uuid=work.run,
        reading=reading,
    )
    facts = facts_of(reading, receipt["today"])
    known = {name: value for name, value in facts["values"].items() if value is not None}
    count = f"{len(known)} value" if len(known) == 1 else f"{len(known)} values"
    sentence = f"Read {count} in {reading['seconds']:.1f} s."
    if reading["advice"]:
        sentence = f"{sentence} {reading['advice']}"
    return Outcome(
        summary=" ".join(filter(None, (sentence, found["note"]))),
        output={"values": known, "items": facts["items"], "engine": reading["engine"]},
        update={
            "company_id": receipt["company_id"],
            "facts": facts,
            "duplicates": filled["duplicates"],
            "low": filled["low"],
        },
        cost=Decimal(found["cost"]),
        tokens=found["tokens"],
    )


async def validate(state: ExpenseState, work: Work) -> Outcome:
    """Check what was read against itself; nothing is changed."""
    found = doubts(state["facts"])
    if state["low"]:
        found.append(f"To be compared with the receipt: {', '.join(state['low'])}.")
    if state["duplicates"]:
        count = len(state["duplicates"])
        found.append(f"It may be a duplicate of {count} other expense{'s' * (count > 1)}.")
    return Outcome(
        summary=" ".join(found) or "The values fit together.",
        output={"doubts": found, "low": state["low"], "duplicates": state["duplicates"]},
    )


async def classify(state: ExpenseState, work: Work) -> Outcome:
    """Choose the expense's product, with a reason."""
    classifier: Classifier = work.kit.classifier
    expense_id = work.input.expense_id
    catalogue = await work.odoo.execute("hr.expense", "ipai_agent_catalogue", expense_id=expense_id)
    case = Case.of(state["facts"])
    choice = await classifier.choose(case, catalogue, work.odoo)
    kept = await work.odoo.execute(
        "hr.expense",
        "ipai_agent_classify",
        expense_id=expense_id,
        run_uuid=work.run,
        result=choice.as_json(),
    )
    summary = choice.reason
    if kept["kept_by_person"]:
        summary = f"A person chose the category. The agent would say: {choice.reason}"
    return Outcome(summary=summary, output=choice.as_json())


async def policy(state: ExpenseState, work: Work) -> Outcome:
    """Have Odoo apply its policies to the expense as it stands now."""
    found = await work.odoo.execute(
        "hr.expense",
        "ipai_agent_policy",
        expense_id=work.input.expense_id,
        run_uuid=work.run,
    )
    breaches = [breach["text"] for breach in found["breaches"]]
    return Outcome(
        summary=" ".join(breaches) or "No policy is breached.",
        output=found,
        update={"question": found["waits_for"] or None},
    )


def after_policy(state: ExpenseState) -> str:
    """Wait when policy says so; asked again after each answer."""
    return "wait" if state["question"] else "route"


async def route(state: ExpenseState, work: Work) -> Outcome:
    """Have Odoo find who approves."""
    found = await work.odoo.execute(
        "hr.expense",
        "ipai_agent_route",
        expense_id=work.input.expense_id,
        run_uuid=work.run,
    )
    names = ", ".join(found["approvers"])
    who = f"{names} approves." if len(found["approvers"]) == 1 else f"{names} approve."
    said = who if names else "Nobody has to approve."
    return Outcome(summary=" ".join(filter(None, (said, found["reason"]))), output=found)


async def notify(state: ExpenseState, work: Work) -> Outcome:
    """Have Odoo tell the people concerned."""
    found = await work.odoo.execute(
        "hr.expense",
        "ipai_agent_notify",
        expense_id=work.input.expense_id,
        run_uuid=work.run,
    )
    names = ", ".join(found["notified"])
    return Outcome(summary=f"Told {names}." if names else "Nobody had to be told.", output=found)


AGENT = Agent(
    code="expense",
    title="Expense agent",
    description="Reads a receipt, checks it, chooses the category, applies the policies, waits for "
    "a person where they say so, and finds who approves.",
    input=ExpenseInput,
    build=build,
    equip=Kit,
)
