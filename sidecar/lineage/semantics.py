"""The metrics of the semantic models: which columns stand behind each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlglot

from sidecar.lineage.manifest import Project
from sidecar.lineage.query import Reader
from sidecar.lineage.trace import ROWS, outside

# In filters: {{ Dimension('expense__status') }}, {{ TimeDimension('metric_time', 'month') }}
DIMENSION = re.compile(r"(?:Time)?Dimension\(\s*['\"]([a-z0-9_]+)['\"]", re.IGNORECASE)


@dataclass(frozen=True)
class MetricUse:
    """One metric: its columns as (relation, column, via), and the metrics it is computed from."""

    metric: str
    label: str
    description: str | None
    columns: frozenset[tuple[str, str, str]]
    metrics: tuple[str, ...]


def metric_uses(project: Project) -> list[MetricUse]:
    """Every metric of the project with the columns it reads itself."""
    measures = _measures(project)
    dimensions = _dimensions(project)
    found = []
    for name, metric in project.metrics.items():
        named, inputs, filters = _inputs(metric)
        columns = {column for measure in named for column in measures.get(measure, ())}
        for text in filters:
            columns |= {
                (relation, column, "filter")
                for dimension in DIMENSION.findall(text)
                for relation, column in dimensions.get(dimension.split("__")[-1], ())
                if not columns or relation in {one[0] for one in columns}
            }
        found.append(
            MetricUse(
                metric=name,
                label=metric.get("label") or name,
                description=metric.get("description") or None,
                columns=frozenset(columns),
                metrics=tuple(sorted(inputs)),
            )
        )
    return found


def _relation(semantic_model: dict[str, Any]) -> str:
    node = semantic_model["node_relation"]
    return f"{node['schema_name']}.{node['alias']}"


def _measures(project: Project) -> dict[str, set[tuple[str, str, str]]]:
    """Columns of each measure: its expression (its name without one), and its aggregation time."""
    return {
        measure["name"]: {
            (_relation(model), column, via)
            for column, via in _uses_of(measure.get("expr") or measure["name"])
        }
        for model in project.semantic_models.values()
        for measure in model["measures"]
    }


def _dimensions(project: Project) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for model in project.semantic_models.values():
        for dimension in model["dimensions"]:
            place = found.setdefault(dimension["name"], set())
            for column in _columns_of(dimension.get("expr") or dimension["name"]):
                place.add((_relation(model), column))
    return found


def _columns_of(expression: str) -> set[str]:
    """Columns an expression of the semantic models names; a constant counts rows."""
    return {column for column, _via in _uses_of(expression)}


def _uses_of(expression: str) -> set[tuple[str, str]]:
    """The same with how each is used once it is aggregated: a CASE's condition only decides."""
    reader = Reader(lambda name: outside(name, None))
    shape = reader.read(sqlglot.parse_one(f"select {expression} as value from m", read="postgres"))  # noqa: S608
    uses = shape.columns["value"].through("aggregation").uses
    return {(use.origin.column, use.via) for use in uses} or {(ROWS, "aggregation")}


def _inputs(metric: dict[str, Any]) -> tuple[set[str], set[str], list[str]]:
    """Measures, other metrics and filter texts of a metric, whatever its type."""
    params = metric["type_params"]
    measures, metrics, filters = set(), set(), []
    filters += _filters(metric.get("filter"))
    conversion = params.get("conversion_type_params") or {}
    for item in (params.get("measure"), *_pair(conversion, "base_measure", "conversion_measure")):
        if item:
            measures.add(item["name"])
            filters += _filters(item.get("filter"))
    for item in (*_pair(params, "numerator", "denominator"), *(params.get("metrics") or [])):
        if item:
            metrics.add(item["name"])
            filters += _filters(item.get("filter"))
    return measures, metrics, filters


def _pair(params: dict[str, Any], *names: str) -> Iterable[dict[str, Any] | None]:
    return (params.get(name) for name in names)


def _filters(found: dict[str, Any] | None) -> list[str]:
    return [one["where_sql_template"] for one in (found or {}).get("where_filters", [])]
