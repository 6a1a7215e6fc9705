"""The changes of one Odoo database, asked from its addon ipai_sync over RPC."""

import asyncio
import base64
import binascii
import zlib
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from sidecar.errors import OdooFailed
from sidecar.sync.batches import (
    BATCH_ROWS,
    Answer,
    Batch,
    Behind,
    Checksums,
    Description,
    Piece,
    Place,
    Wanted,
)

MODEL = "ipai.sync.table"
# A batch is bounded by its rows and its bytes; this is what it may unpack to at most.
BATCH_BYTES = 512 * 1024 * 1024
BLOCK_BYTES = 256 * 1024

T = TypeVar("T", bound=Answer)


class Odoo(Protocol):
    """What the reader needs of the Odoo adapter."""

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any: ...


class _Sent(Answer):
    """A batch as it comes; `batch` has the pieces one after the other."""

    source: str
    origin: str
    tx: int
    cursor: str
    more: bool
    settled: bool
    pieces: list[Piece]
    behind: Behind
    body: bytes


class OdooReader:
    """Asks one Odoo over RPC. Raises OdooDown, NotAllowed, BadRequest, OdooFailed."""

    def __init__(self, odoo: Odoo) -> None:
        self._odoo = odoo

    async def describe(self) -> Description:
        return read(Description, await self._odoo.execute(MODEL, "describe"))

    async def batches(
        self, place: Place, *, limit: int = BATCH_ROWS, wanted: Wanted | None = None
    ) -> AsyncGenerator[Batch]:
        """The next batch is on its way while one is being written; Odoo is told up to where all is
        safe, so what was fetched ahead can be fetched again."""
        ahead = asyncio.create_task(
            self._changes(place.cursor, place, limit=limit, wanted=wanted or Wanted())
        )
        try:
            while True:
                batch = await ahead
                if batch.more:
                    ahead = asyncio.create_task(
                        self._changes(batch.cursor, place, limit=limit, wanted=Wanted())
                    )
                yield batch
                if not batch.more:
                    return
        finally:
            ahead.cancel()

    async def checksums(
        self, cursor: str | None, *, models: Sequence[str] | None = None
    ) -> Checksums:
        answer = await self._odoo.execute(
            MODEL, "checksums", cursor=cursor, models=list(models) if models else None
        )
        return read(Checksums, answer)

    async def bucket_hashes(self, model: str, buckets: Sequence[int]) -> dict[int, int]:
        answer = await self._odoo.execute(
            MODEL, "bucket_hashes", model=model, buckets=list(buckets)
        )
        return {
            int(key): int(value) for key, value in zip(answer["ids"], answer["hashes"], strict=True)
        }

    async def report(self, rows: list[dict[str, Any]]) -> None:
        await self._odoo.execute(MODEL, "report_reconciliation", rows=rows)

    async def _changes(
        self, cursor: str | None, place: Place, *, limit: int, wanted: Wanted
    ) -> Batch:
        answer = await self._odoo.execute(
            MODEL,
            "changes",
            cursor=cursor,
            limit=limit,
            refresh=list(wanted.refresh),
            record_ids={model: list(ids) for model, ids in wanted.ids.items()},
            committed=place.cursor or "",
        )
        body = await asyncio.to_thread(_unpack, answer)
        return as_batch({**answer, "body": body})


def as_batch(answer: dict[str, Any]) -> Batch:
    """An answer of changes(), its body unpacked. Raises OdooFailed for anything else."""
    sent = read(_Sent, answer)
    starts, start = {}, 0
    for piece in sent.pieces:
        starts[piece.model, piece.after] = start
        start += piece.bytes
    if start != len(sent.body):
        raise OdooFailed(
            f"Odoo announced {start} bytes of images and sent {len(sent.body)}. "
            "Update the addon ipai_sync and the sidecar to the same version."
        )
    body = memoryview(sent.body)

    async def lines(piece: Piece) -> AsyncGenerator[bytes]:
        first = starts[piece.model, piece.after]
        for at in range(first, first + piece.bytes, BLOCK_BYTES):
            yield bytes(body[at : min(at + BLOCK_BYTES, first + piece.bytes)])

    return Batch(
        source=sent.source,
        origin=sent.origin,
        tx=sent.tx,
        cursor=sent.cursor,
        more=sent.more,
        settled=sent.settled,
        pieces=sent.pieces,
        behind=sent.behind,
        lines=lines,
    )


def _unpack(answer: dict[str, Any]) -> bytes:
    if answer.get("encoding") != "copy+zlib+base64":
        raise OdooFailed(
            f"Odoo sent changes in an unknown encoding ({answer.get('encoding')}). "
            "Update the addon ipai_sync and the sidecar to the same version."
        )
    try:
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(base64.b64decode(answer["batch"]), BATCH_BYTES)
    except (KeyError, binascii.Error, zlib.error) as error:
        raise OdooFailed(f"Odoo sent a batch that cannot be unpacked ({error}).") from error
    if unpacking.unconsumed_tail:
        raise OdooFailed("Odoo sent a batch above 512 MB; use a smaller limit.")
    return body


def read(kind: type[T], answer: Any) -> T:
    """The answer as that kind. Raises OdooFailed for anything else."""
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        raise OdooFailed(
            f"Odoo's addon ipai_sync answered something unexpected ({first['loc']}: "
            f"{first['msg']}). "
            "Update the addon and the sidecar to the same version."
        ) from error
