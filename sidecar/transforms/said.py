"""What dbt says while it runs and when it has ended."""

from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel


class NodeResult(BaseModel):
    """How one node of a run ended."""

    node: str
    resource_type: str
    name: str
    relation: str | None
    status: str
    seconds: float
    rows_affected: int | None
    failures: int | None
    message: str | None


class Outcome(BaseModel):
    """How a run of dbt ended; error: why it did not get as far as running nodes."""

    success: bool
    error: str | None
    results: list[NodeResult]


class Said(BaseModel):
    """Something dbt said while it ran. line: None when it only tells that a node ended.

    total: nodes of the run, where it is told, else 0.
    """

    at: datetime
    level: str
    node: str | None
    line: str | None
    has_ended: bool
    total: int


OnSaid = Callable[[Said], None]
