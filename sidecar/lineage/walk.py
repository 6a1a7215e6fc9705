"""Walks through the stored graph: a picture around a focus, and everything up or down of a node."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from sidecar.lineage.schemas import Edge, GraphNode, Node, Picture, PictureRequest, Reached
from sidecar.lineage.trace import INDIRECT

Direction = Literal["up", "down"]
# More nodes than anybody can read; the picture says that it was cut.
MOST_NODES = 2000
SCREENS = frozenset({"metric", "screen"})


class Web:
    """The graph with its edges by end, for walking in either direction."""

    def __init__(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.edges = [one for one in edges if one.source in self.nodes and one.target in self.nodes]
        self._ends: dict[Direction, dict[str, list[Edge]]] = {
            "up": defaultdict(list),
            "down": defaultdict(list),
        }
        for edge in self.edges:
            self._ends["up"][edge.target].append(edge)
            self._ends["down"][edge.source].append(edge)
        self.columns: dict[str, list[str]] = defaultdict(list)
        for node in self.nodes.values():
            if node.dataset:
                self.columns[node.dataset].append(node.id)

    def at(self, node: str, direction: Direction) -> list[tuple[str, Edge]]:
        """Neighbours of a node in a direction, with the edge that leads there."""
        return [
            (edge.source if direction == "up" else edge.target, edge)
            for edge in self._ends[direction].get(node, ())
        ]


def picture(web: Web, wanted: PictureRequest, checksum: str) -> Picture:
    """The nodes the request asks for, the edges between them, what each of them hides."""
    level, with_indirect = wanted.level, wanted.with_indirect and wanted.level == "column"
    edges = [edge for edge in web.edges if _is_drawn(edge, level, with_indirect, web)]
    drawn = Web(web.nodes.values(), edges)
    shown = dict.fromkeys(one for one in wanted.shown if one in web.nodes)
    if not shown:
        shown = _around(drawn, wanted)
    for expansion in wanted.expand:
        shown |= dict.fromkeys(one for one, _ in drawn.at(expansion.id, expansion.direction))
    kept = dict(list(shown.items())[:MOST_NODES])
    return Picture(
        checksum=checksum,
        nodes=[_with_hidden(drawn, node, kept) for node in kept],
        edges=[edge for edge in edges if edge.source in kept and edge.target in kept],
        is_cut=len(kept) < len(shown),
    )


def _is_drawn(edge: Edge, level: str, with_indirect: bool, web: Web) -> bool:
    if edge.level == level:
        return with_indirect or edge.via not in INDIRECT
    # Metrics and screens have no columns: in column mode their table edges stay among themselves.
    ends = web.nodes[edge.source].kind, web.nodes[edge.target].kind
    return level == "column" and set(ends) <= SCREENS


def _around(web: Web, wanted: PictureRequest) -> dict[str, None]:
    """The focus and what lies so many levels up and down of it; without one, all datasets."""
    if wanted.focus is None:
        return dict.fromkeys(node.id for node in web.nodes.values() if node.dataset is None)
    start = [wanted.focus]
    if wanted.level == "column" and web.columns.get(wanted.focus):
        start = web.columns[wanted.focus]
    found = dict.fromkeys(start)
    directions: tuple[tuple[Direction, int], ...] = (("up", wanted.up), ("down", wanted.down))
    for direction, levels in directions:
        front = list(start)
        for _ in range(levels):
            front = [
                other
                for node in front
                for other, _edge in web.at(node, direction)
                if other not in found and not found.update({other: None})
            ]
    return found


def _with_hidden(web: Web, node: str, kept: dict[str, None]) -> GraphNode:
    up = {other for other, _ in web.at(node, "up")} - kept.keys()
    down = {other for other, _ in web.at(node, "down")} - kept.keys()
    return GraphNode(**web.nodes[node].model_dump(), hidden_up=len(up), hidden_down=len(down))


def reach(web: Web, start: str, direction: Direction) -> list[Reached]:
    """Everything up or down of a node: what values flow to first, then the nearest.

    A dataset reaches datasets. A column reaches columns by the values that flow; where it only
    decides rows (a filter, a join) the whole dataset is touched, and from there on everything is
    indirect. Screens read datasets, so they are reached with the first column of one.
    """
    direct = _distances(web, start, direction, only_direct=True)
    every = _distances(web, start, direction, only_direct=False)
    found = [
        Reached(
            **web.nodes[node].model_dump(),
            distance=direct.get(node, distance),
            is_direct=node in direct,
        )
        for node, distance in every.items()
        if node != start
    ]
    return sorted(found, key=lambda one: (not one.is_direct, one.distance, one.id))


def _distances(web: Web, start: str, direction: Direction, *, only_direct: bool) -> dict[str, int]:
    by_columns = web.nodes[start].kind in {"field", "column", "metric"}
    found, front = {start: 0}, [start]
    while front:
        following = []
        for node in front:
            steps = (
                _column_steps(web, node, direction)
                if by_columns
                else [
                    (other, True)
                    for other, edge in web.at(node, direction)
                    if edge.level == "table"
                ]
            )
            for other, flows in steps:
                if other not in found and (flows or not only_direct):
                    found[other] = found[node] + 1
                    following.append(other)
        front = following
    return found


def _column_steps(web: Web, node: str, direction: Direction) -> list[tuple[str, bool]]:
    """Where one step from a column, metric or screen leads, and whether values flow on it."""
    here = web.nodes[node]
    around = web.at(node, direction)
    steps = [(other, edge.via not in INDIRECT) for other, edge in around if edge.level == "column"]
    if here.kind in SCREENS:
        beside = [other for other, edge in around if edge.level == "table"]
        steps += [(other, True) for other in beside if web.nodes[other].kind in SCREENS]
    elif here.dataset is None:
        steps += [(column, False) for column in web.columns[node]] if direction == "down" else []
    elif direction == "down":
        readers = [other for other, edge in web.at(here.dataset, "down") if edge.level == "table"]
        steps += [(other, True) for other in readers if web.nodes[other].kind == "screen"]
    else:
        deciding = [other for other, edge in web.at(here.dataset, "up") if edge.level == "column"]
        steps += [(other, False) for other in deciding]
    return steps
