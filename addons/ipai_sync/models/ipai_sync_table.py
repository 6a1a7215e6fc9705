# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models, release
from odoo.exceptions import AccessError, ValidationError

from ..tools.sensitive import REFUSED_MODELS
from ..tools.statements import BEHIND, STATE, TOUCHED
from .ipai_sync_drift import LIST

LISTS = ("field_names", "computed_names")


class IpaiSyncTable(models.Model):
    """One model of Odoo that may leave for the warehouse, with the fields that may."""

    _name = "ipai.sync.table"
    _description = "Synchronised table"
    _order = "sequence, model"
    _rec_name = "model"

    model = fields.Char(required=True, help="Technical name, for example account.move.")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    field_names = fields.Text(
        string="Fields",
        required=True,
        help="Names of stored fields, separated by commas or new lines. A field that "
        "is no column of this database may be listed: it is sent once it is one.",
    )
    computed_names = fields.Text(
        string="Computed fields",
        help="Names of fields that Odoo computes and does not store. They are read for "
        "the records that changed, and for all by the nightly refresh.",
    )
    model_label = fields.Char(compute="_compute_state", string="Name")
    field_count = fields.Integer(compute="_compute_state", string="Fields sent")
    absent_names = fields.Char(compute="_compute_state", string="Not in this database")
    is_captured = fields.Boolean(
        compute="_compute_state",
        string="Captured",
        help="The database notes every change of this table.",
    )

    _sql_constraints = [
        ("model_unique", "unique(model)", "This model is in the list already."),
    ]

    @api.depends("model", "field_names", "computed_names", "active")
    def _compute_state(self):
        captured = self.env["ipai.sync.capture"]._captured_tables()
        planned = self.sudo()._planned()
        for record in self:
            spec = planned[record.id]
            model = self.env.get(record.model)
            record.model_label = record.model if model is None else model._description
            record.field_count = len(spec.columns) if spec else 0
            record.absent_names = ", ".join(spec.absent) if spec else record.field_names
            record.is_captured = bool(spec and spec.table in captured)

    @api.constrains("model", "field_names", "computed_names")
    def _check_nothing_sensitive(self):
        for record in self:
            if record.model in REFUSED_MODELS:
                raise ValidationError(
                    self.env._(
                        "%s holds secrets or private data and is never synchronised.",
                        record.model,
                    )
                )
            model = self.env.get(record.model)
            if model is not None and record._model() is None:
                raise ValidationError(
                    self.env._("%s keeps no records to synchronise.", record.model)
                )
            known = model._fields if model is not None else {}
            for name in self._split(record.field_names):
                record._check_field(name, known.get(name))
            for name in self._split(record.computed_names):
                record._check_field(name, known.get(name))

    def _check_field(self, name, field):
        """:raise ValidationError: when the field may not, or cannot, be sent."""
        if "*" in name and not name.startswith("x_"):
            raise ValidationError(
                self.env._(
                    "%s could mean any field. Name the fields one by one; only custom "
                    "fields, whose names begin with x_, may be listed by a pattern.",
                    name,
                )
            )
        reason = self._refusal(name, field)
        if reason == "sensitive":
            raise ValidationError(
                self.env._(
                    "%(field)s of %(model)s is secret or private and is never "
                    "synchronised. Take it off the list.",
                    field=name,
                    model=self.model,
                )
            )
        if reason == "type":
            raise ValidationError(
                self.env._(
                    "%(field)s of %(model)s is a file or a list of lines, not a column "
                    "whose changes can be noted. Take it off the list.",
                    field=name,
                    model=self.model,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._tidied(vals) for vals in vals_list])
        records._list_changed()
        return records

    def write(self, vals):
        res = super().write(self._tidied(vals))
        self._list_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._list_changed()
        return res

    def _list_changed(self):
        # While modules are being loaded not all fields exist yet; the register hook of
        # the capture comes at the end of it.
        if self.pool.ready:
            self.env.flush_all()
            self.env["ipai.sync.capture"].sudo()._refresh()
            self.env["ipai.sync.table"].sudo()._note_drift(LIST)

    @api.model
    def _tidied(self, vals):
        """The values with field names on one line, each once, without the id."""
        lists = [name for name in LISTS if vals.get(name)]
        return vals | {name: ", ".join(self._split(vals[name])) for name in lists}

    @api.model
    def _split(self, text):
        names = dict.fromkeys(re.split(r"[\s,]+", text or ""))
        return [name for name in names if name and name != "id"]

    @api.model
    def _check_service(self):
        if not (self.env.su or self.env.user.has_group("ipai_base.group_service")):
            raise AccessError(
                self.env._(
                    "Only the service user of the workbench may read changes. Give the "
                    "sidecar the key of that user (Workbench, Configuration)."
                )
            )

    @api.model
    def describe(self):
        """Tell which tables and fields are synchronised.

        :return: {odoo_version, database, database_uuid, tables: [{model, table,
            fields: [{name, type, relation, ...}]}]}. type is "absent" for a field whose
            addon is not installed. Further, where it is so: computed: true; masked: how
            (see tools/mask.py) and persons: companies are not; company_dependent: true,
            the type is "json", {company id: value}, with the type of a value and
            fallback {company id: what a company without a value of its own has}.
        """
        self._check_service()
        tables = self.sudo()
        tables._note_drift()
        parameters = self.env["ir.config_parameter"].sudo()
        return {
            "odoo_version": release.version,
            "database": self.env.cr.dbname,
            "database_uuid": parameters.get_param("database.uuid"),
            "tables": [tables._described(spec) for spec in tables._specs()],
            "reports": True,
        }

    @api.model
    def changes(
        self, cursor=None, limit=5000, refresh=None, record_ids=None, committed=None
    ):
        """Give the next bounded batch of changed rows, see ipai.sync.batch.

        :param cursor: what the last batch gave back. None starts with a snapshot of
            everything.
        :param limit: rows, 1 to 200,000; a batch of many bytes ends before.
        :param refresh: names of models to be sent again as a whole.
        :param record_ids: {model: ids} of records to be sent again. An argument named
            ids would be taken by the RPC of 19.0 for the records it is called on.
        :param committed: the cursor up to which the reader has committed everything;
            without it ``cursor`` acknowledges that batch and all before.
        """
        self._check_service()
        return (
            self.env["ipai.sync.batch"]
            .sudo()
            ._read(
                cursor or None,
                min(max(int(limit), 1), 200_000),
                refresh or [],
                record_ids,
                committed,
            )
        )

    @api.model
    def acknowledge(self, cursor):
        """Forget the changes up to a cursor, which the reader has committed."""
        self._check_service()
        self.env["ipai.sync.batch"].sudo()._acknowledge(cursor)
        return True

    @api.model
    def statements(self):
        """Tell a reader with a read-only connection to this database what to ask it.

        :return: {state, touched, behind, tables: [{model, table, fingerprint, computed,
            page_end, range_blocks, ids_blocks, range_hashes}]}, see tools/statements.py
            and tools/image.py.
        """
        self._check_service()
        return {
            "state": STATE,
            "touched": TOUCHED,
            "behind": BEHIND,
            "tables": [spec.statements() for spec in self.sudo()._specs()],
        }

    @api.model
    def counts(self, cursor=None):
        """Count what the warehouse should hold, see ipai.sync.batch."""
        self._check_service()
        return self.env["ipai.sync.batch"].sudo()._count(cursor or None)
