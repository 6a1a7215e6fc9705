# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import fnmatch
from dataclasses import replace

from odoo import api, models

from ..tools.image import Column, Spec
from ..tools.mask import (
    HASH,
    KEEP,
    LAST4,
    LEAVE_OUT,
    TEXT_MASKS,
    TEXT_TYPES,
    deciding,
    rules_for,
)
from ..tools.sensitive import refusal

TIMESTAMP = "timestamp without time zone"
JSON_TYPES = frozenset({"json", "properties", "properties_definition"})


class IpaiSyncPlan(models.Model):
    """What of each listed table can be sent at this moment.

    Asked from Odoo's fields and from the database itself: a column may be gone, or of
    another type, before Odoo knows (an update under way, SQL by hand). What cannot be
    sent now is absent; it never stops the rest.
    """

    _inherit = "ipai.sync.table"

    @api.model
    def _specs(self):
        """:return: list of Spec of all active rows whose table exists."""
        return [spec for spec in self.search([])._planned().values() if spec]

    def _spec(self):
        """:return: Spec, None when its addon is not installed."""
        self.ensure_one()
        return self._planned()[self.id]

    def _planned(self):
        """:return: {id: Spec or None when there is no such table}."""
        catalog = self._catalog()
        return {record.id: record._spec_of(catalog) for record in self}

    def _model(self):
        """:return: the model when it keeps records in a table of its own, else None."""
        model = self.env.get(self.model)
        keeps = model is not None and not (
            model._abstract or model._transient or not model._auto
        )
        return model if keeps else None

    def _catalog(self):
        """:return: {table: {column: type}} of the tables and relations of these rows,
        as the database has them."""
        wanted = set()
        for model in filter(lambda model: model is not None, map(_own_model, self)):
            wanted.add(model._table)
            wanted.update(
                field.relation
                for field in model._fields.values()
                if field.type == "many2many" and field.store
            )
        self.env.cr.execute(
            """
            select relation.relname, attribute.attname,
                   format_type(attribute.atttypid, null)
            from pg_attribute attribute
            join pg_class relation on relation.oid = attribute.attrelid
            where relation.relnamespace = 'public'::regnamespace
              and relation.relkind in ('r', 'p') and relation.relname = any(%s)
              and attribute.attnum > 0 and not attribute.attisdropped
            """,
            [list(wanted)],
        )
        catalog = {}
        for table, column, sql_type in self.env.cr.fetchall():
            catalog.setdefault(table, {})[column] = sql_type
        return catalog

    def _spec_of(self, catalog):
        model = self._model()
        if model is None or model._table not in catalog:
            return None
        columns, computed, absent, left_out = [], [], [], []
        rules = rules_for(self.env["ipai.sync.mask"]._rules(), self.model)
        of_odoo = self._split(self.computed_names)
        for name in self._names():
            column = self._column(model, name, catalog, rules, name in of_odoo)
            if column is None:
                absent.append(name)
            elif column.mask == LEAVE_OUT and not column.persons:
                left_out.append(name)
            elif column.form == "computed":
                computed.append(column)
            else:
                columns.append(column)
        return Spec(
            self.model,
            model._table,
            tuple(columns),
            tuple(absent),
            tuple(computed),
            tuple(left_out),
        )

    def _names(self):
        """:return: names of stored and of computed fields in their order; a pattern
        (x_plan*_id) gives those it matches now, or itself when there are none."""
        known = getattr(self.env.get(self.model), "_fields", {})
        names = {}
        for name in self._split(self.field_names) + self._split(self.computed_names):
            matching = fnmatch.filter(known, name) if "*" in name else [name]
            names.update(dict.fromkeys(sorted(matching) or [name]))
        return list(names)

    def _column(self, model, name, catalog, rules, computed):
        """:return: Column of a field, None when it cannot be sent now."""
        field = model._fields.get(name)
        if field is None:
            return None
        # An update of Odoo may have changed what was checked when the list was made.
        reason = refusal(model._name, name, field.type, field.groups)
        if reason not in (None, "unmasked"):
            return None
        hidden = self._hidden(model, field, deciding(rules, name), reason)
        if field.type == "many2many" and field.store:
            column = Column.of(field)
            has = catalog.get(column.relation_table, {})
            complete = {column.relation_column, column.relation_target} <= has.keys()
            return replace(column, **hidden) if complete else None
        if field.store:
            return self._stored_column(field, catalog[model._table].get(name), hidden)
        return replace(Column.computed(field), **hidden) if computed else None

    def _stored_column(self, field, sql_type, hidden):
        """:return: Column in the form the database really has it, None when it has
        none, or one that cannot hold such values."""
        if sql_type is None:
            return None
        column, is_json = Column.of(field), sql_type == "jsonb"
        form = column.form
        if field.translate:
            form = "translated" if is_json else "plain"
        elif is_json != (column.type in JSON_TYPES):
            return None
        elif form == "moment" and sql_type != TIMESTAMP:
            form = "plain"
        return replace(column, form=form, sql_type=sql_type, **hidden)

    def _hidden(self, model, field, rule, reason):
        """:return: {mask, persons} of a column, by the rule about it. What cannot be
        masked as asked for is left out."""
        action = rule.action
        persons = rule.persons and "is_company" in model._fields
        text = field.type in TEXT_TYPES and not field.company_dependent
        if reason and (persons or action not in (HASH, LAST4)):
            action, persons = LEAVE_OUT, False
        if action in TEXT_MASKS and not text:
            action = LEAVE_OUT
        return {} if action == KEEP else {"mask": action, "persons": persons}

    def _refusal(self, name, field):
        """Why the field may not be sent as it is, None when it may."""
        kind, groups = (field.type, field.groups) if field else ("", "")
        return refusal(self.model, name, kind, groups)

    @api.model
    def _listed_fields(self):
        """:return: (model, field) of everything that is listed and known here."""
        for record in self.search([]):
            known = getattr(self.env.get(record.model), "_fields", {})
            for name in record._names():
                if name in known:
                    yield record.model, name

    def _described(self, spec):
        """The table as describe() tells it: what the values of each field are."""
        model = self.env[spec.model]
        return spec.describe() | {
            "fields": [
                known | self._company_values(model, known["name"])
                for known in spec.describe()["fields"]
            ]
        }

    def _company_values(self, model, name):
        """What describe() adds about a company-dependent field: values are stored by
        company; a company without one has the fallback."""
        field = model._fields.get(name)
        if field is None or not field.company_dependent:
            return {}
        fallback = {}
        for company in (
            self.env["res.company"].with_context(active_test=False).search([])
        ):
            value = field.get_company_dependent_fallback(model.with_company(company))
            fallback[str(company.id)] = getattr(value, "id", value) or None
        return {"company_dependent": True, "value": field.type, "fallback": fallback}


def _own_model(record):
    return record._model()
