"""OpenLineage events of a build: a START and an end for the build and for each of its models.

Written out of what the build kept and the lineage of the project, after the specification 2-0-2
(https://openlineage.io/spec/2-0-2/OpenLineage.json) and its facets.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sidecar.lineage.schemas import Edge, Node
from sidecar.lineage.trace import INDIRECT, ROWS
from sidecar.lineage.walk import Web
from sidecar.lineage.warehouse import Warehouse

PRODUCER = "https://github.com/smart-delta/finance-workbench"
SPEC = "https://openlineage.io/spec"
RUN_EVENT = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
JOBS = "finance-workbench"
ODOO = "odoo"
BUILD = "dbt.build"
ENDINGS = {"done": "COMPLETE", "failed": "FAIL", "interrupted": "ABORT"}
FAILED = frozenset({"error", "fail", "runtime error"})
LEFT_OUT = frozenset({"skipped", "no-op"})


def events_of(
    run: Mapping[str, Any], results: Iterable[Mapping[str, Any]], web: Web, warehouse: Warehouse
) -> list[dict[str, Any]]:
    """Rows of run_id, node, event_type, event_time, event; models that were left out have none."""
    rows = _pair(run, BUILD, ENDINGS[run["state"]], _job(BUILD, "JOB"), message=run["message"])
    for result in results:
        if result["status"] in LEFT_OUT:
            continue
        ending = "FAIL" if result["status"] in FAILED else "COMPLETE"
        relation = _relation(result, web)
        inputs = _inputs(relation, web, warehouse)
        outputs = [_output(relation, result, web, warehouse)] if relation else []
        rows += _pair(
            run,
            result["node"],
            ending,
            _job(result["node"], "MODEL"),
            message=result["message"],
            inputs=inputs,
            outputs=outputs,
        )
    return rows


def run_id(run: Mapping[str, Any], node: str) -> str:
    """The same build and node have the same id, however often the events are written."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{PRODUCER}/{run['started_at']}/{run['id']}/{node}"))


def _pair(
    run: Mapping[str, Any],
    node: str,
    ending: str,
    job: dict[str, Any],
    *,
    message: str | None,
    inputs: list[dict[str, Any]] | None = None,
    outputs: list[dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    times = {"START": run["started_at"], ending: run["ended_at"]}
    return [
        {
            "run_id": run["id"],
            "node": node,
            "event_type": kind,
            "event_time": at,
            "event": {
                "eventType": kind,
                "eventTime": _time(at),
                "producer": PRODUCER,
                "schemaURL": RUN_EVENT,
                "run": {
                    "runId": run_id(run, node),
                    "facets": _run_facets(run, node, kind, message),
                },
                "job": job,
                "inputs": inputs or [],
                # What a model wrote is known when it ended.
                "outputs": (outputs or []) if kind != "START" else [],
            },
        }
        for kind, at in times.items()
    ]


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _facet(name: str, version: str, **content: Any) -> dict[str, Any]:
    url = f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": url, **content}


def _run_facets(
    run: Mapping[str, Any], node: str, kind: str, message: str | None
) -> dict[str, Any]:
    facets = {}
    if node != BUILD:
        facets["parent"] = _facet(
            "ParentRunFacet",
            "1-2-0",
            run={"runId": run_id(run, BUILD)},
            job={"namespace": JOBS, "name": BUILD},
        )
    if kind == "FAIL" and message:
        facets["errorMessage"] = _facet(
            "ErrorMessageRunFacet", "1-0-1", message=message, programmingLanguage="SQL"
        )
    return facets


def _job(name: str, kind: str) -> dict[str, Any]:
    facet = _facet(
        "JobTypeJobFacet", "2-0-4", processingType="BATCH", integration="DBT", jobType=kind
    )
    return {"namespace": JOBS, "name": name, "facets": {"jobType": facet}}


def _relation(result: Mapping[str, Any], web: Web) -> Node | None:
    """The dataset a result wrote: its relation is "database.schema.name"."""
    _database, _, name = (result["relation"] or "").partition(".")
    return web.nodes.get(name)


def _named(node: Node, warehouse: Warehouse) -> dict[str, Any]:
    if node.kind == "odoo_model":
        return {"namespace": ODOO, "name": node.name}
    return {"namespace": warehouse.namespace, "name": f"{warehouse.database}.{node.id}"}


def _inputs(relation: Node | None, web: Web, warehouse: Warehouse) -> list[dict[str, Any]]:
    if relation is None:
        return []
    read = [web.nodes[one] for one, edge in web.at(relation.id, "up") if edge.level == "table"]
    return [{**_named(node, warehouse), "facets": _schema(node, web)} for node in read]


def _output(
    relation: Node, result: Mapping[str, Any], web: Web, warehouse: Warehouse
) -> dict[str, Any]:
    facets = _schema(relation, web)
    facets["columnLineage"] = _column_lineage(relation, web, warehouse)
    if relation.description:
        facets["documentation"] = _facet(
            "DocumentationDatasetFacet", "1-1-0", description=relation.description
        )
    if owner := relation.details.get("owner"):
        facets["ownership"] = _facet(
            "OwnershipDatasetFacet", "1-0-1", owners=[{"name": owner, "type": "OWNER"}]
        )
    output = {**_named(relation, warehouse), "facets": facets}
    if result["rows_affected"] is not None:
        output["outputFacets"] = {
            "outputStatistics": _facet(
                "OutputStatisticsOutputDatasetFacet", "1-0-2", rowCount=result["rows_affected"]
            )
        }
    return output


def _columns(dataset: Node, web: Web) -> list[Node]:
    """Columns of the table itself, without its rows and the keys inside its JSON."""
    nodes = [web.nodes[one] for one in web.columns[dataset.id]]
    return [node for node in nodes if node.name != ROWS and "." not in node.name]


def _schema(dataset: Node, web: Web) -> dict[str, Any]:
    fields = [
        {
            "name": node.name,
            **({"type": node.data_type} if node.data_type else {}),
            **({"description": node.description} if node.description else {}),
        }
        for node in _columns(dataset, web)
    ]
    return {"schema": _facet("SchemaDatasetFacet", "1-2-0", fields=fields)}


def _column_lineage(dataset: Node, web: Web, warehouse: Warehouse) -> dict[str, Any]:
    fields = {}
    for node in _columns(dataset, web):
        found = [edge for _, edge in web.at(node.id, "up") if edge.level == "column"]
        if found:
            fields[node.name] = {"inputFields": _input_fields(found, web, warehouse)}
    deciding = [edge for _, edge in web.at(dataset.id, "up") if edge.level == "column"]
    return _facet(
        "ColumnLineageDatasetFacet",
        "1-2-0",
        fields=fields,
        dataset=_input_fields(deciding, web, warehouse),
    )


def _input_fields(edges: list[Edge], web: Web, warehouse: Warehouse) -> list[dict[str, Any]]:
    """One entry for each column read, with every way it is used."""
    by_source: dict[str, list[str]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.source, edge.via)):
        by_source.setdefault(edge.source, []).append(edge.via)
    found = []
    for source, vias in by_source.items():
        node = web.nodes[source]
        dataset = web.nodes[node.dataset] if node.dataset else node
        found.append(
            {
                **_named(dataset, warehouse),
                "field": node.name,
                "transformations": [
                    {
                        "type": "INDIRECT" if via in INDIRECT else "DIRECT",
                        "subtype": via.upper(),
                    }
                    for via in vias
                ],
            }
        )
    return found
