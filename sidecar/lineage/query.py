"""Reads a query: the columns it has, and what each of them is made of.

Every clause is walked once, CTEs in the order they stand. What a name means is looked up in the
relations of its own FROM, then in those around it; a name nobody knows is kept as a problem, so
that a gap is never mistaken for a constant.
"""

from collections.abc import Callable, Iterable, Mapping

from sqlglot import exp

from sidecar.lineage.expressions import trace
from sidecar.lineage.trace import GENERATED, LITERAL, Shape, Trace, Use, merged

RECORDS = frozenset(
    {"jsonb_to_record", "json_to_record", "jsonb_to_recordset", "json_to_recordset"}
)
# Functions whose only column has a name of its own when the alias names none.
OWN_COLUMN = "value"


class Scope:
    """The relations one SELECT can name, with those around it."""

    def __init__(
        self, reader: "Reader", ctes: Mapping[str, Shape], outer: "Scope | None" = None
    ) -> None:
        self._reader = reader
        self._outer = outer
        self.ctes = ctes
        self.sources: dict[str, Shape] = {}
        self.counted: list[Trace] = []
        self.windows: dict[str, exp.Expr] = {}
        self.outputs: dict[str, Trace] = {}

    @property
    def rows(self) -> Trace:
        return merged(self.counted) if self.counted else LITERAL

    def window(self, name: str) -> exp.Expr | None:
        return self.windows.get(name)

    def query(self, query: exp.Expr) -> Shape:
        return self._reader.read(query, self.ctes, self)

    def all_columns(self, table: str) -> Trace:
        shapes = [self.sources[table]] if table in self.sources else list(self.sources.values())
        for shape in shapes:
            if shape.open_relation:
                self._reader.report(f"the columns of {shape.open_relation} are not known")
        return merged(found for shape in shapes for found in shape.columns.values())

    def column(self, name: str, table: str) -> Trace:
        scope: Scope | None = self
        while scope is not None:
            found = scope.own_column(name, table)
            if found is not None:
                return found
            scope = scope._outer
        if not table and name in self.outputs:
            return self.outputs[name]
        self._reader.report(f"nothing here has a column {table + '.' if table else ''}{name}")
        return Trace()

    def own_column(self, name: str, table: str) -> Trace | None:
        """The column in this SELECT's own relations; a bare alias is the whole row."""
        if table:
            shape = self.sources.get(table)
            return shape.column(name) if shape else None
        for shape in self.sources.values():
            if name in shape.columns:
                return shape.columns[name]
        if name in self.sources:
            return self.all_columns(name).through("transformation")
        opened = [shape for shape in self.sources.values() if shape.open_relation]
        return opened[0].column(name) if len(opened) == 1 else None


