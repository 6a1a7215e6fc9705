"""Keeps the lineage up to date and answers questions about it."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Connection, Pool, transaction
from sidecar.errors import Conflict, NotFound
from sidecar.lineage import completeness, exports, graph, manifest, parsing, search, store, walk
from sidecar.lineage.completeness import Completeness
from sidecar.lineage.graph import Graph
from sidecar.lineage.openlineage import events_of
from sidecar.lineage.parsing import Parsed
from sidecar.lineage.schemas import (
    Edge,
    EventsPage,
    Node,
    Picture,
    PictureRequest,
    Reach,
    RunSummary,
)
from sidecar.lineage.trace import ROWS
from sidecar.lineage.warehouse import Warehouse
from sidecar.telemetry import logger

LOCK = "ipai.lineage.refresh"


class Compiler(Protocol):
    """Who compiles the dbt project: the warm process of sidecar.transforms."""

    async def compile(self) -> Path:
        """Compile for a full refresh; the folder with manifest.json."""
        ...


class NotRead(NotFound):
    """The lineage has not been read yet. Build the warehouse, or refresh the lineage."""

    code = "lineage_not_read"
    title = "No lineage yet"


class NoSuchNode(NotFound):
    """There is no such table, column or field in the lineage."""

    code = "unknown_node"
    title = "Not in the lineage"


async def refresh(pool: Pool, compiler: Compiler) -> RunSummary:
    """Compile the project, read what changed, store the graph when it is another one.

    Raises Conflict while another refresh runs.
    """
    started = time.perf_counter()
    async with held(pool, LOCK) as connection:
        if connection is None:
            raise Conflict(
                "The lineage is being read already; wait until that has ended.",
                code="refresh_running",
            )
        folder = await compiler.compile()
        compiled = time.perf_counter()
        known = await store.known_columns(connection)
        kept = await store.kept_models(connection)
        parsed, built, found = await asyncio.to_thread(_read, folder / "manifest.json", known, kept)
        read = time.perf_counter()
        before = await store.last_run(connection)
        async with connection.transaction():
            await store.keep_models(connection, parsed)
            checksum = built.checksum
            if before is None or before["checksum"] != checksum:
                await store.replace_graph(connection, built)
            row = await store.add_run(
                connection,
                {
                    "checksum": checksum,
                    "models": len(parsed),
                    "parsed": sum(one.is_new for one in parsed.values()),
                    "nodes": len(built.nodes),
                    "edges": len(built.edges),
                    "compile_seconds": round(compiled - started, 3),
                    "parse_seconds": round(read - compiled, 3),
                    "seconds": round(time.perf_counter() - started, 3),
                    "gold_columns": found.columns,
                    "without_source": list(found.without_source),
                    "problems": list(found.problems),
                },
            )
    summary = RunSummary.model_validate(row)
    logger.info("lineage read", **summary.model_dump(exclude={"without_source", "problems"}))
    return summary


def _read(
    path: Path, known: dict[str, list[str]], kept: Mapping[str, tuple[str, dict[str, Any]]]
) -> tuple[dict[str, Parsed], Graph, Completeness]:
    project = manifest.read(path)
    parsed = parsing.parse_project(project, known, kept)
    built = graph.build(project, parsed)
    return parsed, built, completeness.check(built)


async def summary(connection: Connection) -> RunSummary:
    """The latest refresh; raises NotRead when there was none."""
    row = await store.last_run(connection)
    if row is None:
        raise NotRead
    return RunSummary.model_validate(row)


async def find(connection: Connection, text: str, layer: str | None, limit: int) -> list[Node]:
    """Nodes that fit what somebody typed, best first; without a text, the layer's tables."""
    nodes = [node for node in await _nodes(connection) if layer in {None, node.layer}]
    if layer and not text.strip():
        return [node for node in nodes if node.dataset is None][:limit]
    return search.search(nodes, text, limit)


async def picture(connection: Connection, wanted: PictureRequest) -> Picture:
    """The part of the graph to be drawn; raises NotRead, NoSuchNode."""
    latest = await summary(connection)
    web = await load_web(connection, "table", *(["column"] if wanted.level == "column" else []))
    if wanted.focus is not None and wanted.focus not in web.nodes:
        raise NoSuchNode(f"{wanted.focus} is not in the lineage; it may be gone since.")
    return walk.picture(web, wanted, latest.checksum)


async def reach(connection: Connection, node_id: str, direction: walk.Direction) -> Reach:
    """Everything a node comes from (up) or is used in (down); raises NotRead, NoSuchNode."""
    await summary(connection)
    web = await load_web(connection)
    if node_id not in web.nodes:
        raise NoSuchNode(f"{node_id} is not in the lineage; it may be gone since.")
    return Reach(
        node=web.nodes[node_id],
        direction=direction,
        reached=walk.reach(web, node_id, direction),
        columns=[web.nodes[one] for one in web.columns[node_id] if web.nodes[one].name != ROWS],
    )


async def export(connection: Connection, form: str) -> str:
    """The whole graph as text: cypher, csv or json. Raises NotRead."""
    await summary(connection)
    nodes, edges = await _nodes(connection), await _edges(connection)
    if form == "cypher":
        return "".join(exports.cypher(nodes, edges))
    return "".join(exports.as_csv(edges) if form == "csv" else exports.as_json(nodes, edges))


async def events(
    connection: Connection, *, after: int, run_id: int | None, limit: int
) -> EventsPage:
    """A page of OpenLineage events."""
    rows = await store.events(connection, after=after, run_id=run_id, limit=limit)
    return EventsPage(
        events=[row["event"] for row in rows],
        next_after=rows[-1]["id"] if len(rows) == limit else None,
    )


async def load_web(connection: Connection, *levels: str) -> walk.Web:
    """The stored graph, with the edges of these levels or of all."""
    return walk.Web(await _nodes(connection), await _edges(connection, *levels))


async def _nodes(connection: Connection) -> list[Node]:
    return [Node.model_construct(**row) for row in await store.nodes(connection)]


async def _edges(connection: Connection, *levels: str) -> list[Edge]:
    return [Edge.model_construct(**row) for row in await store.edges(connection, *levels)]


async def write_events(pool: Pool, warehouse: Warehouse, kept_days: int) -> int:
    """Write the OpenLineage events of builds that have none yet; how many were written."""
    written = 0
    async with transaction(pool) as connection:
        runs = await store.runs_without_events(connection, kept_days)
        web = await load_web(connection) if runs else None
        for run in runs:
            assert web is not None  # noqa: S101 - there are runs
            results = await store.results_of_run(connection, run["id"])
            rows = events_of(run, results, web, warehouse)
            await store.add_events(connection, rows)
            written += len(rows)
        await store.prune_events(connection, kept_days)
    return written
