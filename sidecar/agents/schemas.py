"""What /agents takes and answers."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

RunState = Literal["queued", "running", "waiting", "done", "failed", "cancelled"]


class NewRun(BaseModel):
    """An order: run the agent on this input. The number is Odoo's; the same order twice is one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "run": "6f1c0b1e-8a0e-4d7f-9a53-0a7c8d7e1b11",
                    "attempt": 1,
                    "answers": 0,
                    "input": {"expense_id": 41},
                }
            ]
        }
    )

    run: UUID
    attempt: int = Field(
        default=1, ge=1, description="Higher than before: start a failed or cancelled run again."
    )
    answers: int = Field(default=0, ge=0, description="Answers Odoo gave to this run before.")
    input: dict[str, Any]


class PersonsAnswer(BaseModel):
    """What a person said to a waiting run; `number` counts the answers of the run from 1."""

    answer: dict[str, Any]
    number: int = Field(ge=1)


class AgentRun(BaseModel):
    """One run of an agent as the sidecar knows it."""

    run: UUID
    agent: str
    state: RunState
    attempt: int
    question: str | None = Field(description="What a waiting run waits for.")
    error: str | None = Field(description="Why it failed or was cancelled.")
    answers: int
    created_at: datetime
    updated_at: datetime


class AgentInfo(BaseModel):
    """One agent: its course and the JSON Schema of what it is given."""

    code: str
    title: str
    description: str
    input: dict[str, Any]


class StepReport(BaseModel):
    """One step of a run as it is told to Odoo."""

    sequence: int
    name: str
    title: str
    state: Literal["running", "waiting", "done", "failed"]
    summary: str | None = None
    output: Any = None
    seconds: float = 0
    cost: Decimal = Decimal(0)
    tokens: int = 0
    error: str | None = None
