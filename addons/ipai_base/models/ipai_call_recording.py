# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import secrets
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..exceptions import SidecarError
from .ipai_call_state import DONE, FAILED, QUEUED, RUNNING

CALLBACK_HOURS = 24


@dataclass
class Entry:
    """What is known of a call while it happens; written to the log at its end."""

    id: int
    uuid: str
    method: str
    path: str
    callback_url: str = ""
    attempts: int = 0
    status: int | None = None
    job: str | None = None


class IpaiCallRecording(models.AbstractModel):
    """How calls are written down: in a transaction of their own.

    The row stays when the caller's transaction rolls back. It never waits for a lock
    the caller holds: users and companies that are locked or not committed yet are left
    out (the login stays), and a row a callback is working on is left to that callback.
    """

    _name = "ipai.call.recording"
    _description = "How Calls Are Written Down"

    @contextmanager
    def _recorded(
        self, method, path, *, purpose, record=None, files=None, callback=False
    ):
        """Write a call down before it happens, yield its Entry, write how it ended."""
        token = secrets.token_urlsafe(32) if callback else None
        entry = Entry(0, str(uuid.uuid4()), method, path)
        entry.id = self._write_start(entry, purpose, record, files, token)
        if token:
            base = self.env["ipai.sidecar"]._callback_base_url()
            entry.callback_url = f"{base}/ipai/callback/{entry.id}/{token}"
        try:
            yield entry
        except Exception as error:
            self._write_outcome(entry, FAILED, **self._describe(error))
            raise
        self._write_outcome(entry, QUEUED if callback else DONE)

    @contextmanager
    def _own_transaction(self):
        with self.env.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})[self._name]

    def _write_start(self, entry, purpose, record, files, token):
        now = fields.Datetime.now()
        values = {
            "uuid": entry.uuid,
            "method": entry.method,
            "path": entry.path,
            "purpose": purpose,
            "state": RUNNING,
            "login": self.env.user.login,
            "started_at": now,
            "files": files and ", ".join(map(_file_label, files)),
        }
        if record is not None:
            values.update(res_model=record._name, res_id=record[:1]._origin.id)
        if token:
            values["token_hash"] = hashlib.sha256(token.encode()).hexdigest()
            values["expires_at"] = now + timedelta(hours=CALLBACK_HOURS)
        with self._own_transaction() as calls:
            values["user_id"] = calls._lockable(self.env.user)
            values["company_id"] = calls._lockable(self.env.company)
            return calls.create(values).id

    def _write_outcome(self, entry, state, **values):
        with self._own_transaction() as calls:
            calls.env.cr.execute(
                SQL(
                    "SELECT id FROM ipai_call WHERE id = %s AND state = %s "
                    "FOR UPDATE SKIP LOCKED",
                    entry.id,
                    RUNNING,
                )
            )
            if not calls.env.cr.fetchone():
                return
            call = calls.browse(entry.id)
            call.write(
                {"attempts": entry.attempts, "status": entry.status, "job": entry.job}
            )
            if state == QUEUED:
                call.state = QUEUED
            else:
                call._write_end(state, **values)

    def _lockable(self, record):
        """Id of the record if a key to it can be written at once, else False."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = %s FOR KEY SHARE SKIP LOCKED",
                SQL.identifier(record._table),
                record.id,
            )
        )
        row = self.env.cr.fetchone()
        return row and row[0]

    def _describe(self, error):
        if isinstance(error, SidecarError):
            return {"error": str(error), "code": error.code}
        if isinstance(error, UserError):
            return {"error": str(error)}
        return {
            "error": self.env._(
                "Odoo itself failed during this call (%(error)s); its log says more.",
                error=type(error).__name__,
            )
        }

    def _visible_now(self, call_id):
        """The call for the caller, whose transaction may be older than the row.

        A REPEATABLE READ transaction does not see rows committed after it began; the
        values are therefore put in the caller's cache.
        """
        names = [
            name
            for name, field in self._fields.items()
            if field.store and not field.groups
        ]
        with self._own_transaction() as calls:
            call = calls.browse(call_id)
            values = {
                name: self._fields[name].convert_to_write(call[name], call)
                for name in names
            }
        mine = self.browse(call_id)
        mine._update_cache(values, validate=False)
        return mine


def _file_label(file):
    _field, name, content, *_mimetype = file
    return f"{name} ({len(content) / 1024 / 1024:.1f} MB)"
