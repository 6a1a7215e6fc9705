# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import zlib
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.cursor import BadCursor, Cursor

COUNTED_ROWS = 100_000  # counting a long backlog at each batch would slow its delivery
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


class IpaiSyncBatch(models.AbstractModel):
    """One answer to "what changed since": keys and row images out of one snapshot.

    Why nothing is lost: an outbox row is delivered once its transaction is older than
    every transaction still running (the horizon). Below that mark nothing can appear
    any more. The image is read in the same snapshot, so it contains the change, perhaps
    already a later one too; that later one is delivered again when its turn comes.

    A snapshot of a whole table goes along in the same batches, in pages by id. It needs
    no pause of the changes: whatever happens while it runs comes through the outbox as
    well.
    """

    _name = "ipai.sync.batch"
    _description = "Batch of changes for the warehouse"

    def _read(self, cursor_text, limit, refresh):
        """Build the next batch.

        :return: {source, origin, tx, tables, cursor, more, settled, rows, complete,
            behind, encoding, batch}. tx: every transaction below this number is in the
            images. tables: model -> table. complete: ranges (after, upto] of ids that
            are in the batch as a whole, so any other id in them does not exist.
            settled: with this batch the reader has exactly what Odoo has at this
            moment. behind: rows of the outbox after this batch and the age of the
            oldest. batch: JSON lines {model, id, op, tx, row}, op U (row given) or D
            (gone), compressed.
        """
        self.env.flush_all()
        origin, floor, horizon, ceiling = self._state()
        specs = {spec.table: spec for spec in self.env["ipai.sync.table"]._specs()}
        cursor = self._cursor(cursor_text, Cursor(origin, horizon), floor, ceiling)
        horizon = max(horizon, cursor.tx)
        acknowledged = cursor.position
        self._plan_snapshots(cursor, specs, refresh)
        touched, full = self._touched(cursor, specs, horizon, limit)
        taken = sum(map(len, touched.values()))
        lines = [
            line
            for table, ids in touched.items()
            for line in self._lines(specs[table], horizon, ids)
        ]
        complete, count, pages = self._pages(cursor, specs, horizon, limit - taken)
        self._prune(acknowledged, floor)
        more = full or bool(cursor.pending)
        behind = self._behind(cursor)
        body = "\n".join(lines + pages)
        return {
            "source": self._source(),
            "origin": origin,
            "tx": horizon,
            "tables": {spec.model: spec.table for spec in specs.values()},
            "cursor": cursor.encode(),
            "more": more,
            "settled": not more and not behind["rows"],
            "rows": taken + count,
            "complete": complete,
            "behind": behind,
            "encoding": "zlib+base64",
            "batch": base64.b64encode(zlib.compress(body.encode(), 1)).decode(),
        }

    def _count(self, cursor_text):
        """Count rows and add up ids per model, in one snapshot.

        :return: {source, settled, tables: {model: {table, count, id_sum}}}. settled: a
            reader at this cursor must hold exactly these.
        """
        self.env.flush_all()
        origin, floor, horizon, ceiling = self._state()
        specs = self.env["ipai.sync.table"]._specs()
        settled = False
        if cursor_text:
            cursor = self._cursor(cursor_text, Cursor(origin, horizon), floor, ceiling)
            self._plan_snapshots(cursor, {spec.table: spec for spec in specs}, [])
            settled = not cursor.pending and not self._behind(cursor)["rows"]
        tables = {}
        for spec in specs:
            self.env.cr.execute(
                SQL(
                    "select count(*), coalesce(sum(id), 0)::bigint from %s",
                    SQL.identifier(spec.table),
                )
            )
            count, id_sum = self.env.cr.fetchone()
            tables[spec.model] = {"table": spec.table, "count": count, "id_sum": id_sum}
        return {"source": self._source(), "settled": settled, "tables": tables}

    def _source(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _state(self):
        """:return: origin, floor (tx, seq), horizon, ceiling of transaction numbers.

        The origin names outbox, cluster and database together: transaction numbers mean
        nothing in a restored or copied database. The horizon is the oldest transaction
        running in the snapshot; one that provably works in another database of the
        cluster (it holds its number's lock there) cannot write our outbox and does not
        count, so a long build of a warehouse next door stops nothing. No transaction at
        or above the ceiling had begun.
        """
        self.env.cr.execute("""
            select md5(o.origin::text || c.system_identifier || d.oid),
                   o.floor_tx::text::bigint, o.floor_seq,
                   (select coalesce(min(running.tx), pg_snapshot_xmax(s))
                      from pg_snapshot_xip(s) running(tx)
                     where not exists (
                        select from pg_locks held
                          join pg_stat_activity backend on backend.pid = held.pid
                         where held.locktype = 'transactionid' and held.granted
                           and held.mode = 'ExclusiveLock'
                           and held.transactionid = running.tx::xid
                           and backend.datid <> d.oid)
                   )::text::bigint,
                   pg_snapshot_xmax(s)::text::bigint,
                   current_setting('transaction_isolation')
            from ipai_sync_origin o, pg_control_system() c, pg_database d,
                 pg_current_snapshot() s
            where d.datname = current_database()
        """)
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
            SQL(
                """
                select tbl, res_id, tx::text::bigint, seq from ipai_sync_outbox
                where (tx, seq) > (%s::text::xid8, %s) and tx < %s::text::xid8
                order by tx, seq limit %s
                """,
                cursor.tx,
                cursor.seq,
                horizon,
                limit,
            )
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
            SQL(
                """
                select
                    count(*),
                    coalesce(
                        extract(epoch from clock_timestamp() - min(at)), 0
                    )::float
                from (
                    select at from ipai_sync_outbox
                    where (tx, seq) > (%s::text::xid8, %s) limit %s
                ) unread
                """,
                cursor.tx,
                cursor.seq,
                COUNTED_ROWS,
            )
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

    def _lines(self, spec, horizon, ids):
        """:return: JSON lines of the given ids; missing ones are tombstones."""
        self.env.cr.execute(
            SQL(
                "select coalesce(array_agg(id), '{}'), string_agg(line, E'\\n')"
                " from (%s) l",
                self._images(spec, horizon, SQL("t.id = any(%s)", list(ids))),
            )
        )
        found, text = self.env.cr.fetchone()
        lines = [text] if text else []
        lines += [
            f'{{"model":"{spec.model}","id":{res_id},"op":"D","tx":{horizon}}}'
            for res_id in sorted(ids.difference(found))
        ]
        return lines

    def _pages(self, cursor, specs, horizon, limit):
        """Go on with the snapshots the cursor has pending, by at most ``limit`` rows.

        :return: complete ranges, number of rows, list of texts of JSON lines.
        """
        complete, taken, texts = [], 0, []
        for table in [table for table in specs if table in cursor.pending]:
            left = limit - taken
            if left <= 0:
                break
            after = cursor.pending[table]
            count, upto, text = self._page(specs[table], horizon, after, left)
            if count < left:
                upto = None
                del cursor.pending[table]
            else:
                cursor.pending[table] = upto
            taken += count
            texts += [text] if text else []
            model = specs[table].model
            complete.append(
                {"model": model, "table": table, "after": after, "upto": upto}
            )
        return complete, taken, texts

    def _page(self, spec, horizon, after, limit):
        """:return: number of rows, last id, JSON lines of the next page by id."""
        self.env.cr.execute(
            SQL(
                "select count(*), max(id), string_agg(line, E'\\n') from (%s) l",
                self._images(
                    spec, horizon, SQL("t.id > %s order by t.id limit %s", after, limit)
                ),
            )
        )
        return self.env.cr.fetchone()

    def _images(self, spec, horizon, condition):
        """:return: SQL giving id and JSON line of the rows that meet the condition."""
        columns = [SQL("t.id")] + [self._value(column) for column in spec.columns]
        head = f'{{"model":"{spec.model}","op":"U","tx":{horizon},"id":'
        return SQL(
            "select id, %s || id || ',\"row\":'"
            " || json_strip_nulls(row_to_json(image))::text || '}' as line"
            " from (select %s from %s t where %s) image",
            head,
            SQL(", ").join(columns),
            SQL.identifier(spec.table),
            condition,
        )

    def _value(self, column):
        """:return: SQL of one column as it goes into the image: texts in English,
        moments in UTC and saying so, many2many as sorted arrays, the rest as stored."""
        name = SQL.identifier("t", column.name)
        if column.form == "translated":
            value = SQL(
                "coalesce(%s ->> 'en_US',"
                " (select min(value) from jsonb_each_text(%s)))",
                name,
                name,
            )
        elif column.form == "moment":
            value = SQL("to_char(%s, %s)", name, MOMENT)
        elif column.form == "relation":
            value = SQL(
                "array(select %s from %s r where %s = t.id order by 1)",
                SQL.identifier("r", column.relation_target),
                SQL.identifier(column.relation_table),
                SQL.identifier("r", column.relation_column),
            )
        else:
            return name
        return SQL("%s as %s", value, SQL.identifier(column.name))
