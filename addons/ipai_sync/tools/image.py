# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What of a table is synchronised, and in which form."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One synchronised field.

    form: plain | translated | moment | relation, how its value becomes JSON.
    relation_table, relation_column, relation_target: of a many2many.
    """

    name: str
    type: str
    comodel: str = ""
    form: str = "plain"
    relation_table: str = ""
    relation_column: str = ""
    relation_target: str = ""

    @classmethod
    def of(cls, field):
        """Describe a stored field of an Odoo model."""
        if field.type == "many2many":
            return cls(
                field.name,
                field.type,
                field.comodel_name,
                "relation",
                field.relation,
                field.column1,
                field.column2,
            )
        form = "plain"
        if field.translate:
            form = "translated"
        elif field.type == "datetime":
            form = "moment"
        kind = "json" if field.company_dependent else field.type
        return cls(field.name, kind, field.comodel_name or "", form)


@dataclass(frozen=True)
class Spec:
    """One synchronised table: its model, its columns, the names asked for in vain."""

    model: str
    table: str
    columns: tuple
    absent: tuple = ()

    @property
    def fingerprint(self):
        """Changes when a reader has to be given the whole table again."""
        return hashlib.sha256(repr(self.columns).encode()).hexdigest()[:16]

    def describe(self):
        """The table as describe() tells it: absent fields are of type absent."""
        fields = [
            {
                "name": column.name,
                "type": column.type,
                "relation": column.comodel or None,
            }
            for column in self.columns
        ]
        fields += [
            {"name": name, "type": "absent", "relation": None} for name in self.absent
        ]
        return {"model": self.model, "table": self.table, "fields": fields}
