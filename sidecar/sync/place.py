"""Where a reader of changes stands, in the form the addon ipai_sync makes and reads.

A reader over RPC hands cursors back as they came; one with a connection of its own to Odoo's
database moves them itself. Both forms are the same, so either goes on where the other stopped
(tests/contract compares them with the addon's).
"""

import base64
import json
from dataclasses import dataclass, field

VERSION = 1


@dataclass
class Cursor:
    """One position in the stream of changes.

    origin: identity of the outbox the numbers below belong to. tx, seq: every outbox row up to and
    with this pair was delivered. known: table -> fingerprint of the fields it was delivered with.
    pending: table -> last id delivered of a snapshot that is still under way.
    """

    origin: str
    tx: int
    seq: int = 0
    known: dict[str, str] = field(default_factory=dict)
    pending: dict[str, int] = field(default_factory=dict)

    @property
    def position(self) -> tuple[int, int]:
        return (self.tx, self.seq)

    def encode(self) -> str:
        text = json.dumps(
            [VERSION, self.origin, self.tx, self.seq, self.known, self.pending],
            separators=(",", ":"),
        )
        return base64.urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def decode(cls, text: str) -> "Cursor | None":
        """What encode() wrote; None for anything else."""
        try:
            version, *values = json.loads(base64.urlsafe_b64decode(text.encode()))
            cursor = cls(*values)
        except (ValueError, TypeError, AttributeError):
            return None
        return cursor if version == VERSION and isinstance(cursor.tx, int) else None

    @classmethod
    def read(
        cls, text: str | None, *, origin: str, horizon: int, floor: tuple[int, int], ceiling: int
    ) -> "Cursor":
        """The cursor of a text; one that starts with snapshots when there is none, when it is of
        another life of the database, or when rows it has not seen are gone.

        It does not start before the floor: everything below it had ended when it was acknowledged,
        also where a transaction of another database, which was recognised then, lowers the horizon
        of this snapshot.
        """
        cursor = cls.decode(text) if text else None
        if (
            cursor is None
            or cursor.origin != origin
            or not floor <= cursor.position <= (ceiling, 0)
        ):
            return cls(origin, *max((horizon, 0), floor))
        return cursor

    def plan(self, fingerprints: dict[str, str], refresh: set[str]) -> None:
        """Note which tables have to be sent as a whole; those Odoo does not send any more go."""
        self.pending = {
            table: after for table, after in self.pending.items() if table in fingerprints
        }
        self.known = {table: value for table, value in self.known.items() if table in fingerprints}
        for table, fingerprint in fingerprints.items():
            if self.known.get(table) != fingerprint or table in refresh:
                self.known[table] = fingerprint
                self.pending[table] = 0
