# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What of a table is synchronised, in which form, and the SQL that makes it.

The SQL is text with pyformat parameters, because two readers run it: Odoo itself, for
a reader that comes over RPC, and a reader with a connection of its own to the database.
Both must send the same bytes.
"""

import hashlib
from dataclasses import dataclass

from .mask import LEAVE_OUT, masked_sql

MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
BLOCK_ROWS = 256
BY_RANGE = "{0} > span.low and {0} <= span.high"
BY_IDS = "{0} = any(span.ids)"
RANGE_SPANS = f"""
    select low, least(low + {BLOCK_ROWS}, %(upto)s::bigint) as high
    from generate_series(%(after)s::bigint, %(upto)s::bigint - 1, {BLOCK_ROWS}) as low
"""
IDS_SPANS = f"""
    select (%(ids)s::integer[])[low + 1 : low + {BLOCK_ROWS}] as ids
    from generate_series(0, cardinality(%(ids)s::integer[]) - 1, {BLOCK_ROWS}) as low
"""


def quoted(name):
    """The name as an SQL identifier that may stand in a pyformat text."""
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


@dataclass(frozen=True)
class Column:
    """One synchronised field.

    form: plain | translated | moment | relation, how its value becomes JSON; computed:
    it is no column, Odoo says what it is.
    relation_table, relation_column, relation_target: of a many2many.
    sql_type: of the column, as the database names it.
    mask: what of a personal value is sent, see mask.py; "" everything. persons: it is
    masked in rows that are no company.
    """

    name: str
    type: str
    comodel: str = ""
    form: str = "plain"
    relation_table: str = ""
    relation_column: str = ""
    relation_target: str = ""
    sql_type: str = ""
    mask: str = ""
    persons: bool = False

    @classmethod
    def computed(cls, field):
        """Describe a field of an Odoo model that is not stored."""
        kind = "json" if field.company_dependent else field.type
        return cls(field.name, kind, field.comodel_name or "", "computed")

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

    @property
    def shape(self):
        """What the values are, in words: a change of it is a change of the table."""
        kind = self.sql_type or self.form
        words = [f"{self.type} {self.comodel}".strip(), f"({kind})"]
        if self.mask:
            words.append(f"{self.mask}{' of persons' if self.persons else ''}")
        return " ".join(words)

    def describe(self):
        """The field as describe() tells it."""
        found = {
            "name": self.name,
            "type": self.type,
            "relation": self.comodel or None,
        }
        if self.form == "computed":
            found["computed"] = True
        if self.mask:
            found |= {"masked": self.mask, "persons": self.persons}
        return found

    def value(self, relation):
        """SQL of the value as it goes into the image: texts in English, moments in UTC
        and saying so, many2many as sorted arrays, the rest as stored, personal data
        masked.

        :param relation: alias under which a many2many has been joined.
        """
        value = self._plain_value(relation)
        if not self.mask:
            return value
        hidden = "null" if self.mask == LEAVE_OUT else masked_sql(self.mask, value)
        if self.persons:
            return f"case when t.is_company then {value} else {hidden} end"
        return hidden

    def _plain_value(self, relation):
        name = f"t.{quoted(self.name)}"
        if self.form == "translated":
            return (
                f"coalesce({name} ->> 'en_US',"
                f" (select min(value) from jsonb_each_text({name})))"
            )
        if self.form == "moment":
            return f"to_char({name}, '{MOMENT}')"
        if self.form == "relation":
            return f"coalesce({relation}.ids, '{{}}')"
        return name

    def join(self, relation, within):
        """SQL that joins the values of a many2many, "" for other fields."""
        if self.form != "relation":
            return ""
        mine, other = quoted(self.relation_column), quoted(self.relation_target)
        return (
            f" left join (select r.{mine} as id,"
            f" array_agg(r.{other} order by r.{other}) as ids"
            f" from {quoted(self.relation_table)} as r"
            f" where {within.format(f'r.{mine}')} group by 1) as {relation}"
            f" on {relation}.id = t.id"
        )


@dataclass(frozen=True)
class Spec:
    """One synchronised table.

    columns: Column of what is stored. computed: Column of what is computed when a
    record is sent. absent: names asked for in vain. left_out: names a masking rule
    keeps back.
    """

    model: str
    table: str
    columns: tuple
    absent: tuple = ()
    computed: tuple = ()
    left_out: tuple = ()

    @property
    def shapes(self):
        """{field: what its values are in words}."""
        return {column.name: column.shape for column in self.columns + self.computed}

    @property
    def fingerprint(self):
        """Changes when a reader has to be given the whole table again."""
        return hashlib.sha256(repr((self.columns, self.computed)).encode()).hexdigest()[
            :16
        ]

    def describe(self):
        """The table as describe() tells it: absent fields are of type absent."""
        fields = [column.describe() for column in self.columns + self.computed]
        fields += [
            {"name": name, "type": "absent", "relation": None} for name in self.absent
        ]
        fields += [
            {"name": name, "type": "absent", "relation": None, "masked": LEAVE_OUT}
            for name in self.left_out
        ]
        return {"model": self.model, "table": self.table, "fields": fields}

    def statements(self):
        """The table as statements() tells it."""
        return {
            "model": self.model,
            "table": self.table,
            "fingerprint": self.fingerprint,
            "computed": bool(self.computed),
            "page_end": self.page_end,
            "range_blocks": self.range_blocks,
            "ids_blocks": self.ids_blocks,
            "range_hashes": self.range_hashes,
        }

    @property
    def range_blocks(self):
        """SQL giving (body, rows), some hundred rows at a time, of the ids above
        ``after`` up to ``upto``. Parameter computed: see _lines."""
        return self._blocks(RANGE_SPANS, BY_RANGE)

    @property
    def ids_blocks(self):
        """The same of the array ``ids``; an id that does not exist is not in it."""
        return self._blocks(IDS_SPANS, BY_IDS)

    @property
    def range_hashes(self):
        """SQL giving (id, hash) of the ids above ``after`` up to ``upto``."""
        return (
            f"select image.id, image.hash from ({RANGE_SPANS}) as span"
            f" cross join lateral ({self._image(BY_RANGE)}) as image"
        )

    @property
    def bucket_sums(self):
        """SQL giving (bucket, rows, sum of ids, sum of hashes) of the same; a bucket
        has ``size`` ids."""
        return (
            "select id / %(size)s, count(*), sum(id)::bigint, sum(hash::numeric)::text"
            f" from ({self.range_hashes}) as row group by 1 order by 1"
        )

    @property
    def page_end(self):
        """SQL of the id that ends a page of ``rows`` rows after ``after``, null when
        there are fewer, and of the last id there is."""
        table = quoted(self.table)
        return (
            f"select (select id from {table} where id > %(after)s order by id"
            f" limit 1 offset %(rows)s - 1), (select max(id) from {table})"
        )

    def _blocks(self, spans, within):
        return (
            f"select block.body, block.rows from ({spans}) as span"
            " cross join lateral (select count(*) as rows,"
            f" string_agg({self._line()}, '') as body"
            f" from ({self._image(within)}) as image{self._computed_join()}) as block"
            " where block.rows > 0"
        )

    def _line(self):
        """SQL of one line as COPY reads it: id, hash, image. JSON escapes tabs and line
        ends itself; COPY's own escape character is left."""
        body = "image.body"
        if self.computed:
            body = (
                "case when extra.image is null then image.body"
                " else left(image.body, -1) || ',' || substr(extra.image, 2) end"
            )
        return (
            "image.id || E'\\t' || image.hash || E'\\t'"
            f" || replace({body}, E'\\\\', E'\\\\\\\\') || E'\\n'"
        )

    def _computed_join(self):
        """SQL that joins the computed values, a JSON object {id: {field: value}}."""
        if not self.computed:
            return ""
        return (
            " left join jsonb_each_text(%(computed)s::jsonb) as extra (id, image)"
            " on extra.id = image.id::text and extra.image <> '{}'"
        )

    def _image(self, within):
        """SQL giving id, body (JSON without nulls) and hash of the stored fields. The
        hash is made here, once and over the very text that is sent: whoever keeps it
        can tell whether an image changed without taking it apart."""
        values, joins = ["t.id"], []
        for number, column in enumerate(self.columns):
            relation = f"r{number}"
            values.append(f"{column.value(relation)} as {quoted(column.name)}")
            joins.append(column.join(relation, within))
        return (
            "select id, body, hashtextextended(body, 0) as hash from (select id,"
            " json_strip_nulls(row_to_json(fields))::text as body from"
            f" (select {', '.join(values)} from {quoted(self.table)} as t"
            f"{''.join(joins)} where {within.format('t.id')}) as fields offset 0)"
            " as bodies offset 0"
        )
