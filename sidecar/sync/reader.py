"""The changes of one Odoo database, asked from its addon ipai_sync over RPC."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sidecar.errors import OdooFailed

MODEL = "ipai.sync.table"
BATCH_ROWS = 5_000
# A batch is bounded by its number of rows; this is what those may unpack to at most.
BATCH_BYTES = 512 * 1024 * 1024


class Odoo(Protocol):
    """What the reader needs of the Odoo adapter."""

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any: ...


class _Answer(BaseModel):
    """An answer of the addon; what it says beyond this is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


T = TypeVar("T", bound=_Answer)


class Table(_Answer):
    """A table Odoo is ready to send, with its fields."""

    model: str
    table: str
    fields: list[dict[str, Any]]


class Description(_Answer):
    """Which database this is and what it sends."""

    odoo_version: str
    database: str
    database_uuid: str
    tables: list[Table]


class Range(_Answer):
    """Ids (after, upto] that a batch contains as a whole; upto None: to the end of the table."""

    model: str
    after: int
    upto: int | None


class Behind(_Answer):
    """What waits in Odoo after a batch: rows, and seconds the oldest has waited."""

    rows: int
    seconds: float


class Batch(_Answer):
    """One bounded batch of changes, read in one snapshot.

    tx: every transaction below this number is contained. tables: model -> table. more: ask again
    at once. settled: after this batch nothing is missing. lines: JSON lines {model, id, op, row}.
    """

    source: str
    origin: str
    tx: int
    tables: dict[str, str]
    cursor: str
    more: bool
    settled: bool
    rows: int
    complete: list[Range]
    behind: Behind
    lines: bytes


class Count(_Answer):
    """How many rows a table has and the sum of their ids."""

    table: str
    count: int
    id_sum: int


class Counts(_Answer):
    """Counts per model; settled: a reader at that cursor must hold exactly these."""

    source: str
    settled: bool
    tables: dict[str, Count]


class OdooReader:
    """Asks one Odoo. Raises OdooDown, NotAllowed, BadRequest, OdooFailed."""

    def __init__(self, odoo: Odoo) -> None:
        self._odoo = odoo

    async def describe(self) -> Description:
        """Which database this is and which tables and fields it sends."""
        return _read(Description, await self._odoo.execute(MODEL, "describe"))

    async def changes(
        self, cursor: str | None, *, limit: int = BATCH_ROWS, refresh: Sequence[str] = ()
    ) -> Batch:
        """The next batch. The cursor acknowledges all batches before it: hand in only what is
        committed. None starts with a snapshot; models in `refresh` are sent as a whole again."""
        answer = await self._odoo.execute(
            MODEL, "changes", cursor=cursor, limit=limit, refresh=list(refresh)
        )
        return _read(Batch, {**answer, "lines": _unpack(answer)})

    async def counts(self, cursor: str | None) -> Counts:
        """What Odoo has now, and whether a reader at this cursor must have the same."""
        return _read(Counts, await self._odoo.execute(MODEL, "counts", cursor=cursor))


def _unpack(answer: dict[str, Any]) -> bytes:
    if answer.get("encoding") != "zlib+base64":
        raise OdooFailed(
            f"Odoo sent changes in an unknown encoding ({answer.get('encoding')}). "
            "Update the addon ipai_sync and the sidecar to the same version."
        )
    try:
        unpacking = zlib.decompressobj()
        lines = unpacking.decompress(base64.b64decode(answer["batch"]), BATCH_BYTES)
    except (KeyError, binascii.Error, zlib.error) as error:
        raise OdooFailed(f"Odoo sent a batch that cannot be unpacked ({error}).") from error
    if unpacking.unconsumed_tail:
        raise OdooFailed("Odoo sent a batch above 512 MB; use a smaller limit.")
    return lines


def _read(kind: type[T], answer: Any) -> T:
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        raise OdooFailed(
            f"Odoo's addon ipai_sync answered something unexpected ({first['loc']}: "
            f"{first['msg']}). "
            "Update the addon and the sidecar to the same version."
        ) from error
