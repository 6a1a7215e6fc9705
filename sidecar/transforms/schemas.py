"""What /transforms takes and answers."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sidecar.adapters.queue import Callback
from sidecar.transforms.said import NodeResult


class BuildRequest(BaseModel):
    """A build of the warehouse, of all models unless some are selected."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"select": "+monthly_results", "full_refresh": False}]}
    )

    select: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_+@*][A-Za-z0-9_.:+@*, -]*$",
        max_length=500,
        description="Models in dbt's selection syntax; null: all.",
    )
    full_refresh: bool = Field(default=False, description="Build from all versions, not the new.")
    retry_of: int | None = Field(
        default=None,
        ge=1,
        description="A build that did not end well: do what it did not do, from what it saw.",
    )
    callback: Callback | None = None


class BuildResult(BaseModel):
    """What one build did."""

    run_id: int
    hi_seq: int = Field(description="Bronze versions up to this number are in.")
    models: int
    tests: int = Field(description="Tests passed, those that only warn included.")
    rows: int = Field(description="Rows written by the models.")
    seconds: float
    message: str


class Refreshed(BaseModel):
    """What one refresh did."""

    hi_seq: int = Field(description="Bronze versions up to this number are in.")
    behind: int = Field(description="Models that had not read all there was.")
    models: int = Field(description="Models in which rows changed.")
    rows: int = Field(description="Rows written.")
    seconds: float


class BuiltNode(NodeResult):
    """A model or check of a build, with what it wrote."""

    bytes_written: int | None


class Build(BaseModel):
    """One build as it is kept."""

    id: int
    command: str
    selection: str | None
    full_refresh: bool
    hi_seq: int | None
    state: Literal["running", "done", "failed", "interrupted", "cancelled"]
    started_at: datetime
    ended_at: datetime | None
    message: str | None
    job_id: int | None = Field(description="Its job in the queue; null when a shell runs it.")
    retry_of: int | None = Field(description="The build whose failed nodes this one repeats.")
    nodes_total: int = Field(description="Models and checks it has to do, as far as it knows.")
    nodes_done: int
    rows_written: int
    bytes_written: int
    seconds: float = Field(description="Sum over the nodes; several run side by side.")
    cost: Decimal = Field(description="US dollars, by the rates of the settings.")
    cancelled_by: str | None
    results: list[BuiltNode] = Field(description="Models and tests; empty unless asked for.")


class BuildChanged(BaseModel):
    """What became of a request to stop a build."""

    id: int
    message: str


class LogLine(BaseModel):
    """One line a build said."""

    id: int
    at: datetime
    level: Literal["info", "warn", "error"]
    node: str | None
    line: str
