"""The graph for other programs: Cypher (Neo4j, Memgraph, AGE), CSV, JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from sidecar.lineage.schemas import Edge, Node

LABELS = {
    "odoo_model": "OdooModel",
    "source": "Table",
    "model": "Table",
    "metric": "Metric",
    "screen": "Screen",
    "field": "Field",
    "column": "Column",
}
TEXTS = ("kind", "name", "label", "layer", "dataset", "data_type", "description")
EDGE_COLUMNS = ("source", "target", "level", "via")


def cypher(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Statements, one a line; MERGE makes running them again harmless.

    Every node is also a :Lineage with a unique id, by which edges find their ends.
    """
    yield "CREATE CONSTRAINT lineage_id IF NOT EXISTS FOR (n:Lineage) REQUIRE n.id IS UNIQUE;\n"
    known = list(nodes)
    for node in known:
        values = {text: getattr(node, text) for text in TEXTS if getattr(node, text)}
        said = ", ".join(f"n.{name} = {_quoted(value)}" for name, value in values.items())
        yield f"MERGE (n:Lineage {{id: {_quoted(node.id)}}}) SET n:{LABELS[node.kind]}, {said};\n"
    for node in known:
        if node.dataset:
            yield _relationship(node.dataset, node.id, "HAS")
    for edge in edges:
        kind = "READS" if edge.level == "table" else "FEEDS"
        yield _relationship(edge.source, edge.target, kind, edge.via)


def _relationship(source: str, target: str, kind: str, via: str | None = None) -> str:
    ends = f"MATCH (a:Lineage {{id: {_quoted(source)}}}), (b:Lineage {{id: {_quoted(target)}}})"
    said = f" {{via: {_quoted(via)}}}" if via else ""
    return f"{ends} MERGE (a)-[:{kind}{said}]->(b);\n"


def _quoted(text: str) -> str:
    """A string of Cypher; JSON's escapes are among Cypher's."""
    return json.dumps(text, ensure_ascii=False)


def as_csv(edges: Iterable[Edge]) -> Iterator[str]:
    """One line an edge."""
    yield _line(EDGE_COLUMNS)
    for edge in edges:
        yield _line((edge.source, edge.target, edge.level, edge.via))


def _line(values: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(_harmless(value) for value in values)
    return buffer.getvalue()


def _harmless(value: str) -> str:
    """Text a spreadsheet would run as a formula is marked as text."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_json(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """{"nodes": [...], "edges": [...]}, a line each."""
    yield '{"nodes": [\n'
    yield ",\n".join(node.model_dump_json() for node in nodes)
    yield '\n], "edges": [\n'
    yield ",\n".join(edge.model_dump_json() for edge in edges)
    yield "\n]}\n"
