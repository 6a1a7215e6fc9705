"""What dbt's manifest declares of each relation: owner, SLO, required columns, keys, checks."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

LAYERS = ("bronze", "silver", "gold", "platinum")
Node: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One data test of dbt, on the relation it judges."""

    node: str
    name: str
    description: str
    column: str | None
    kind: str


@dataclass(slots=True)
class Declaration:
    """What is promised about one relation. Empty for one dbt does not know."""

    node: str = ""
    description: str = ""
    owner: str = ""
    slo_hours: float | None = None
    completeness: float | None = None
    required: set[str] = field(default_factory=set)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    is_view: bool = False


class Manifest:
    """The manifest of the dbt project, by relation ("gold.vat_lines")."""

    def __init__(self, content: Node) -> None:
        self.nodes: dict[str, Node] = {**content.get("sources", {}), **content.get("nodes", {})}
        self.relations = {
            relation: name
            for name, node in self.nodes.items()
            if node["resource_type"] in {"model", "source", "snapshot", "seed"}
            and (relation := _relation(node)).split(".")[0] in LAYERS
        }

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def declaration(self, relation: str) -> Declaration:
        """What is promised about a relation."""
        name = self.relations.get(relation)
        if name is None:
            return Declaration()
        node = self.nodes[name]
        meta = _meta(node)
        slo = meta.get("slo") or {}
        found = Declaration(
            node=name,
            description=" ".join((node.get("description") or "").split()),
            owner=str(meta.get("owner") or ""),
            slo_hours=_number(slo.get("freshness_hours")),
            completeness=_number(slo.get("completeness_percent")),
            is_view=(node.get("config") or {}).get("materialized") == "view",
        )
        for column, promised in (node.get("columns") or {}).items():
            kinds = {constraint["type"] for constraint in promised.get("constraints") or ()}
            if kinds & {"not_null", "primary_key"} or _meta(promised).get("required"):
                found.required.add(column)
        for test in self._tests.get(name, ()):
            _add_test(found, test)
        return found

    def upstream_sources(self, relation: str) -> set[str]:
        """Relations of the sources a relation is made of; itself when it is a source."""
        found: set[str] = set()
        waiting, seen = [self.relations.get(relation)], set()
        while waiting:
            name = waiting.pop()
            if name is None or name in seen or name not in self.nodes:
                continue
            seen.add(name)
            node = self.nodes[name]
            if node["resource_type"] == "source":
                found.add(_relation(node))
            waiting.extend((node.get("depends_on") or {}).get("nodes") or ())
        return found

    @cached_property
    def _tests(self) -> dict[str, list[Node]]:
        """Data tests by the nodes they judge."""
        by_node: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node["resource_type"] == "test":
                for judged in self._judged(node):
                    by_node.setdefault(judged, []).append(node)
        return by_node

    def _judged(self, test: Node) -> Iterable[str]:
        """The node a generic test stands at. A test that compares relations guards those of the
        highest layer among them: a mart that differs from its ledger is the mart's fault."""
        if test.get("attached_node"):
            return (str(test["attached_node"]),)
        read = (test.get("depends_on") or {}).get("nodes") or ()
        placed = {
            name: LAYERS.index(schema)
            for name in read
            if name in self.nodes and (schema := self.nodes[name].get("schema")) in LAYERS
        }
        highest = max(placed.values(), default=0)
        return [name for name, layer in placed.items() if layer == highest]


def _add_test(found: Declaration, test: Node) -> None:
    metadata = test.get("test_metadata") or {}
    kind = str(metadata.get("name") or "")
    column = test.get("column_name")
    if kind == "not_null" and column:
        found.required.add(column)
    elif kind == "unique" and column:
        found.keys.append((column,))
    elif kind == "unique_combination":
        found.keys.append(tuple((metadata.get("kwargs") or {}).get("columns") or ()))
    found.checks.append(
        Check(
            node=str(test["unique_id"]),
            name=str(test["name"]),
            description=" ".join((test.get("description") or "").split()),
            column=column,
            kind=kind or "query",
        )
    )


def _relation(node: Node) -> str:
    return f"{node.get('schema')}.{node.get('identifier') or node.get('alias') or node['name']}"


def _meta(node: Node) -> Node:
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _number(value: Any) -> float | None:
    return float(value) if value is not None else None