class Reader:
    """Reads the queries of one model.

    `relation` answers the shape of a table outside by "schema.name".
    """

    def __init__(self, relation: Callable[[str], Shape]) -> None:
        self._relation = relation
        self.relations: set[str] = set()
        self.problems: list[str] = []

    def report(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    def read(
        self,
        query: exp.Expr,
        ctes: Mapping[str, Shape] | None = None,
        outer: Scope | None = None,
    ) -> Shape:
        """The shape of a query: SELECT, UNION, VALUES, with or without CTEs."""
        known = dict(ctes or {})
        with_ = query.args.get("with_")
        for cte in with_.expressions if with_ else []:
            known[cte.alias] = self._cte(
                cte, known, outer, recursive=bool(with_ and with_.recursive)
            )
        if isinstance(query, exp.Subquery):
            return self.read(query.this, known, outer).renamed(_alias_columns(query))
        if isinstance(query, exp.SetOperation):
            return self._set_operation(query, known, outer)
        if isinstance(query, exp.Values):
            return self._values(query, Scope(self, known, outer))
        if isinstance(query, exp.Select):
            return self._select(query, Scope(self, known, outer))
        self.report(f"a {query.key} is not read as a query")
        return Shape()

    def _cte(
        self, cte: exp.CTE, known: dict[str, Shape], outer: Scope | None, *, recursive: bool
    ) -> Shape:
        names = _alias_columns(cte)
        if recursive and isinstance(cte.this, exp.SetOperation):
            start = self.read(cte.this.left, known, outer).renamed(names)
            known = {**known, cte.alias: start}
        return self.read(cte.this, known, outer).renamed(names)

    def _set_operation(
        self, query: exp.SetOperation, ctes: Mapping[str, Shape], outer: Scope | None
    ) -> Shape:
        """UNION, INTERSECT, EXCEPT: columns by place, named by the first; EXCEPT only filters."""
        left, right = self.read(query.left, ctes, outer), self.read(query.right, ctes, outer)
        indirect = left.indirect | right.indirect
        if isinstance(query, exp.Except):
            taken = merged(right.columns.values()).only_uses("filter")
            return Shape(left.columns, left.rows, indirect | taken)
        if len(left.columns) != len(right.columns):
            self.report("the branches of a union have different numbers of columns")
        pairs = zip(left.columns.items(), right.columns.values(), strict=False)
        columns = {name: merged([one, other]) for (name, one), other in pairs}
        return Shape(columns, merged([left.rows, right.rows]), indirect)

    def _values(self, values: exp.Values, scope: Scope) -> Shape:
        rows = [
            row.expressions if isinstance(row, exp.Tuple) else [row] for row in values.expressions
        ]
        columns = {
            f"column{place}": merged(trace(cell, scope) for cell in cells)
            for place, cells in enumerate(zip(*rows, strict=True), 1)
        }
        return Shape(columns, LITERAL).renamed(_alias_columns(values))

    def _select(self, select: exp.Select, scope: Scope) -> Shape:
        indirect: set[Use] = set()
        from_ = select.args.get("from_")
        if from_:
            indirect |= self._add(from_.this, scope, counts=True)
        for join in select.args.get("joins") or []:
            indirect |= self._join(join, scope)
        for lateral in select.args.get("laterals") or []:
            indirect |= self._add(lateral, scope)
        scope.windows = {item.this.name: item for item in select.args.get("windows") or []}
        columns = self._projections(select, scope)
        scope.outputs = columns
        for shape in scope.sources.values():
            indirect |= shape.indirect
        indirect |= self._clauses(select, scope)
        rows = scope.rows.through("aggregation") if select.args.get("group") else scope.rows
        return Shape(columns, rows, frozenset(indirect))

    def _projections(self, select: exp.Select, scope: Scope) -> dict[str, Trace]:
        columns: dict[str, Trace] = {}
        for place, item in enumerate(select.expressions, 1):
            if item.is_star:
                columns |= self._star(item, scope)
            else:
                columns[item.alias_or_name or _unnamed(item, place)] = trace(item, scope)
        return columns

    def _star(self, item: exp.Expr, scope: Scope) -> dict[str, Trace]:
        table = item.table if isinstance(item, exp.Column) else ""
        scope.all_columns(table)  # reports relations whose columns nobody knows
        shapes = [scope.sources[table]] if table in scope.sources else scope.sources.values()
        columns: dict[str, Trace] = {}
        for shape in shapes:
            columns = {**shape.columns, **columns}
        ordered = [name for shape in shapes for name in shape.columns]
        return {name: columns[name] for name in ordered}

    def _clauses(self, select: exp.Select, scope: Scope) -> set[Use]:
        """What WHERE, HAVING, GROUP BY, DISTINCT ON and ORDER BY take in."""
        found: set[Use] = set()
        for clause in ("where", "having"):
            condition = select.args.get(clause)
            if condition:
                found |= trace(condition.this, scope).only_uses("filter")
        group = select.args.get("group")
        if group:
            for part in _grouped(group):
                found |= self._named(part, select, scope).only_uses("group_by")
        distinct = select.args.get("distinct")
        if distinct and distinct.args.get("on"):
            found |= trace(distinct.args["on"], scope).only_uses("group_by")
        order = select.args.get("order")
        for item in order.expressions if order else []:
            found |= self._named(item.this, select, scope).only_uses("sort")
        return found

    def _named(self, item: exp.Expr, select: exp.Select, scope: Scope) -> Trace:
        """An item of GROUP BY or ORDER BY: a place, a name of the output, or an expression."""
        outputs = list(scope.outputs.values())
        if isinstance(item, exp.Literal) and not item.is_string:
            place = int(item.this)
            return outputs[place - 1] if 0 < place <= len(outputs) else Trace()
        if isinstance(item, exp.Column) and not item.table:
            return scope.own_column(item.name, "") or scope.column(item.name, "")
        return trace(item, scope)

    def _join(self, join: exp.Join, scope: Scope) -> set[Use]:
        before = set(scope.sources)
        counts = join.side in {"RIGHT", "FULL"}
        found = self._add(join.this, scope, counts=counts)
        added = [shape for alias, shape in scope.sources.items() if alias not in before]
        condition = join.args.get("on")
        if condition:
            decided = trace(condition, scope)
            found |= decided.only_uses("join")
            for shape in added:
                shape.choose(decided.only_uses("conditional"))
        shared = [name.name for name in join.args.get("using") or []]
        if join.method == "NATURAL":
            old = {name for alias in before for name in scope.sources[alias].columns}
            shared = [name for shape in added for name in shape.columns if name in old]
        for name in shared:
            for shape in scope.sources.values():
                found |= (shape.column(name) or Trace()).only_uses("join")
        return found

    def _add(self, item: exp.Expr, scope: Scope, *, counts: bool = False) -> set[Use]:
        """Take a relation of FROM into the scope; the uses of joins inside parentheses."""
        if isinstance(item, exp.Subquery | exp.Paren) and isinstance(item.this, exp.Table):
            found = self._add(item.this, scope, counts=counts)
            for join in [*(item.this.args.get("joins") or []), *(item.args.get("joins") or [])]:
                found |= self._join(join, scope)
            return found
        shape = self._relation_of(item, scope).copy()
        scope.sources[item.alias_or_name or f"_{len(scope.sources)}"] = shape
        if counts:
            scope.counted.append(shape.rows)
        return set()

    def _relation_of(self, item: exp.Expr, scope: Scope) -> Shape:
        if isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier):
            return self._table(item, scope).renamed(_alias_columns(item))
        if isinstance(item, exp.Query):
            return self.read(item, scope.ctes, scope)
        if isinstance(item, exp.Values):
            return self._values(item, scope)
        if isinstance(item, exp.Lateral) and isinstance(item.this, exp.Query):
            return self.read(item.this, scope.ctes, scope).renamed(_alias_columns(item))
        return self._function(item, scope)

    def _table(self, table: exp.Table, scope: Scope) -> Shape:
        if not table.db and table.name in scope.ctes:
            return scope.ctes[table.name]
        name = f"{table.db}.{table.name}" if table.db else table.name
        self.relations.add(name)
        return self._relation(name)

    def _function(self, item: exp.Expr, scope: Scope) -> Shape:
        """A function in FROM: unnest, generate_series, jsonb_to_record, ..."""
        inner = item.this if isinstance(item, exp.Table | exp.Lateral) else item
        calls = item.args.get("rows_from") or [inner]
        value = merged(trace(call, scope) for call in calls)
        names = _alias_columns(item)
        if isinstance(inner, exp.Anonymous) and inner.name.lower() in RECORDS:
            document = merged(trace(part, scope) for part in inner.expressions)
            columns = {name: document.path(name) for name in names}
        else:
            names = names or [item.alias_or_name or OWN_COLUMN]
            columns = dict.fromkeys([*names, OWN_COLUMN], value)
        return Shape(columns, value if value.uses else GENERATED)


def _alias_columns(item: exp.Expr) -> list[str]:
    """The column names of an alias: `as t (a, b)`, with or without types."""
    alias = item.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return []
    return [column.name for column in alias.columns]


def _unnamed(item: exp.Expr, place: int) -> str:
    """The name PostgreSQL gives a column without one: of its function, else ?column?."""
    inner = item.this if isinstance(item, exp.Cast | exp.Paren) else item
    return inner.key if isinstance(inner, exp.Func) else f"?column?{place}"


def _grouped(group: exp.Group) -> Iterable[exp.Expr]:
    """The expressions of GROUP BY, those in sets, cubes and rollups among them."""
    for part in group.iter_expressions():
        if isinstance(part, exp.GroupingSets | exp.Cube | exp.Rollup | exp.Tuple):
            yield from _grouped(part)
        elif isinstance(part, exp.Paren):
            yield part.this
        else:
            yield part
