/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/* Where the boxes stand: tables by dagre from left to right, columns one below the other
 * inside their table. Computed once for each picture of a reading and kept. */

import {arrangeByRank} from "./lineage_ranks.esm";

export const BOX = {width: 190, height: 34};
const LINE = 24;
const HEAD = 30;
const GAP = 50;
const WIDE = 1.8;
const TALL = 2500;
const KEPT = 30;
const NODESEP = 18;
const RANKSEP = 90;
// From so many boxes on the quick way is taken: dagre would hold the page for a second.
const MANY = 250;
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
    return [...found.values()];
}

/** Boxes that hang together, in groups; each with the arrows in it. */
function groups(all, links) {
    const leader = new Map([...all.keys()].map((id) => [id, id]));
    const lead = (id) => {
        let top = id;
        while (leader.get(top) !== top) {
            top = leader.get(top);
        }
        leader.set(id, top);
        return top;
    };
    for (const [from, to] of links) {
        leader.set(lead(from), lead(to));
    }
    const found = new Map();
    for (const box of all.values()) {
        const top = lead(box.id);
        if (!found.has(top)) {
            found.set(top, {boxes: [], links: []});
        }
        found.get(top).boxes.push(box);
    }
    for (const link of links) {
        found.get(lead(link[0])).links.push(link);
    }
    return [...found.values()];
}

/** One group laid out from its sources on: what it needs, and where its boxes stand in it. */
function arrange(group, dagre) {
    const isEven = group.boxes.every((box) => box.height === BOX.height);
    const step = {width: BOX.width + RANKSEP, height: BOX.height + NODESEP};
    const isMany = isEven && group.boxes.length >= MANY;
    const arranged =
        (isMany && arrangeByRank(group, step)) || arrangeByDagre(group, dagre);
    return isEven && arranged.height > TALL ? fold(arranged) : arranged;
}

function arrangeByDagre(group, dagre) {
    const graph = new dagre.graphlib.Graph();
    // Links are turned round, and the picture too, so that ranks are counted from the
    // sources: all Odoo models stand on the left. The default ranker needs ten times as
    // long for a thousand boxes.
    graph.setGraph({
        rankdir: "RL",
        ranker: "longest-path",
        nodesep: NODESEP,
        ranksep: RANKSEP,
    });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const box of group.boxes) {
        graph.setNode(box.id, {width: box.width, height: box.height});
    }
    for (const [from, to] of group.links) {
        graph.setEdge(to, from);
    }
    dagre.layout(graph);
    const {width, height} = graph.graph();
    return {
        width,
        height,
        boxes: group.boxes.map((box) => [box, graph.node(box.id)]),
    };
}

/**
 * A tower of many boxes in few ranks, made wide: each rank becomes several columns that its
 * boxes take in turn, and everything moves up so much closer. Boxes of equal height never
 * meet, for those in one column had as many others between them.
 */
function fold({width, height, boxes: placed}) {
    const columns = Math.max(1, Math.round(Math.sqrt((height / width) * WIDE)));
    const ranks = new Map();
    for (const [box, {x, y}] of placed) {
        if (!ranks.has(x)) {
            ranks.set(x, []);
        }
        ranks.get(x).push([box, y]);
    }
    const step = BOX.width + GAP / 2;
    const folded = [];
    [...ranks.keys()]
        .sort((one, other) => one - other)
        .forEach((rank, number) => {
            const left = number * (columns * step + GAP) + BOX.width / 2;
            ranks
                .get(rank)
                .sort(([, one], [, other]) => one - other)
                .forEach(([box, y], turn) => {
                    const x = left + (turn % columns) * step;
                    folded.push([box, {x, y: y / columns}]);
                });
        });
    const wide = ranks.size * (columns * step + GAP);
    return {width: wide, height: height / columns + BOX.height, boxes: folded};
}

/** Groups one below the other, the tallest first, in columns that make a wide picture. */
function stack(arranged) {
    arranged.sort((one, other) => other.height - one.height);
    const area = arranged.reduce(
        (sum, {width, height}) => sum + (width + GAP) * (height + GAP),
        0
    );
    const tallest = Math.max(Math.sqrt(area / WIDE), arranged[0]?.height || 0);
    let [left, top, widest] = [0, 0, 0];
    for (const group of arranged) {
        if (top && top + group.height > tallest) {
            [left, top, widest] = [left + widest + GAP, 0, 0];
        }
        Object.assign(group, {left, top});
        top += group.height + GAP;
        widest = Math.max(widest, group.width);
    }
}

/**
 * Centre of every node of a picture.
 *
 * @param {object} picture nodes, edges, checksum
 * @param {object} dagre the library
 * @returns {Map} of node id to {x, y}
 */
export function place(picture, dagre) {
    const key = [picture.checksum, ...picture.nodes.map((node) => node.id)].join("|");
    if (known.has(key)) {
        return known.get(key);
    }
    const links = arrows(picture.nodes, picture.edges);
    const arranged = groups(boxes(picture.nodes), links).map((group) =>
        arrange(group, dagre)
    );
    stack(arranged);
    const places = new Map();
    for (const group of arranged) {
        for (const [box, {x, y}] of group.boxes) {
            const centre = {x: group.left + x, y: group.top + y};
            places.set(box.id, centre);
            const top = centre.y - box.height / 2 + HEAD + LINE / 2;
            box.columns.forEach((id, row) =>
                places.set(id, {x: centre.x, y: top + row * LINE})
            );
        }
    }
    if (known.size >= KEPT) {
        known.delete(known.keys().next().value);
    }
    known.set(key, places);
    return places;
}
