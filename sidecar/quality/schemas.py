"""What /quality takes and answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from sidecar.adapters.queue import Callback

RelationName: TypeAlias = Annotated[
    str, Field(pattern=r"^[a-z]+\.[A-Za-z0-9_]+$", max_length=200, examples=["gold.vat_lines"])
]
Layer: TypeAlias = Literal["bronze", "silver", "gold", "platinum"]
ScoreState: TypeAlias = Literal["ok", "warn", "error", "unknown"]
ScoreDimension: TypeAlias = Literal[
    "score", "completeness", "uniqueness", "timeliness", "consistency"
]
IncidentState: TypeAlias = Literal["opened", "acknowledged", "resolved"]
Severity: TypeAlias = Literal["warn", "error"]


class Rule(BaseModel):
    """One rule of Odoo: for a table, a layer or everything, and for a dimension or all of them.
    What it leaves empty is decided by the next wider rule."""

    relation: str | None = None
    layer: Layer | None = None
    dimension: Literal[ScoreDimension, "anomaly"] | None = None
    warn_below: Decimal | None = Field(default=None, ge=0, le=100)
    error_below: Decimal | None = Field(default=None, ge=0, le=100)
    slo_hours: float | None = Field(default=None, gt=0)
    warn_sigma: float | None = Field(default=None, gt=0)
    error_sigma: float | None = Field(default=None, gt=0)
    muted_until: date | None = None
    mute_reason: str | None = None
    owner: str | None = None


class AssessmentRequest(BaseModel):
    """A measurement of the warehouse's data."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"relations": ["gold.vat_lines"]}]})

    relations: list[RelationName] | None = Field(
        default=None, max_length=1000, description="As schema.table; null: all."
    )
    callback: Callback | None = None


class Assessment(BaseModel):
    """What one measurement found."""

    day: date
    relations: int
    unreadable: int = Field(description="Relations that could not be scanned.")
    opened: int = Field(description="Incidents opened by it.")
    escalated: int
    resolved: int
    seconds: float
    measured_at: datetime


class Score(BaseModel):
    """One dimension of one relation on one day; score null: it could not be measured."""

    relation: str
    dimension: ScoreDimension
    day: date
    score: Decimal | None
    warn_below: Decimal | None
    error_below: Decimal | None
    state: ScoreState
    reason: str | None
    measured_at: datetime


class TableQuality(BaseModel):
    """One relation as it was measured last."""

    relation: str
    layer: Layer
    kind: Literal["table", "view"]
    description: str
    owner: str = Field(description="As dbt declares it; Odoo may name a user instead.")
    day: date
    row_count: int | None
    bytes: int | None
    newest_loaded_at: datetime | None
    as_of: datetime | None = Field(description="The moment of the source it agrees with.")
    slo_hours: float | None
    muted_until: date | None
    mute_reason: str | None
    error: str | None
    seconds: float
    measured_at: datetime


class LayerQuality(BaseModel):
    """One layer as it was measured last."""

    layer: Layer
    relations: int
    row_count: int
    bytes: int
    score: Decimal | None = Field(description="Mean of its relations' scores.")
    oldest_as_of: datetime | None


class Incident(BaseModel):
    """One thing wrong with a relation, from when it was found to when it was gone."""

    id: int
    relation: str
    rule: str
    severity: Severity
    state: IncidentState
    reason: str
    opened_at: datetime
    seen_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    changed_at: datetime


class Scorecard(BaseModel):
    """Everything Odoo mirrors: relations, their scores and incidents since a moment."""

    measured_at: datetime | None
    layers: list[LayerQuality]
    tables: list[TableQuality]
    scores: list[Score]
    incidents: list[Incident]


class ColumnProfile(BaseModel):
    """One column as it was measured last; minimum and maximum are for reviewers only."""

    name: str
    type: str
    is_required: bool
    nulls: int | None
    null_share: float | None
    distinct_estimate: int | None
    minimum: str | None
    maximum: str | None


class TestResult(BaseModel):
    """One data test of dbt on a relation and how it ended last."""

    check: str
    name: str
    description: str
    column: str | None
    kind: str
    status: str | None = Field(description="pass, warn, fail, error; null: it has not run yet.")
    failures: int | None
    message: str | None
    tested_at: datetime | None
    has_rows: bool = Field(description="The rows that broke it were kept.")


class DayProfile(BaseModel):
    """Rows and bytes of a relation on one day."""

    day: date
    row_count: int | None
    bytes: int | None


class TableDetail(BaseModel):
    """One relation with its columns, checks and past days."""

    table: TableQuality
    columns: list[ColumnProfile]
    checks: list[TestResult]
    days: list[DayProfile]


class FailingRows(BaseModel):
    """Rows that broke a check, in the caller's companies."""

    check: str
    name: str
    columns: list[str]
    rows: list[list[Any]]
    is_cut: bool = Field(description="There are more rows than were asked for.")
    is_by_company: bool = Field(description="Only rows of the caller's companies are shown.")


class IncidentDecision(BaseModel):
    """Why somebody acknowledges or closes an incident."""

    note: str | None = Field(default=None, max_length=500, pattern=r"^[^\x00]*$")
