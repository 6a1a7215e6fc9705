# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import logging
import secrets
from collections import defaultdict

from odoo import models
from odoo.tools import SQL, file_open

from ..tools.mask import pads

_logger = logging.getLogger(__name__)

CAPTURE_FILE = "ipai_sync/data/capture.sql"
EVENTS = {
    "insert": SQL("referencing new table as changed"),
    "update": SQL("referencing old table as unchanged new table as changed"),
    "delete": SQL("referencing old table as changed"),
    "truncate": SQL(),
}


class IpaiSyncCapture(models.AbstractModel):
    """The database triggers that note every change of a synchronised record.

    They live in PostgreSQL, because Odoo itself changes records behind the ORM: raw SQL
    in the reconciliation, cascading foreign keys, the far side of a many2many.
    """

    _name = "ipai.sync.capture"
    _description = "Capture of changes for the warehouse"

    def _register_hook(self):
        res = super()._register_hook()
        self._refresh()
        # Every worker comes here when it starts; only the one that installed or updated
        # addons has something new to tell.
        if self.pool.updated_modules:
            self.env["ipai.sync.table"].sudo()._note_drift()
        return res

    def _refresh(self):
        """Bring outbox, functions and triggers to what the allow-list asks for.

        Looks first: creating a trigger waits for all writers of the table, so nothing
        is touched at an ordinary start.
        """
        cr = self.env.cr
        with file_open(CAPTURE_FILE) as capture:
            statements = capture.read()
        digest = hashlib.sha256(statements.encode()).hexdigest()
        if self._installed_digest() != digest:
            # Two workers may start at once; the second waits, then repeats harmlessly.
            cr.execute("select pg_advisory_xact_lock(hashtext('ipai_sync_capture'))")
            cr.execute(statements)
            cr.execute(
                SQL(
                    "comment on table public.ipai_sync_outbox is %s",
                    f"capture {digest}",
                )
            )
            self._give_mask_key()
        wanted, found = self._wanted_triggers(), self._found_triggers()
        for table, name in found.keys() - wanted.keys():
            self._drop_trigger(table, name)
        uncaptured = set()
        for (table, name), arguments in wanted.items():
            if found.get((table, name)) != arguments:
                self._create_trigger(table, name, arguments)
                uncaptured.update(arguments[::2] or [table])
        # Whatever changed while a trigger was missing is caught by reading it all
        # again.
        for table in uncaptured:
            cr.execute(
                SQL("insert into ipai_sync_outbox (tbl, op) values (%s, 'T')", table)
            )

    def _give_mask_key(self):
        inner, outer = pads(secrets.token_bytes(32))
        self.env.cr.execute(
            "update public.ipai_sync_origin set mask_inner = %s, mask_outer = %s"
            " where mask_inner is null",
            [inner, outer],
        )

    def _drop(self):
        """Remove triggers, functions and outbox."""
        for table, name in self._found_triggers():
            self._drop_trigger(table, name)
        self.env.cr.execute("""
            drop function if exists public.ipai_sync_capture();
            drop function if exists public.ipai_sync_capture_relation();
            drop function if exists public.ipai_sync_capture_truncate();
            drop table if exists public.ipai_sync_outbox, public.ipai_sync_origin;
        """)

    def _captured_tables(self):
        """:return: set of the tables whose changes are noted now."""
        return {
            table
            for table, name in self._found_triggers()
            if name == "ipai_sync_update"
        }

    def _installed_digest(self):
        self.env.cr.execute(
            "select obj_description(to_regclass('public.ipai_sync_outbox'), 'pg_class')"
        )
        comment = self.env.cr.fetchone()[0] or ""
        return comment.removeprefix("capture ")

    def _wanted_triggers(self):
        """:return: {(table, trigger): arguments}; a relation's arguments are pairs
        (synchronised table, column that points to it)."""
        pairs = defaultdict(list)
        tables = set()
        for spec in self.env["ipai.sync.table"].sudo()._specs():
            tables.add(spec.table)
            for column in spec.columns:
                if column.relation_table:
                    pairs[column.relation_table] += [spec.table, column.relation_column]
        wanted = {
            (table, f"ipai_sync_{event}"): () for table in tables for event in EVENTS
        }
        wanted.update(
            {
                (table, f"ipai_sync_{event}"): tuple(arguments)
                for table, arguments in pairs.items()
                for event in EVENTS
            }
        )
        return wanted

    def _found_triggers(self):
        """:return: {(table, trigger): arguments} as the database has them."""
        self.env.cr.execute("""
            select relation.relname, trigger.tgname,
                   string_to_array(encode(trigger.tgargs, 'escape'), '\\000')
            from pg_trigger trigger
            join pg_class relation on relation.oid = trigger.tgrelid
            where trigger.tgname like 'ipai\\_sync\\_%'
              and relation.relnamespace = 'public'::regnamespace
        """)
        return {
            (table, name): tuple(arguments[:-1])
            for table, name, arguments in self.env.cr.fetchall()
        }

    def _create_trigger(self, table, name, arguments):
        event = name.removeprefix("ipai_sync_")
        function = "ipai_sync_capture"
        if event == "truncate":
            function = "ipai_sync_capture_truncate"
        elif arguments:
            function = "ipai_sync_capture_relation"
        self.env.cr.execute(
            SQL(
                "create or replace trigger %s after %s on public.%s %s"
                " for each statement execute function public.%s(%s)",
                SQL.identifier(name),
                SQL(event),
                SQL.identifier(table),
                EVENTS[event],
                SQL.identifier(function),
                SQL(", ").join(SQL("%s", argument) for argument in arguments),
            )
        )
        _logger.info("Changes of %s are captured (%s)", table, event)

    def _drop_trigger(self, table, name):
        self.env.cr.execute(
            SQL(
                "drop trigger if exists %s on public.%s",
                SQL.identifier(name),
                SQL.identifier(table),
            )
        )
