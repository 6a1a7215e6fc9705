"""What /jobs answers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

JobState = Literal["todo", "doing", "succeeded", "failed", "cancelled", "aborted"]


class Attempt(BaseModel):
    """One try of a job and how it ended."""

    attempt: int
    state: Literal["running", "succeeded", "failed", "aborted", "cancelled", "lost"]
    started_at: datetime
    ended_at: datetime | None
    error: str | None = Field(description="The sentence for the user.")


class Job(BaseModel):
    """One piece of work in the queue."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 17,
                    "task": "sync.run",
                    "state": "failed",
                    "attempts": 3,
                    "scheduled_at": None,
                    "created_at": "2026-04-25T08:00:00Z",
                    "args": {"build": True},
                    "error": "Odoo does not answer; check that it is running.",
                    "cancel_requested": False,
                }
            ]
        }
    )

    id: int
    task: str
    state: JobState
    attempts: int = Field(description="Tries that have ended.")
    created_at: datetime | None
    scheduled_at: datetime | None = Field(description="Not before this time; null: at once.")
    args: dict[str, Any] = Field(description="Its arguments; secrets are stars.")
    error: str | None = Field(description="Why the last try failed; null when it did not.")
    cancel_requested: bool


class JobDetail(Job):
    """A job with its tries and its result."""

    tries: list[Attempt]
    result: Any = Field(description="What it returned; null until it has succeeded.")


class JobChanged(BaseModel):
    """What became of a request to cancel or to try again."""

    id: int
    state: JobState
    message: str = Field(examples=["The job was cancelled before it started."])
