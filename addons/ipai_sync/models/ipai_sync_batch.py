# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json
import zlib
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.cursor import BadCursor, Cursor
from ..tools.statements import BEHIND, STATE, TOUCHED

COUNTED_ROWS = 100_000  # counting a long backlog at each batch would slow its delivery
TOUCHED_ROWS = 10_000  # of the outbox in one batch
PAGE_ROWS = 2_000
BATCH_BYTES = 24 * 1024 * 1024  # uncompressed; a snapshot's batch ends above it


class IpaiSyncBatch(models.AbstractModel):
    """One answer to "what changed since": keys and row images out of one snapshot.

    Why nothing is lost: an outbox row is delivered once its transaction is older than
    every transaction still running (the horizon). Below that mark nothing can appear
    any more. The image is read in the same snapshot, so it contains the change, perhaps
    already a later one too; that later one is delivered again when its turn comes.

    A snapshot of a whole table goes along in the same batches, in pages by id. It needs
    no pause of the changes: whatever happens while it runs comes through the outbox as
    well.

    A batch consists of pieces. A piece names ids of one table, as a list or as a range,
    and has the images of all of them that exist: any other id of it does not exist.
    """

    _name = "ipai.sync.batch"
    _description = "Batch of changes for the warehouse"

    def _read(self, cursor_text, limit, refresh, ids=None, committed=None):
        """Build the next batch.

        :param ids: {model: ids} to be sent again.
        :param committed: cursor up to which the reader has everything safe; rows of
            the outbox up to it are removed. The cursor itself without it: a reader that
            asks for a batch ahead, while the one before is not safe, has to say so.
        :return: {source, origin, tx, tables, cursor, more, settled, rows, pieces,
            behind, encoding, batch}. tx: every transaction below this number is in the
            images. tables: model -> table. pieces: [{model, table, ids, after, upto,
            rows, bytes}], ids or a range (after, upto], upto null to the end of the
            table. settled: with this batch the reader has exactly what Odoo has at this
            moment. behind: rows of the outbox after this batch and the age of the
            oldest. batch: the pieces one after the other, compressed; lines as COPY
            reads them: id, hash, image as JSON.
        """
        self.env.flush_all()
        origin, floor, horizon, ceiling = self._state()
        specs = {spec.table: spec for spec in self.env["ipai.sync.table"]._specs()}
        start = Cursor.start(origin, horizon, floor)
        cursor = self._cursor(cursor_text, start, floor, ceiling)
        horizon = max(horizon, cursor.tx)
        safe = cursor
        if committed is not None:
            safe = self._cursor(committed, start, floor, ceiling)
        if safe is not start:
            self._prune(min(safe.position, cursor.position), floor)
        self._plan_snapshots(cursor, specs, refresh)
        touched, full = self._touched(cursor, specs, horizon, min(limit, TOUCHED_ROWS))
        for spec in specs.values():
            touched[spec.table].update((ids or {}).get(spec.model, ()))
        pieces, body = [], _Body()
        for table, res_ids in touched.items():
            if res_ids:
                pieces.append(self._piece_of_ids(specs[table], res_ids, body))
        taken = sum(len(piece["ids"]) for piece in pieces)
        pieces += self._pages(cursor, specs, limit - taken, body)
        more = full or bool(cursor.pending)
        behind = self._behind(cursor)
        return {
            "source": self._source(),
            "origin": origin,
            "tx": horizon,
            "tables": {spec.model: spec.table for spec in specs.values()},
            "cursor": cursor.encode(),
            "more": more,
            "settled": not more and not behind["rows"],
            "rows": sum(len(piece["ids"] or ()) or piece["rows"] for piece in pieces),
            "pieces": pieces,
            "behind": behind,
            "encoding": "copy+zlib+base64",
            "batch": body.encoded(),
        }

    def _acknowledge(self, cursor_text):
        """Remove the rows of the outbox up to a cursor the reader has committed."""
        origin, floor, horizon, ceiling = self._state()
        start = Cursor.start(origin, horizon, floor)
        cursor = self._cursor(cursor_text, start, floor, ceiling)
        if cursor is not start:
            self._prune(cursor.position, floor)

    def _count(self, cursor_text):
        """Count rows and add up ids per model, in one snapshot.

        :return: {source, settled, tables: {model: {table, count, id_sum}}}. settled: a
            reader at this cursor must hold exactly these.
        """
        found = self._settled(cursor_text)
        tables = {}
        for spec in self.env["ipai.sync.table"]._specs():
            self.env.cr.execute(
                SQL(
                    "select count(*), coalesce(sum(id), 0)::bigint from %s",
                    SQL.identifier(spec.table),
                )
            )
            count, id_sum = self.env.cr.fetchone()
            tables[spec.model] = {"table": spec.table, "count": count, "id_sum": id_sum}
        return found | {"tables": tables}

    def _settled(self, cursor_text):
        """:return: {source, settled}, see _count."""
        self.env.flush_all()
        settled = False
        if cursor_text:
            origin, floor, horizon, ceiling = self._state()
            specs = {spec.table: spec for spec in self.env["ipai.sync.table"]._specs()}
            start = Cursor.start(origin, horizon, floor)
            cursor = self._cursor(cursor_text, start, floor, ceiling)
            self._plan_snapshots(cursor, specs, [])
            settled = not cursor.pending and not self._behind(cursor)["rows"]
        return {"source": self._source(), "settled": settled}

    def _source(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _state(self):
        """:return: origin, floor (tx, seq), horizon, ceiling of transaction numbers,
        see STATE."""
        self.env.cr.execute(STATE)
        origin, tx, seq, horizon, ceiling, isolation = self.env.cr.fetchone()
        if isolation not in ("repeatable read", "serializable"):
            raise UserError(
                self.env._("Changes can be read in a repeatable read transaction only.")
            )
        return origin, (tx, seq), horizon, ceiling

    def _cursor(self, text, start, floor, ceiling):
        """:return: the reader's Cursor; ``start``, which begins with snapshots, when
        there is none, when it is of another life of this database, or when rows it has
        not seen are gone (another reader acknowledged them)."""
        if not text:
            return start
        try:
            cursor = Cursor.decode(text)
        except BadCursor:
            return start
        if cursor.origin != start.origin or not floor <= cursor.position <= (
            ceiling,
            0,
        ):
            return start
        return cursor

    def _plan_snapshots(self, cursor, specs, refresh):
        """Note in the cursor which tables have to be sent as a whole."""
        cursor.pending = {
            table: after for table, after in cursor.pending.items() if table in specs
        }
        cursor.known = {
            table: value for table, value in cursor.known.items() if table in specs
        }
        for table, spec in specs.items():
            if cursor.known.get(table) != spec.fingerprint or spec.model in refresh:
                cursor.known[table] = spec.fingerprint
                cursor.pending[table] = 0

    def _touched(self, cursor, specs, horizon, limit):
        """Move the cursor over at most ``limit`` outbox rows.

        :return: {table: set of ids}, whether there may be more.
        """
        self.env.cr.execute(
            TOUCHED,
            {"tx": cursor.tx, "seq": cursor.seq, "horizon": horizon, "limit": limit},
        )
        rows = self.env.cr.fetchall()
        touched = defaultdict(set)
        for table, res_id, __, __ in rows:
            if table not in specs:
                continue
            if res_id is None:
                cursor.pending[table] = 0
            else:
                touched[table].add(res_id)
        full = len(rows) == limit
        cursor.tx, cursor.seq = rows[-1][2:] if full else (horizon, 0)
        return touched, full

    def _behind(self, cursor):
        """:return: {rows, seconds}: what waits after the cursor in this snapshot, at
        most COUNTED_ROWS, and the age of the oldest of it."""
        self.env.cr.execute(
            BEHIND, {"tx": cursor.tx, "seq": cursor.seq, "limit": COUNTED_ROWS}
        )
        rows, seconds = self.env.cr.fetchone()
        return {"rows": rows, "seconds": seconds}

    def _prune(self, acknowledged, floor):
        """Remove what the reader has committed on its side."""
        if acknowledged <= floor:
            return
        tx, seq = acknowledged
        self.env.cr.execute(
            SQL(
                "delete from ipai_sync_outbox where (tx, seq) <= (%s::text::xid8, %s)",
                tx,
                seq,
            )
        )
        if self.env.cr.rowcount:
            self.env.cr.execute(
                SQL(
                    "update ipai_sync_origin"
                    " set floor_tx = %s::text::xid8, floor_seq = %s",
                    tx,
                    seq,
                )
            )

    def _piece_of_ids(self, spec, ids, body):
        """:return: the piece of touched records; their images go into ``body``."""
        ids = sorted(ids)
        size, rows = body.size, 0
        for start in range(0, len(ids), PAGE_ROWS):
            part = ids[start : start + PAGE_ROWS]
            rows += self._add(
                body,
                spec.ids_blocks,
                {"ids": part, "computed": self._computed(spec, part)},
            )
        return self._piece(spec, rows, body.size - size, ids=ids)

    def _pages(self, cursor, specs, limit, body):
        """Go on with the snapshots the cursor has pending, by at most ``limit`` rows or
        until the body is large.

        :return: pieces.
        """
        pieces = []
        for table in [table for table in specs if table in cursor.pending]:
            while limit > 0 and body.size < BATCH_BYTES and table in cursor.pending:
                piece = self._page(
                    specs[table], cursor.pending[table], min(limit, PAGE_ROWS), body
                )
                limit -= piece["rows"]
                if piece["upto"] is None:
                    del cursor.pending[table]
                else:
                    cursor.pending[table] = piece["upto"]
                if pieces and pieces[-1]["table"] == table:
                    pieces[-1]["rows"] += piece["rows"]
                    pieces[-1]["bytes"] += piece["bytes"]
                    pieces[-1]["upto"] = piece["upto"]
                else:
                    pieces.append(piece)
        return pieces

    def _page(self, spec, after, rows, body):
        """:return: the piece of the next page by id."""
        self.env.cr.execute(spec.page_end, {"after": after, "rows": rows})
        upto, last = self.env.cr.fetchone()
        size = body.size
        high = upto if upto is not None else (last or 0)
        count = 0
        if high > after:
            found = {"after": after, "upto": high}
            if spec.computed:
                found["computed"] = self._computed(
                    spec, self._ids_between(spec, after, high)
                )
            count = self._add(body, spec.range_blocks, found)
        return self._piece(spec, count, body.size - size, after=after, upto=upto)

    def _ids_between(self, spec, after, upto):
        self.env.cr.execute(
            SQL(
                "select id from %s where id > %s and id <= %s",
                SQL.identifier(spec.table),
                after,
                upto,
            )
        )
        return [res_id for (res_id,) in self.env.cr.fetchall()]

    def _computed(self, spec, ids):
        """:return: JSON {id: {field: value}} of what is computed now, None without."""
        if not spec.computed:
            return None
        return json.dumps(self.env["ipai.sync.computed"]._computed(spec, ids))

    def _add(self, body, blocks, parameters):
        """Run the SQL of blocks into the body; the number of rows."""
        self.env.cr.execute(blocks, parameters)
        rows = 0
        for text, count in self.env.cr.fetchall():
            body.add(text)
            rows += count
        return rows

    def _piece(self, spec, rows, size, ids=None, after=None, upto=None):
        return {
            "model": spec.model,
            "table": spec.table,
            "ids": ids,
            "after": after,
            "upto": upto,
            "rows": rows,
            "bytes": size,
        }


class _Body:
    """Text on its way into the answer, compressed as it comes."""

    def __init__(self):
        self.size = 0
        self._compressor = zlib.compressobj(1)
        self._parts = []

    def add(self, text):
        data = text.encode()
        self.size += len(data)
        self._parts.append(self._compressor.compress(data))

    def encoded(self):
        data = b"".join(self._parts) + self._compressor.flush()
        return base64.b64encode(data).decode()
