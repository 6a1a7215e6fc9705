"""One batch of changes into bronze: rows and cursor in the transaction the caller opened."""

from collections import Counter
from dataclasses import dataclass, field

from sidecar.adapters.postgres import Connection
from sidecar.errors import Conflict
from sidecar.sync import store
from sidecar.sync.reader import Batch


@dataclass
class Written:
    """What came of a batch: versions per model, and how many of all are tombstones."""

    by_model: Counter[str] = field(default_factory=Counter)
    deleted: int = 0

    @property
    def rows(self) -> int:
        return self.by_model.total()


async def apply(connection: Connection, batch: Batch, *, asked_with: str | None) -> Written:
    """Write a batch that was asked for with the given cursor, and move the cursor past it.

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
    arguments = {
        "source": batch.source,
        "epoch": held["epoch"] + int(is_new_life),
        "tx": batch.tx,
    }
    written = Written()
    for model in await store.stage(connection, batch.lines):
        table = batch.tables[model]
        await store.create_table(connection, table)
        rows, deleted = await store.insert_versions(connection, table, arguments | {"model": model})
        written.by_model[model] += rows
        written.deleted += deleted
    for part in batch.complete:
        table = batch.tables[part.model]
        await store.create_table(connection, table)
        buried = await store.bury_missing(connection, table, arguments, part)
        written.by_model[part.model] += buried
        written.deleted += buried
    await store.move_cursor(
        connection,
        arguments
        | {
            "cursor": batch.cursor,
            "origin": batch.origin,
            "behind": batch.behind.model_dump(),
        },
    )
    return written
