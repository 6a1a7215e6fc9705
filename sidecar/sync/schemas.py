"""What /sync takes and answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sidecar.adapters.queue import Callback


class RunRequest(BaseModel):
    """A synchronisation, followed by a build unless it is not wanted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"build": True}]})

    build: bool = Field(default=True, description="Build silver and gold afterwards.")
    callback: Callback | None = None


class RunResult(BaseModel):
    """What one synchronisation did."""

    source: str = Field(description="database.uuid of the Odoo database.")
    batches: int
    rows_read: int
    rows_written: int = Field(
        description="New versions kept; an unchanged image is not kept twice."
    )
    rows_deleted: int = Field(description="Tombstones among them.")
    bytes_read: int
    by_model: dict[str, int] = Field(description="Versions written per model.")
    seconds: float
    settled: bool = Field(description="Nothing was left unread in Odoo at the end.")
    behind_rows: int
    behind_seconds: float


class Difference(BaseModel):
    """A table whose rows differ between Odoo and bronze."""

    model: str
    odoo_count: int
    bronze_count: int
    odoo_id_sum: int
    bronze_id_sum: int


class Reconciliation(BaseModel):
    """A comparison of row counts and id sums, made while nothing was unread."""

    compared: int = Field(description="Tables compared; 0 when Odoo was too busy to be still.")
    differences: list[Difference]
    repaired: list[str] = Field(description="Models that were read again as a whole.")


class LastRun(BaseModel):
    """One run as it is kept."""

    id: int
    state: Literal["running", "done", "failed", "interrupted"]
    started_at: datetime
    ended_at: datetime | None
    batches: int
    rows_read: int
    rows_written: int
    rows_deleted: int
    bytes_read: int
    message: str | None


class TableStatus(BaseModel):
    """One bronze table."""

    model: str
    table: str = Field(examples=["bronze.odoo_account_move"])
    living: int = Field(description="Records that exist in Odoo, as far as is known here.")
    versions: int
    absent_fields: list[str] = Field(description="Listed fields this Odoo does not have.")


class SourceStatus(BaseModel):
    """One Odoo database and how far it has been read."""

    source: str
    database: str
    odoo_version: str
    synced_at: datetime | None
    age_seconds: float | None = Field(description="Seconds since the last batch was committed.")
    behind_rows: int = Field(description="Unread rows in Odoo after the last batch.")
    behind_seconds: float
    tables: list[TableStatus]


class Status(BaseModel):
    """Everything known about the synchronisation."""

    sources: list[SourceStatus]
    runs: list[LastRun]
