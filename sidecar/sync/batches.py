"""What a reader of Odoo's changes gives: batches of pieces, whichever way they come."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

BATCH_ROWS = 50_000


class Answer(BaseModel):
    """An answer of the addon; what it says beyond this is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Table(Answer):
    """A table Odoo is ready to send, with its fields."""

    model: str
    table: str
    fields: list[dict[str, Any]]

    @property
    def is_computed(self) -> bool:
        """Whether images hold fields that no change of the record itself announces."""
        return any(item.get("computed") for item in self.fields)


class Description(Answer):
    """Which database this is and what it sends."""

    odoo_version: str
    database: str
    database_uuid: str
    reports: bool = False
    tables: list[Table]

    @property
    def computed(self) -> frozenset[str]:
        """Models whose images hold computed fields."""
        return frozenset(table.model for table in self.tables if table.is_computed)


class Behind(Answer):
    """What waits in Odoo after a batch: rows, and seconds the oldest has waited."""

    rows: int
    seconds: float


class Piece(Answer):
    """Ids of one table with the images of all of them that exist; the others do not exist.

    Either a list of ids, or the range above `after` up to `upto` (None: to the end of the table).
    rows, bytes: its images, where the reader knows them beforehand.
    """

    model: str
    table: str
    ids: list[int] | None = None
    after: int | None = None
    upto: int | None = None
    rows: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Batch:
    """One bounded batch of changes, read in one snapshot.

    tx: every transaction below this number is contained. more: there is another at once. settled:
    after this batch nothing is missing. lines: the images of a piece as COPY reads them (id, hash,
    image), in blocks; the pieces are asked for in their order, each once.
    """

    source: str
    origin: str
    tx: int
    cursor: str
    more: bool
    settled: bool
    pieces: Sequence[Piece]
    behind: Behind
    lines: Callable[[Piece], AsyncGenerator[bytes]]


@dataclass
class Place:
    """How far a reader's batches are safe: whoever writes them moves the cursor at each commit."""

    cursor: str | None


@dataclass(frozen=True)
class Wanted:
    """What a reader is asked for beyond the changes: models as a whole, records by id."""

    refresh: Sequence[str] = ()
    ids: Mapping[str, Sequence[int]] = field(default_factory=dict)


class Reader(Protocol):
    """Reads the changes of one Odoo. Raises OdooDown, NotAllowed, BadRequest, OdooFailed."""

    async def describe(self) -> Description:
        """Which database this is and which tables and fields it sends."""

    def batches(
        self, place: Place, *, limit: int = BATCH_ROWS, wanted: Wanted | None = None
    ) -> AsyncGenerator[Batch]:
        """Batch after batch from the place on until Odoo has no more."""

    async def checksums(self, cursor: str | None, *, models: Sequence[str] | None) -> "Checksums":
        """What Odoo has: per table and bucket of ids the count, the sum of ids, a checksum."""

    async def bucket_hashes(self, model: str, buckets: Sequence[int]) -> dict[int, int]:
        """{id: hash} of all records in some buckets of ids."""

    async def report(self, rows: list[dict[str, Any]]) -> None:
        """Tell Odoo what a reconciliation found."""


class Bucketed(Answer):
    """A table taken together by buckets: [number, count, sum of ids, checksum]."""

    table: str
    buckets: list[tuple[int, int, int, str]]


class Checksums(Answer):
    """Every table taken together; settled: a reader at that cursor must hold exactly this."""

    source: str
    settled: bool
    tables: dict[str, Bucketed]
