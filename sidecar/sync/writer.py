"""One batch of changes into bronze: rows and cursor in the transaction the caller opened."""

from collections import Counter
from dataclasses import dataclass, field

from sidecar.adapters.postgres import Connection
from sidecar.errors import Conflict
from sidecar.sync import store
from sidecar.sync.batches import Batch


@dataclass
class Written:
    """What came of a batch: versions per model, tombstones among them, images and bytes read."""

    by_model: Counter[str] = field(default_factory=Counter)
    deleted: int = 0
    read: int = 0
    bytes: int = 0

    @property
    def rows(self) -> int:
        return self.by_model.total()


async def apply(
    connection: Connection,
    batch: Batch,
    *,
    asked_with: str | None,
    computed: frozenset[str] = frozenset(),
) -> Written:
    """Write a batch that was asked for with the given cursor, and move the cursor past it.

    computed: models whose images hold computed fields, which the hash does not cover.
    A batch that does not continue where bronze stands is refused, so a replay, or a second process,
    has no effect. Raises Conflict.
    """
    held = await store.lock_cursor(connection, batch.source)
    if held["cursor"] != asked_with:
        raise Conflict(
            "Another run has synchronised meanwhile; its rows are safe. Start again.",
            code="sync_overtaken",
        )
    # Transaction numbers of a restored database start somewhere else: a new epoch.
    is_new_life = held["origin"] not in ("", batch.origin)
    epoch = held["epoch"] + int(is_new_life)
    await store.announce(connection, batch.source, epoch, batch.tx)
    written = Written()
    for piece in batch.pieces:
        await store.make_table(connection, piece.table)
        loaded = await store.load(
            connection,
            batch.source,
            piece,
            batch.lines(piece),
            is_computed=piece.model in computed,
        )
        written.by_model[piece.model] += loaded.written
        written.deleted += loaded.deleted
        written.read += max(loaded.read, len(piece.ids or ()))
        written.bytes += loaded.bytes
    await store.move_cursor(
        connection,
        {
            "source": batch.source,
            "epoch": epoch,
            "cursor": batch.cursor,
            "origin": batch.origin,
            "behind": batch.behind.model_dump(),
        },
    )
    return written
