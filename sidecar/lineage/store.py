"""The tables sidecar.lineage_*."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb

from sidecar.adapters.postgres import Connection, load_queries
from sidecar.lineage.graph import Graph
from sidecar.lineage.parsing import Parsed

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))
Row = dict[str, Any]
COPY_NODES = """
copy sidecar.lineage_node (
    id, kind, dataset, name, label, layer, data_type, description, details
) from stdin
"""
COPY_EDGES = "copy sidecar.lineage_edge (source, target, level, via) from stdin"


async def _rows(connection: Connection, query: str, **arguments: Any) -> list[Row]:
    return await (await connection.execute(QUERIES[query], arguments)).fetchall()


async def _row(connection: Connection, query: str, **arguments: Any) -> Row | None:
    return await (await connection.execute(QUERIES[query], arguments)).fetchone()


async def known_columns(connection: Connection) -> dict[str, list[str]]:
    """Columns of every relation the warehouse has, by "schema.name"."""
    found = await _rows(connection, "known_columns")
    return {row["relation"]: row["columns"] for row in found}


async def kept_models(connection: Connection) -> dict[str, tuple[str, Row]]:
    """Checksum and content of every model as it was read last."""
    found = await _rows(connection, "kept_models")
    return {row["model"]: (row["checksum"], row["parsed"]) for row in found}


async def keep_models(connection: Connection, parsed: Mapping[str, Parsed]) -> None:
    """Keep what was read anew; forget models that are gone."""
    await connection.execute(QUERIES["forget_models"], {"models": list(parsed)})
    rows = [
        {
            "model": model,
            "checksum": one.checksum,
            "parsed": Jsonb(one.stored),
            "seconds": one.seconds,
        }
        for model, one in parsed.items()
        if one.is_new
    ]
    async with connection.cursor() as cursor:
        if rows:
            await cursor.executemany(QUERIES["keep_model"], rows)


async def replace_graph(connection: Connection, graph: Graph) -> None:
    """All nodes and edges anew, within the caller's transaction."""
    await connection.execute(QUERIES["clear_nodes"])
    # Datasets before their columns, for the reference between them.
    nodes = sorted(graph.nodes.values(), key=lambda node: (node.dataset is not None, node.id))
    async with connection.cursor() as cursor:
        async with cursor.copy(COPY_NODES) as copy:
            for node in nodes:
                await copy.write_row(
                    (
                        *(node.id, node.kind, node.dataset, node.name, node.label, node.layer),
                        *(node.data_type, node.description, Jsonb(node.details)),
                    )
                )
        async with cursor.copy(COPY_EDGES) as copy:
            for edge in sorted(graph.edges):
                await copy.write_row((edge.source, edge.target, edge.level, edge.via))


async def add_run(connection: Connection, run: Row) -> Row:
    """Keep a refresh; it comes back with its number and time."""
    row = await _row(connection, "add_run", **run)
    assert row is not None  # noqa: S101 - an insert returns its row
    await connection.execute(QUERIES["prune_runs"], {"id": row["id"]})
    return row


async def last_run(connection: Connection) -> Row | None:
    return await _row(connection, "last_run")


async def node(connection: Connection, node_id: str) -> Row | None:
    return await _row(connection, "node", id=node_id)


async def nodes(connection: Connection) -> list[Row]:
    return await _rows(connection, "all_nodes")


async def edges(connection: Connection, *levels: str) -> list[Row]:
    return await _rows(connection, "edges", levels=list(levels or ("table", "column")))


async def events(
    connection: Connection, *, after: int, run_id: int | None, limit: int
) -> list[Row]:
    return await _rows(connection, "events", after=after, run_id=run_id, limit=limit)


async def runs_without_events(connection: Connection, days: int) -> list[Row]:
    return await _rows(connection, "runs_without_events", days=days)


async def results_of_run(connection: Connection, run_id: int) -> list[Row]:
    return await _rows(connection, "results_of_run", run_id=run_id)


async def add_events(connection: Connection, events: Iterable[Row]) -> None:
    rows = [{**event, "event": Jsonb(event["event"])} for event in events]
    async with connection.cursor() as cursor:
        if rows:
            await cursor.executemany(QUERIES["add_event"], rows)


async def waiting_events(connection: Connection, limit: int) -> list[Row]:
    return await _rows(connection, "waiting_events", limit=limit)


async def mark_delivered(connection: Connection, ids: list[int]) -> None:
    await connection.execute(QUERIES["delivered"], {"ids": ids})


async def prune_events(connection: Connection, days: int) -> None:
    await connection.execute(QUERIES["prune_events"], {"days": days})
