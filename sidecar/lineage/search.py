"""Finds nodes by what somebody types: whole words first, then typing errors."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from sidecar.lineage.schemas import Node

# Below this score two names have little in common.
SIMILAR = 72
# Among equals, what people look for: tables before columns, gold before bronze.
KINDS = ("metric", "screen", "model", "odoo_model", "source", "field", "column")
LAYERS = ("metric", "screen", "platinum", "gold", "silver", "odoo", "bronze")


def search(nodes: Iterable[Node], text: str, limit: int) -> list[Node]:
    """The nodes that fit a text best; its words may stand in name, table or description."""
    words = text.lower().split()
    if not words:
        return []
    by_id = {node.id: node for node in nodes}
    texts = {node.id: f"{node.id} {node.label}".lower() for node in by_id.values()}
    exact = [one for one, said in texts.items() if all(word in said for word in words)]
    found = sorted(exact, key=lambda one: _place(by_id[one], words))
    if len(found) < limit:
        found += _described(by_id.values(), words, set(found))
    if len(found) < limit:
        names = {one: by_id[one].name.lower() for one in by_id.keys() - set(found)}
        similar = process.extract(
            " ".join(words), names, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=limit
        )
        ranked = sorted(similar, key=lambda hit: (-round(hit[1]), _place(by_id[hit[2]], words)))
        found += [one for _name, _score, one in ranked]
    return [by_id[one] for one in found[:limit]]


def _place(node: Node, words: list[str]) -> tuple[int, int, int, int, str]:
    """Exact name, then name that starts so, then kind and layer, then the shorter one."""
    name = node.name.lower()
    nearness = 0 if name == words[-1] else 1 if name.startswith(words[-1]) else 2
    layer = LAYERS.index(node.layer) if node.layer in LAYERS else len(LAYERS)
    return nearness, KINDS.index(node.kind), layer, len(node.id), node.id


def _described(nodes: Iterable[Node], words: list[str], found: set[str]) -> list[str]:
    return [
        node.id
        for node in nodes
        if node.id not in found
        and node.description
        and all(word in node.description.lower() for word in words)
    ]
