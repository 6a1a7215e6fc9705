# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a reader of changes stands: made and read here, opaque to everybody else."""

import base64
import json
from dataclasses import dataclass, field


class BadCursor(ValueError):
    """The text is not a cursor this version made."""


@dataclass
class Cursor:
    """One position in the stream of changes.

    origin: identity of the outbox the numbers below belong to.
    tx, seq: every outbox row up to and with this pair was delivered.
    known: table -> fingerprint of the fields it was delivered with.
    pending: table -> last id delivered of a snapshot that is still under way.
    """

    origin: str
    tx: int
    seq: int = 0
    known: dict[str, str] = field(default_factory=dict)
    pending: dict[str, int] = field(default_factory=dict)

    @property
    def position(self):
        return (self.tx, self.seq)

    @classmethod
    def start(cls, origin, horizon, floor):
        """The place of a reader that knows nothing: after everything in the snapshot.

        Not before the floor, the pair up to which somebody acknowledged: all below it
        had ended then. The horizon of this snapshot may be lower, when a transaction
        that was known to work in another database could not be recognised any more.
        """
        return cls(origin, *max((horizon, 0), floor))

    def encode(self):
        text = json.dumps(
            [1, self.origin, self.tx, self.seq, self.known, self.pending],
            separators=(",", ":"),
        )
        return base64.urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def decode(cls, text):
        """Read what encode() wrote.

        :raise BadCursor: for anything else.
        """
        try:
            version, *values = json.loads(base64.urlsafe_b64decode(text.encode()))
            cursor = cls(*values)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadCursor(str(error)) from error
        if version != 1 or not isinstance(cursor.tx, int):
            raise BadCursor(f"version {version}")
        return cursor
