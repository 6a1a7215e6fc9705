"""What is known while a query is read: origins, columns in flight, relations in flight."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

# How an origin contributes, in OpenLineage's words. Direct: its value is in the result. Indirect:
# it decides which rows or which branch the result shows.
Direct = Literal["identity", "transformation", "aggregation"]
Indirect = Literal["conditional", "window", "filter", "join", "group_by", "sort"]
DIRECT: tuple[str, ...] = ("identity", "transformation", "aggregation")
INDIRECT: tuple[str, ...] = ("conditional", "window", "filter", "join", "group_by", "sort")
# The column of a relation that stands for its rows: what count(*) counts.
ROWS = "*"


class Origin(NamedTuple):
    """A column of a relation outside the query: ("silver.slv_moves", "amount_total").

    A key inside a JSON column is `payload.name`; the rows as such are `*`.
    """

    relation: str
    column: str


class Use(NamedTuple):
    """One origin and how it contributes."""

    origin: Origin
    via: str


def combined(inner: str, outer: str) -> str:
    """How an origin contributes to a result when a step that uses it `outer` took it in as `inner`.

    What is indirect once stays so; of two direct ones the stronger counts.
    """
    if inner in INDIRECT:
        return inner
    if outer in INDIRECT:
        return outer
    return max(inner, outer, key=DIRECT.index)


@dataclass(frozen=True)
class Trace:
    """What one value is made of: origins, and whether constants or generated values are in it."""

    uses: frozenset[Use] = frozenset()
    made: frozenset[str] = frozenset()

    def through(self, via: str) -> "Trace":
        """The same after one more step."""
        return Trace(
            frozenset(Use(use.origin, combined(use.via, via)) for use in self.uses), self.made
        )

    def only_uses(self, via: str) -> frozenset[Use]:
        return self.through(via).uses

    def path(self, key: str) -> "Trace":
        """The value under a key of this JSON: a column of its own while the JSON is untouched."""
        return Trace(
            frozenset(
                Use(Origin(use.origin.relation, f"{use.origin.column}.{key}"), use.via)
                if use.via == "identity"
                else Use(use.origin, combined(use.via, "transformation"))
                for use in self.uses
            ),
            self.made,
        )


LITERAL = Trace(made=frozenset({"literal"}))
GENERATED = Trace(made=frozenset({"generated"}))


def merged(traces: Iterable[Trace]) -> Trace:
    """Everything the traces are made of."""
    uses: frozenset[Use] = frozenset()
    made: frozenset[str] = frozenset()
    for trace in traces:
        uses |= trace.uses
        made |= trace.made
    return Trace(uses, made)


@dataclass
class Shape:
    """A relation in flight: its columns in order, its rows, and what decided which rows it has."""

    columns: dict[str, Trace] = field(default_factory=dict)
    rows: Trace = field(default_factory=Trace)
    indirect: frozenset[Use] = frozenset()
    # A relation outside whose columns nobody listed: any name is one of its columns.
    open_relation: str | None = None

    def column(self, name: str) -> Trace | None:
        found = self.columns.get(name)
        if found is None and self.open_relation:
            return Trace(frozenset({Use(Origin(self.open_relation, name), "identity")}))
        return found

    def copy(self) -> "Shape":
        return Shape(dict(self.columns), self.rows, self.indirect, self.open_relation)

    def choose(self, deciding: frozenset[Use]) -> None:
        """Let the condition of a join decide between the rows of a list of constants.

        `join (values ...) as classes on taxes.tax_class = classes.tax_class` is a CASE on
        taxes.tax_class, written as a table.
        """
        constant = self.columns and not any(trace.uses for trace in self.columns.values())
        if constant and not self.open_relation:
            for name, trace in self.columns.items():
                self.columns[name] = Trace(deciding, trace.made)

    def renamed(self, names: list[str]) -> "Shape":
        """The same with column aliases: `as t (a, b)`; names beyond them stay."""
        if not names:
            return self
        old = list(self.columns.items())
        new = dict(zip(names, (trace for _, trace in old), strict=False))
        new |= dict(old[len(names) :])
        return Shape(new, self.rows, self.indirect, self.open_relation)


def outside(relation: str, columns: Iterable[str] | None) -> Shape:
    """The shape of a table or view outside the query."""
    rows = Trace(frozenset({Use(Origin(relation, ROWS), "identity")}))
    if columns is None:
        return Shape(rows=rows, open_relation=relation)
    traces = {name: Trace(frozenset({Use(Origin(relation, name), "identity")})) for name in columns}
    return Shape(traces, rows)
