"""Reads an SQL expression: which columns its value is made of, and how each contributes."""

from collections.abc import Callable
from typing import Protocol

from sqlglot import exp

from sidecar.lineage.trace import GENERATED, LITERAL, Shape, Trace, merged

# Aggregates of PostgreSQL that sqlglot knows as plain functions only.
AGGREGATES = frozenset(
    {"json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "range_agg", "xmlagg"}
)
CONSTANT = (
    exp.Literal,
    exp.Null,
    exp.Boolean,
    exp.Var,
    exp.DataType,
    exp.Identifier,
    exp.JSONPath,
    exp.Star,
)
# What they return stands in no column: time, chance, position.
GENERATING = (
    exp.CurrentDate,
    exp.CurrentTimestamp,
    exp.CurrentTime,
    exp.CurrentUser,
    exp.Uuid,
    exp.Rand,
    exp.RowNumber,
    exp.ExplodingGenerateSeries,
    exp.GenerateSeries,
)
GENERATING_NAMES = frozenset(
    {"clock_timestamp", "statement_timestamp", "current_setting", "nextval", "rank", "dense_rank"}
)


class Names(Protocol):
    """What an expression can name: columns, windows, queries within it."""

    @property
    def rows(self) -> Trace:
        """The rows of the query the expression stands in."""
        ...

    def column(self, name: str, table: str) -> Trace:
        """A column; table is "" when it is not said."""
        ...

    def all_columns(self, table: str) -> Trace:
        """Every column of a table, or of all of them for ""."""
        ...

    def window(self, name: str) -> exp.Expr | None:
        """A window of the WINDOW clause."""
        ...

    def query(self, query: exp.Expr) -> Shape:
        """A query within the expression."""
        ...


def trace(expression: exp.Expr | None, names: Names) -> Trace:
    """What the value of an expression is made of."""
    if expression is None:
        return Trace()
    for kind, reading in READINGS:
        if isinstance(expression, kind):
            return reading(expression, names)
    return _any(expression, names)


def _any(expression: exp.Expr, names: Names) -> Trace:
    """An operator or function without rules of its own: all that goes in comes out changed."""
    name = expression.name.lower() if isinstance(expression, exp.Anonymous) else ""
    found = merged(trace(part, names) for part in expression.iter_expressions())
    if isinstance(expression, GENERATING) or name in GENERATING_NAMES:
        found = merged([found, GENERATED])
    via = "aggregation" if name in AGGREGATES else "transformation"
    return found.through(via) if found.uses or found.made else LITERAL


def _same(expression: exp.Expr, names: Names) -> Trace:
    return trace(expression.this, names)


def _column(expression: exp.Expr, names: Names) -> Trace:
    assert isinstance(expression, exp.Column)  # noqa: S101 - READINGS says so
    if isinstance(expression.this, exp.Star):
        return names.all_columns(expression.table)
    return names.column(expression.name, expression.table)


def _constant(_expression: exp.Expr, _names: Names) -> Trace:
    return LITERAL


def _case(expression: exp.Expr, names: Names) -> Trace:
    """CASE and IF: results are values, whatever is compared decides between them."""
    branches = [expression] if isinstance(expression, exp.If) else expression.args.get("ifs") or []
    last = expression.args.get("default") or expression.args.get("false")
    results = [trace(branch.args.get("true"), names) for branch in branches]
    results.append(trace(last, names))
    deciding = [trace(branch.this, names) for branch in branches]
    if isinstance(expression, exp.Case):
        deciding.append(trace(expression.this, names))
    value = merged(results).through("transformation")
    return Trace(value.uses | merged(deciding).only_uses("conditional"), value.made)


def _filter(expression: exp.Expr, names: Names) -> Trace:
    """aggregate(...) filter (where ...)"""
    value = trace(expression.this, names)
    condition = trace(expression.expression.this, names)
    return Trace(value.uses | condition.only_uses("conditional"), value.made)


def _window(expression: exp.Expr, names: Names) -> Trace:
    """function(...) over (partition by ... order by ...), or over a named window."""
    value = trace(expression.this, names).through("transformation")
    named = names.window(expression.args["alias"].name) if expression.args.get("alias") else None
    parts = [
        part
        for window in (expression, named)
        if window is not None
        for part in [*(window.args.get("partition_by") or []), window.args.get("order")]
    ]
    frame = merged(trace(part, names) for part in parts if part is not None)
    return Trace(value.uses | frame.only_uses("window"), value.made)


def _within_group(expression: exp.Expr, names: Names) -> Trace:
    """percentile_cont(0.5) within group (order by value): the value stands in the order."""
    ordered = [item.this for item in expression.expression.expressions]
    parts = [trace(part, names) for part in (*expression.this.iter_expressions(), *ordered)]
    return merged(parts).through("aggregation")


def _aggregate(expression: exp.Expr, names: Names) -> Trace:
    if isinstance(expression, exp.Count) and isinstance(expression.this, exp.Star):
        return names.rows.through("aggregation")
    parts = [trace(part, names) for part in expression.iter_expressions()]
    return merged(parts).through("aggregation")


def _ordered_argument(expression: exp.Expr, names: Names) -> Trace:
    """array_agg(value order by place), or the order of a window."""
    value = trace(expression.this, names)
    order = merged(trace(item.this, names) for item in expression.expressions)
    if expression.this is None:
        return order
    return Trace(value.uses | order.only_uses("sort"), value.made)


def _json_key(expression: exp.Expr, names: Names) -> Trace:
    """document -> 'key': a column of its own while the document is untouched."""
    document = expression.this
    while isinstance(document, exp.Paren | exp.Cast):
        document = document.this
    found = trace(document, names)
    path = expression.expression
    keys = path.find_all(exp.JSONPathKey) if isinstance(path, exp.JSONPath) else []
    names_of_keys = [str(key.this) for key in keys]
    if not names_of_keys:
        return merged([found, trace(path, names)]).through("transformation")
    for key in names_of_keys:
        found = found.path(key)
    return found


def _query(expression: exp.Expr, names: Names) -> Trace:
    """A scalar query, or an array of one: its column, and what decides its row."""
    shape = names.query(expression)
    value = merged(shape.columns.values()).through("transformation")
    return Trace(value.uses | shape.indirect, value.made)


def _exists(expression: exp.Expr, names: Names) -> Trace:
    shape = names.query(expression.this)
    return Trace(shape.rows.only_uses("conditional") | shape.indirect)


Reading = Callable[[exp.Expr, Names], Trace]
Kinds = type[exp.Expr] | tuple[type[exp.Expr], ...]
# The first that fits counts.
READINGS: tuple[tuple[Kinds, Reading], ...] = (
    (exp.Column, _column),
    (CONSTANT, _constant),
    ((exp.Paren, exp.Alias, exp.Ordered), _same),
    ((exp.Case, exp.If), _case),
    (exp.Filter, _filter),
    (exp.Window, _window),
    (exp.WithinGroup, _within_group),
    (
        (exp.JSONExtract, exp.JSONExtractScalar, exp.JSONBExtract, exp.JSONBExtractScalar),
        _json_key,
    ),
    (exp.Exists, _exists),
    (exp.Query, _query),
    (GENERATING, _any),
    # They take one value of the window; sqlglot counts them among the aggregates.
    ((exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue), _any),
    (exp.AggFunc, _aggregate),
    (exp.Order, _ordered_argument),
)
