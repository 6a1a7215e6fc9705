# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import fnmatch
import re

from odoo import api, fields, models, release
from odoo.exceptions import AccessError, ValidationError

from ..tools.image import Column, Spec
from ..tools.sensitive import REFUSED_MODELS, refusal
from ..tools.statements import BEHIND, STATE, TOUCHED

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

    @api.depends("model", "field_names", "active")
    def _compute_state(self):
        captured = self.env["ipai.sync.capture"]._captured_tables()
        for record in self:
            spec = record._spec()
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
            if model is not None and (model._abstract or model._transient):
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

    def _refusal(self, name, field):
        """Why the field may not be sent, None when it may."""
        kind, groups = (field.type, field.groups) if field else ("", "")
        return refusal(self.model, name, kind, groups)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._tidied(vals) for vals in vals_list])
        records._recapture()
        return records

    def write(self, vals):
        res = super().write(self._tidied(vals))
        self._recapture()
        return res

    def unlink(self):
        res = super().unlink()
        self._recapture()
        return res

    def _recapture(self):
        # While modules are being loaded not all fields exist yet; the register hook of
        # the capture comes at the end of it.
        if self.pool.ready:
            self.env.flush_all()
            self.env["ipai.sync.capture"].sudo()._refresh()

    @api.model
    def _tidied(self, vals):
        """The values with field names on one line, each once, without the id."""
        lists = [name for name in LISTS if vals.get(name)]
        return vals | {name: ", ".join(self._split(vals[name])) for name in lists}

    @api.model
    def _split(self, text):
        names = dict.fromkeys(re.split(r"[\s,]+", text or ""))
        return [name for name in names if name and name != "id"]

    def _names(self):
        """:return: names of the fields in their order; a pattern (x_plan*_id) gives
        those it matches now, or itself when there are none."""
        known = getattr(self.env.get(self.model), "_fields", {})
        names = {}
        for name in self._split(self.field_names):
            matching = fnmatch.filter(known, name) if "*" in name else [name]
            names.update(dict.fromkeys(sorted(matching) or [name]))
        return list(names)

    def _spec(self):
        """What of the model can be sent now.

        :return: Spec, None when its addon is not installed.
        """
        self.ensure_one()
        model = self.env.get(self.model)
        if model is None or model._abstract or model._transient:
            return None
        columns, absent = [], []
        for name in self._names():
            field = model._fields.get(name)
            # An update of Odoo may have changed what was checked when the list was
            # made.
            stored = field is not None and field.store
            if stored and not self._refusal(name, field):
                columns.append(Column.of(field))
            else:
                absent.append(name)
        return Spec(self.model, model._table, tuple(columns), tuple(absent))

    @api.model
    def _specs(self):
        """:return: list of Spec of all active rows whose model exists."""
        specs = (record._spec() for record in self.search([]))
        return [spec for spec in specs if spec]

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
            fields: [{name, type, relation}]}]}; type is "absent" for a field whose
            addon is not installed. Company-dependent fields are of type "json".
        """
        self._check_service()
        parameters = self.env["ir.config_parameter"].sudo()
        return {
            "odoo_version": release.version,
            "database": self.env.cr.dbname,
            "database_uuid": parameters.get_param("database.uuid"),
            "tables": [spec.describe() for spec in self.sudo()._specs()],
        }

    @api.model
    def changes(self, cursor=None, limit=5000, refresh=None, ids=None, committed=None):
        """Give the next bounded batch of changed rows, see ipai.sync.batch.

        :param cursor: what the last batch gave back. None starts with a snapshot of
            everything.
        :param limit: rows, 1 to 200,000; a batch of many bytes ends before.
        :param refresh: names of models to be sent again as a whole.
        :param ids: {model: ids} of records to be sent again.
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
                ids,
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
