"""Reads what lineage needs out of dbt's manifest of a full-refresh compile."""

import csv
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column as its yml describes it."""

    name: str
    data_type: str | None
    description: str | None


@dataclass(frozen=True)
class Relation:
    """A table or view of the warehouse: a model with its compiled SQL, or a source without."""

    unique_id: str
    name: str
    layer: str
    description: str | None
    columns: tuple[Column, ...]
    sql: str | None
    parents: tuple[str, ...]
    meta: dict[str, Any]

    @property
    def id(self) -> str:
        """schema.name, as queries name it."""
        return f"{self.layer}.{self.name}"

    @property
    def odoo_model(self) -> str | None:
        """The Odoo model whose row versions a source table holds."""
        return self.meta.get("model") if self.sql is None else None


@dataclass(frozen=True)
class Exposure:
    """A screen, report or program that reads models."""

    name: str
    label: str
    kind: str
    description: str | None
    url: str | None
    owner: str | None
    parents: tuple[str, ...]
    meta: dict[str, Any]


@dataclass(frozen=True)
class Project:
    """The whole dbt project; relations by "schema.name", parents before children."""

    relations: dict[str, Relation]
    exposures: tuple[Exposure, ...] = ()
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    semantic_models: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def by_unique_id(self) -> dict[str, Relation]:
        return {relation.unique_id: relation for relation in self.relations.values()}


def read(path: Path) -> Project:
    """The project of a manifest.json."""
    content = json.loads(path.read_text(encoding="utf-8"))
    nodes: dict[str, dict[str, Any]] = content["nodes"]
    relations = [_source(node) for node in content["sources"].values()]
    for unique_id in _ordered(nodes):
        if nodes[unique_id]["config"].get("materialized") != "ephemeral":
            relations.append(_model(nodes[unique_id]))
    return Project(
        relations={relation.id: relation for relation in relations},
        exposures=tuple(_exposure(node) for node in content["exposures"].values()),
        metrics={node["name"]: node for node in content["metrics"].values()},
        semantic_models={node["name"]: node for node in content["semantic_models"].values()},
    )


def _ordered(nodes: dict[str, dict[str, Any]]) -> list[str]:
    """Models, seeds and snapshots, each after what it reads."""
    ordered: dict[str, None] = {}

    def visit(unique_id: str) -> None:
        node = nodes.get(unique_id)
        if node is None or unique_id in ordered:
            return
        for parent in node.get("depends_on", {}).get("nodes", []):
            visit(parent)
        if node["resource_type"] in {"model", "seed", "snapshot"}:
            ordered[unique_id] = None

    for unique_id in nodes:
        visit(unique_id)
    return list(ordered)


def _source(node: dict[str, Any]) -> Relation:
    return Relation(
        unique_id=node["unique_id"],
        name=node["identifier"],
        layer=node["schema"],
        description=node["description"] or None,
        columns=_columns(node),
        sql=None,
        parents=(),
        meta=_meta(node),
    )


def _model(node: dict[str, Any]) -> Relation:
    return Relation(
        unique_id=node["unique_id"],
        name=node["alias"] or node["name"],
        layer=node["schema"],
        description=node["description"] or None,
        columns=_columns(node) or _seed_columns(node),
        # Without the database, so that a copy under another name is the same project.
        sql=(node.get("compiled_code") or "").replace(f'"{node["database"]}".', "") or None,
        parents=tuple(node.get("depends_on", {}).get("nodes", ())),
        meta=_meta(node),
    )


def _columns(node: dict[str, Any]) -> tuple[Column, ...]:
    return tuple(
        Column(name, found.get("data_type"), found.get("description") or None)
        for name, found in node["columns"].items()
    )


def _seed_columns(node: dict[str, Any]) -> tuple[Column, ...]:
    """The head of a seed's file."""
    if node["resource_type"] != "seed":
        return ()
    path = Path(node.get("root_path") or "", node["original_file_path"])
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Column(name, None, None) for name in next(csv.reader(file), []))


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    return {**(node.get("meta") or {}), **(node["config"].get("meta") or {})}


def _exposure(node: dict[str, Any]) -> Exposure:
    owner = node.get("owner") or {}
    return Exposure(
        name=node["name"],
        label=node.get("label") or node["name"].replace("_", " ").capitalize(),
        kind=node["type"],
        description=node["description"] or None,
        url=node.get("url"),
        owner=owner.get("name") or owner.get("email"),
        parents=tuple(node["depends_on"]["nodes"]),
        meta=_meta(node),
    )
