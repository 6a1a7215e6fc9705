# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models

from .ipai_sync_drift import (
    FIELD_ADDED,
    FIELD_CHANGED,
    FIELD_GONE,
    SCHEMA,
    TABLE_ADDED,
    TABLE_GONE,
)

NO_TABLE = {"table": None, "fields": {}}


class IpaiSyncMemory(models.Model):
    """A synchronised table, with the memory of what it could send."""

    _inherit = "ipai.sync.table"

    known_fields = fields.Json(
        readonly=True,
        help="The table, null when there was none, and what each field was when they "
        "were last looked at; empty before the first look.",
    )
    drift_ids = fields.One2many("ipai.sync.drift", "table_id", "Changes", readonly=True)

    @api.model
    def _note_drift(self, cause=SCHEMA):
        """Compare what can be sent with what could be, and note the differences.

        Looked at when the synchronisation asks for the tables, when the list or a rule
        changes, and when addons were installed or updated: whatever changed them.
        """
        rows = []
        tables = self.search([])
        for table_id, spec in tables._planned().items():
            table = self.browse(table_id)
            now = {"table": spec.table, "fields": spec.shapes} if spec else NO_TABLE
            before = table.known_fields
            if now == before:
                continue
            if before:
                rows += table._differences(before, now, cause)
            table._remember(now)
        self.env["ipai.sync.drift"].create(rows)

    def _remember(self, known):
        # By SQL: what the table can send is no edit of the list.
        self.flush_recordset(["known_fields"])
        self.env.cr.execute(
            "update ipai_sync_table set known_fields = %s::jsonb where id = %s",
            [json.dumps(known), self.id],
        )
        self.invalidate_recordset(["known_fields"], flush=False)

    def _differences(self, before, now, cause):
        """:return: list of values of ipai.sync.drift."""
        about = {"table_id": self.id, "model": self.model, "cause": cause}
        if not before["table"] or not now["table"]:
            return [about | {"kind": TABLE_ADDED if now["table"] else TABLE_GONE}]
        before, now = before["fields"], now["fields"]
        rows = []
        for name in sorted(before.keys() | now.keys()):
            was, is_ = before.get(name), now.get(name)
            if was == is_:
                continue
            kind = FIELD_CHANGED if was and is_ else FIELD_ADDED if is_ else FIELD_GONE
            rows.append(
                about
                | {
                    "field": name,
                    "kind": kind,
                    "before": was,
                    "after": is_,
                    "addon": self._addon_of(name),
                }
            )
        return rows

    def _addon_of(self, name):
        """:return: "name version" of the addon a field comes from, None without."""
        field = getattr(self.env.get(self.model), "_fields", {}).get(name)
        if field is None or not field._module:
            return None
        module = self.env.ref(f"base.module_{field._module}", raise_if_not_found=False)
        version = module and module.latest_version
        return f"{field._module} {version or ''}".strip()
