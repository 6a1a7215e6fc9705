"""Is the lineage whole? Every column of gold and platinum must come from somewhere."""

from collections import defaultdict
from dataclasses import dataclass

from sidecar.lineage.graph import Graph, Node
from sidecar.lineage.trace import INDIRECT, ROWS

LAYERS = frozenset({"gold", "platinum"})
# Which rows there are says nothing about a column; which branch or window was taken does.
ABOUT_ROWS = frozenset(INDIRECT) - {"conditional", "window"}


@dataclass(frozen=True)
class Completeness:
    """Columns of gold and platinum by what stands at their beginning.

    from_source: an Odoo field, or a column of another source. constant: nothing but literals and
    generated values (a date spine, now()), which is a rule too. without_source: a gap.
    """

    from_source: tuple[str, ...]
    constant: tuple[str, ...]
    without_source: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def columns(self) -> int:
        return len(self.from_source) + len(self.constant) + len(self.without_source)

    @property
    def is_complete(self) -> bool:
        return not self.without_source and not self.problems


def check(graph: Graph) -> Completeness:
    """Walk up from every column of gold and platinum."""
    upstream: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        if edge.level == "column" and edge.via not in ABOUT_ROWS:
            upstream[edge.target].add(edge.source)
    verdicts: dict[str, list[str]] = defaultdict(list)
    for node in sorted(graph.nodes.values(), key=lambda node: node.id):
        if node.kind == "column" and node.layer in LAYERS and node.name != ROWS:
            verdicts[_verdict(node.id, graph, upstream)].append(node.id)
    return Completeness(
        from_source=tuple(verdicts["from_source"]),
        constant=tuple(verdicts["constant"]),
        without_source=tuple(verdicts["without_source"]),
        problems=tuple(graph.problems),
    )


def _verdict(column: str, graph: Graph, upstream: dict[str, set[str]]) -> str:
    seen, open_ = {column}, [column]
    is_constant = False
    while open_:
        current = open_.pop()
        node = graph.nodes[current]
        if _is_origin(node, graph):
            return "from_source"
        is_constant = is_constant or bool(node.details.get("made"))
        more = upstream[current] - seen
        seen |= more
        open_ += more
    return "constant" if is_constant else "without_source"


def _is_origin(node: Node, graph: Graph) -> bool:
    """A field of Odoo, or a column of a source table."""
    if node.kind == "field":
        return True
    dataset = graph.nodes.get(node.dataset or "")
    return node.kind == "column" and dataset is not None and dataset.kind == "source"
