"""What /sync takes and answers."""

from collections import Counter
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from sidecar.adapters.queue import Callback
from sidecar.sync.batches import Batch
from sidecar.sync.writer import Written


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

    @classmethod
    def empty(cls, source: str) -> Self:
        return cls(
            source=source,
            batches=0,
            rows_read=0,
            rows_written=0,
            rows_deleted=0,
            bytes_read=0,
            by_model={},
            seconds=0,
            settled=False,
            behind_rows=0,
            behind_seconds=0,
        )

    def add(self, batch: Batch, written: Written) -> None:
        """One more batch."""
        self.batches += 1
        self.rows_read += written.read
        self.rows_written += written.rows
        self.rows_deleted += written.deleted
        self.bytes_read += written.bytes
        self.by_model = dict(Counter(self.by_model) + written.by_model)
        self.settled = batch.settled
        self.behind_rows = batch.behind.rows
        self.behind_seconds = round(batch.behind.seconds, 3)


class Difference(BaseModel):
    """One table as Odoo and bronze had it when they were compared."""

    day: date
    model: str
    table_name: str = Field(examples=["odoo_account_move"])
    compared_at: datetime
    odoo_count: int
    bronze_count: int
    missing: int = Field(description="Records of Odoo that bronze lacked.")
    stale: int = Field(description="Records that bronze had an old image of.")
    undeleted: int = Field(description="Records that bronze had although Odoo did not.")
    repaired: int = Field(description="Records of the three kinds read again.")

    @property
    def is_different(self) -> bool:
        return bool(self.missing or self.stale or self.undeleted)


class Reconciliation(BaseModel):
    """A comparison of all records of Odoo and bronze."""

    compared: int = Field(description="Tables compared; 0 when Odoo was too busy to be still.")
    differences: list[Difference] = Field(description="The tables that differed.")
    repaired: int = Field(description="Records read again.")


class Drift(BaseModel):
    """A change of what Odoo has and sends."""

    seen_at: datetime
    model: str
    field: str | None
    change: Literal["table_added", "table_removed", "field_added", "field_removed", "field_retyped"]
    before: str | None = Field(description="The field's type until then.")
    after: str | None = Field(description="The field's type since then.")


class Cleared(BaseModel):
    """What was too old to be kept."""

    versions: int = Field(description="Versions and tombstones removed from bronze.")
    partitions: list[str] = Field(description="Empty months dropped.")
    records: int = Field(description="Rows removed from the records of runs and comparisons.")


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
    changed_at: datetime | None = Field(description="When a version was written last.")
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
    drift: list[Drift] = Field(description="The latest changes of tables and fields in Odoo.")
    reconciled: list[Difference] = Field(
        description="The latest comparison of each table with Odoo."
    )


class Status(BaseModel):
    """Everything known about the synchronisation."""

    sources: list[SourceStatus]
    runs: list[LastRun]
