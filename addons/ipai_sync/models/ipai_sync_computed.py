# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from psycopg2 import Error

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import split_every

from ..tools.mask import key_of, masked

_logger = logging.getLogger(__name__)

AT_ONCE = 1_000
TRIED = (
    Error,
    AccessError,
    MissingError,
    UserError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class IpaiSyncComputed(models.AbstractModel):
    """The values of fields that no table has, as they are when a record is sent."""

    _name = "ipai.sync.computed"
    _description = "Computed fields for the warehouse"

    @api.model
    def _computed(self, spec, ids):
        """Read the computed fields of a table.

        They are read in the transaction of the batch, as the superuser, for all
        companies, archived records too, in English and in UTC. A field whose
        computation fails is left out and logged: it stops nobody.

        :param spec: Spec; its ``computed`` are Column.
        :param ids: ids of existing records.
        :return: {id: {field: value}}, values as JSON knows them; nothing is no key.
        """
        if not spec.computed or not ids:
            return {}
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        model = (
            self.env[spec.model]
            .sudo()
            .with_context(
                active_test=False,
                allowed_company_ids=companies.search([]).ids,
                lang="en_US",
                tz="UTC",
            )
        )
        found = {record_id: {} for record_id in ids}
        for chunk in split_every(AT_ONCE, sorted(ids), list):
            for column in spec.computed:
                for record, value in self._values(model.browse(chunk), column.name):
                    value = self._hidden(column, record, value)
                    if value is not None:
                        found[record.id][column.name] = value
            # A page of a large table would else stay in memory as a whole.
            self.env.invalidate_all(flush=False)
        return found

    def _values(self, records, name):
        """:return: list of (record, value) of one field, empty when it cannot be
        computed."""
        field = records._fields[name]
        try:
            with self.env.cr.savepoint(flush=False):
                return [(record, self._plain(field, record)) for record in records]
        except TRIED as error:
            _logger.warning(
                "%s of %s cannot be computed and is not sent: %s",
                name,
                records._name,
                error,
            )
            records.invalidate_recordset(flush=False)
            return []

    @api.model
    def _plain(self, field, record):
        """:return: the value of a field as JSON has it, None when there is none."""
        value = record[field.name]
        if field.type == "boolean":
            return bool(value)
        if field.type in ("integer", "float", "monetary"):
            return value
        if field.type == "many2one":
            return value.id or None
        if field.relational:
            return sorted(value.ids)
        if value is False or value is None:
            return None
        if field.type == "datetime":
            return f"{value.isoformat(timespec='microseconds')}Z"
        if field.type == "date":
            return value.isoformat()
        return value if field.type == "json" else str(value)

    def _hidden(self, column, record, value):
        """:return: what of a value may be sent."""
        if not column.mask or (column.persons and record.is_company):
            return value
        return masked(column.mask, str(value or ""), self._mask_key())

    def _mask_key(self):
        self.env.cr.execute("select mask_inner from public.ipai_sync_origin")
        return key_of(bytes(self.env.cr.fetchone()[0]))
