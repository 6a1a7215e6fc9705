/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/* Where the boxes stand: tables by dagre from left to right, columns one below the other
 * inside their table. Computed once for each picture of a reading and kept. */

export const BOX = {width: 190, height: 34};
const LINE = 24;
const HEAD = 30;
const KEPT = 30;
const known = new Map();

/** The tables of a picture: each with its columns in it, or alone. */
export function boxes(nodes) {
    const found = new Map();
    for (const node of nodes) {
        const id = node.dataset || node.id;
        if (!found.has(id)) {
            found.set(id, {id, columns: []});
        }
        if (node.dataset) {
            found.get(id).columns.push(node.id);
        }
    }
    for (const box of found.values()) {
        box.columns.sort();
        box.width = BOX.width;
        box.height = box.columns.length ? HEAD + LINE * box.columns.length : BOX.height;
    }
    return found;
}

/** The arrows between boxes, each once; a box has none to itself. */
function arrows(nodes, edges) {
    const boxOf = new Map(nodes.map((node) => [node.id, node.dataset || node.id]));
    const found = new Map();
    for (const edge of edges) {
        const [from, to] = [boxOf.get(edge.source), boxOf.get(edge.target)];
        if (from && to && from !== to) {
            found.set(`${from}→${to}`, [from, to]);
        }
    }
    return found.values();
}

/**
 * Centre of every node of a picture.
 *
 * @param {Object} picture nodes, edges, checksum
 * @param {Object} dagre the library
 * @returns {Map} of node id to {x, y}
 */
export function place(picture, dagre) {
    const key = [picture.checksum, ...picture.nodes.map((node) => node.id)].join("|");
    if (known.has(key)) {
        return known.get(key);
    }
    const graph = new dagre.graphlib.Graph();
    // The default ranker needs ten times as long for a thousand boxes.
    graph.setGraph({rankdir: "LR", ranker: "longest-path", nodesep: 18, ranksep: 90});
    graph.setDefaultEdgeLabel(() => ({}));
    const all = boxes(picture.nodes);
    for (const box of all.values()) {
        graph.setNode(box.id, {width: box.width, height: box.height});
    }
    for (const [from, to] of arrows(picture.nodes, picture.edges)) {
        graph.setEdge(from, to);
    }
    dagre.layout(graph);
    const places = new Map();
    for (const box of all.values()) {
        const {x, y} = graph.node(box.id);
        places.set(box.id, {x, y});
        const top = y - box.height / 2 + HEAD + LINE / 2;
        box.columns.forEach((id, row) => places.set(id, {x, y: top + row * LINE}));
    }
    if (known.size >= KEPT) {
        known.delete(known.keys().next().value);
    }
    known.set(key, places);
    return places;
}
