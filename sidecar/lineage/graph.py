"""Puts the whole graph together: Odoo field, bronze, silver, gold, metric, screen."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sidecar.lineage.manifest import Column, Project, Relation
from sidecar.lineage.parsing import Parsed
from sidecar.lineage.semantics import MetricUse, metric_uses
from sidecar.lineage.trace import ROWS, Trace

# Columns of a table of row versions that the synchronisation itself writes; `id` is Odoo's.
SYNC_COLUMNS = {
    "source": "database.uuid of the Odoo database, written by the synchronisation",
    "epoch": "Counts restores of the Odoo database; written by the synchronisation",
    "tx": "Odoo's transaction horizon of the version; written by the synchronisation",
    "seq": "Number of the version; drawn by the warehouse",
    "op": "U: living image, D: tombstone; written by the synchronisation",
    "loaded_at": "When the version came in; the warehouse's clock",
    "hash": "Hash of the image; written by the synchronisation",
}
PAYLOAD = "payload"
ROWS_LABEL = "rows"


@dataclass(frozen=True)
class Node:
    """A dataset (dataset is None), or a column or field of one."""

    id: str
    kind: str
    name: str
    label: str
    layer: str
    dataset: str | None = None
    data_type: str | None = None
    description: str | None = None
    details: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, order=True)
class Edge:
    """One way in which a node contributes to another."""

    source: str
    target: str
    level: str
    via: str


@dataclass
class Graph:
    """The lineage of the whole project."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: set[Edge] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        """Changes when anything in the graph does."""
        state = hashlib.sha256()
        for node in sorted(self.nodes.values(), key=lambda node: node.id):
            state.update(repr(node).encode() + repr(sorted(node.details.items())).encode())
        for edge in sorted(self.edges):
            state.update(repr(edge).encode())
        return state.hexdigest()[:16]

    def add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def link(self, source: str, target: str, via: str, level: str = "column") -> None:
        self.edges.add(Edge(source, target, level, via))


def column_id(dataset: str, column: str) -> str:
    return f"{dataset}/{column}"


def build(project: Project, parsed: Mapping[str, Parsed]) -> Graph:
    """The graph of a project whose models were read."""
    builder = _Builder(project, parsed)
    builder.add_relations()
    builder.add_columns()
    builder.add_metrics(metric_uses(project))
    builder.add_screens()
    return builder.graph


class _Builder:
    def __init__(self, project: Project, parsed: Mapping[str, Parsed]) -> None:
        self.graph = Graph()
        self._project = project
        self._parsed = parsed
        # Columns asked for that no query names: rows, and keys inside JSON columns.
        self._wanted: dict[str, set[str]] = {}

    def add_relations(self) -> None:
        for relation in self._project.relations.values():
            kind = "source" if relation.sql is None else "model"
            self.graph.add(_dataset(relation, kind))
            if relation.odoo_model:
                self._add_odoo_model(relation, relation.odoo_model)
            parsed = self._parsed.get(relation.id)
            for problem in parsed.problems if parsed else ():
                self.graph.problems.append(f"{relation.name}: {problem}.")
        for relation_id, parsed in self._parsed.items():
            for name in sorted(parsed.relations - {relation_id}):
                self._add_stranger(name)
                self.graph.link(name, relation_id, "reads", "table")

    def _add_odoo_model(self, relation: Relation, model: str) -> None:
        """The Odoo model behind a table of row versions, with all fields that are sent."""
        dataset = f"odoo:{model}"
        self.graph.add(Node(dataset, "odoo_model", model, model, "odoo"))
        self.graph.link(dataset, relation.id, "reads", "table")
        sent = [*relation.meta.get("fields", []), *relation.meta.get("computed", [])]
        for name in ["id", *sent]:
            target = "id" if name == "id" else f"{PAYLOAD}.{name}"
            source = self._add_field(dataset, name)
            self.graph.link(source, self._add_column(relation, target), "identity")
        for name, text in SYNC_COLUMNS.items():
            self._add_column(relation, name, description=text, details={"made": ["sync"]})

    def _add_field(self, dataset: str, name: str) -> str:
        label = ROWS_LABEL if name == ROWS else name
        node = Node(column_id(dataset, name), "field", name, label, "odoo", dataset)
        return self.graph.add(node)

    def _add_stranger(self, name: str) -> None:
        """A table a model reads without dbt knowing it."""
        if name not in self.graph.nodes:
            layer, _, table = name.rpartition(".")
            self.graph.add(Node(name, "source", table, table, layer))

    def add_columns(self) -> None:
        """Children before parents: every key a child reads is known when its parent comes."""
        for relation in reversed(self._project.relations.values()):
            if relation.id in self._parsed:
                self._add_model_columns(relation, self._parsed[relation.id])
        for relation in self._project.relations.values():
            if relation.id not in self._parsed:
                self._add_source_columns(relation)
        for name in self._wanted.keys() - self._project.relations.keys():
            for column in self._wanted[name]:
                self.graph.add(Node(column_id(name, column), "column", column, column, "", name))

    def _add_model_columns(self, relation: Relation, parsed: Parsed) -> None:
        traces = dict(parsed.columns)
        for name in sorted(self._wanted.get(relation.id, set()) - set(traces)):
            trace = _virtual(name, parsed)
            if trace is None:
                self.graph.problems.append(
                    f"{relation.name}: something reads its column {name}, which it does not have."
                )
            else:
                traces[name] = trace
        for name, trace in traces.items():
            made = {} if trace.uses else {"made": sorted(trace.made)}
            target = self._add_column(relation, name, details=made)
            self._link_uses(trace, target)
        self._link_uses(Trace(parsed.indirect), relation.id)

    def _link_uses(self, trace: Trace, target: str) -> None:
        for origin, via in trace.uses:
            self._wanted.setdefault(origin.relation, set()).add(origin.column)
            self.graph.link(column_id(*origin), target, via)

    def _add_source_columns(self, relation: Relation) -> None:
        for column in relation.columns:
            self._add_column(relation, column.name)
        for name in sorted(self._wanted.get(relation.id, set())):
            known = column_id(relation.id, name) in self.graph.nodes
            self._add_column(relation, name)
            if relation.odoo_model and name == ROWS:
                rows = self._add_field(f"odoo:{relation.odoo_model}", ROWS)
                self.graph.link(rows, column_id(relation.id, ROWS), "identity")
            elif relation.odoo_model and name.startswith(f"{PAYLOAD}.") and not known:
                self.graph.problems.append(
                    f"{relation.name}: a model reads the field {name.removeprefix('payload.')} of "
                    f"{relation.odoo_model}, which is not sent."
                )

    def _add_column(
        self,
        relation: Relation,
        name: str,
        *,
        description: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> str:
        described = next(
            (one for one in relation.columns if one.name == name), Column(name, None, None)
        )
        return self.graph.add(
            Node(
                id=column_id(relation.id, name),
                kind="column",
                name=name,
                label=ROWS_LABEL if name == ROWS else name,
                layer=relation.layer,
                dataset=relation.id,
                data_type=described.data_type,
                description=described.description or description,
                details=details or {},
            )
        )

    def add_metrics(self, uses: Iterable[MetricUse]) -> None:
        for use in uses:
            metric = f"metric:{use.metric}"
            self.graph.add(
                Node(metric, "metric", use.metric, use.label, "metric", description=use.description)
            )
            for relation, column, via in sorted(use.columns):
                self._wanted.setdefault(relation, set()).add(column)
                self.graph.link(relation, metric, "reads", "table")
                if column_id(relation, column) in self.graph.nodes:
                    self.graph.link(column_id(relation, column), metric, via)
                elif column != ROWS:
                    self.graph.problems.append(
                        f"The metric {use.metric} reads {relation}.{column}, which is not there."
                    )
            for other in use.metrics:
                self.graph.link(f"metric:{other}", metric, "reads", "table")

    def add_screens(self) -> None:
        """Exposures; their columns, where the yml names them, else only the models."""
        for exposure in self._project.exposures:
            screen = f"screen:{exposure.name}"
            details = {"type": exposure.kind, "url": exposure.url, "owner": exposure.owner}
            details["action"] = exposure.meta.get("odoo_action")
            node = Node(
                id=screen,
                kind="screen",
                name=exposure.name,
                label=exposure.label,
                layer="screen",
                description=exposure.description,
                details={key: value for key, value in details.items() if value},
            )
            self.graph.add(node)
            for parent in exposure.parents:
                relation = self._project.by_unique_id.get(parent)
                source = relation.id if relation else f"metric:{parent.rsplit('.', 1)[-1]}"
                if source in self.graph.nodes:
                    self.graph.link(source, screen, "reads", "table")
            for model, columns in exposure.meta.get("columns", {}).items():
                self._link_screen_columns(screen, model, columns)

    def _link_screen_columns(self, screen: str, model: str, columns: list[str]) -> None:
        named = (one.id for one in self._project.relations.values() if one.name == model)
        relation = next(named, model)
        for column in columns:
            if column_id(relation, column) in self.graph.nodes:
                self.graph.link(column_id(relation, column), screen, "identity")
            else:
                self.graph.problems.append(
                    f"The screen {screen.removeprefix('screen:')} reads {model}.{column}, "
                    "which is not there."
                )


def _virtual(name: str, parsed: Parsed) -> Trace | None:
    """The rows of a model, or a key inside one of its JSON columns."""
    if name == ROWS:
        return parsed.rows
    column, _, key = name.partition(".")
    return parsed.columns[column].path(key) if key and column in parsed.columns else None


def _dataset(relation: Relation, kind: str) -> Node:
    meta = relation.meta
    details = {key: meta[key] for key in ("owner", "grain", "slo", "origin") if meta.get(key)}
    return Node(
        id=relation.id,
        kind=kind,
        name=relation.name,
        label=relation.name,
        layer=relation.layer,
        description=relation.description,
        details=details,
    )
