/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {BOX, boxes, place as placeNodes} from "./lineage_layout.esm";
import {drawnEdges} from "./lineage_model.esm";

// Fill and line of each layer; the text on them stays dark, with contrast above 7.
export const COLOURS = {
    odoo: ["#f3eaf0", "#714b67"],
    bronze: ["#f7ebe1", "#9a5f2b"],
    silver: ["#eceff3", "#66707c"],
    gold: ["#fbf3d6", "#a07d07"],
    platinum: ["#e6f0f5", "#3c6e88"],
    metric: ["#e3f3ea", "#24734d"],
    screen: ["#e5ebfb", "#3451a8"],
};
const OTHER = ["#f1f1f1", "#777777"];
const MANY = 250;
const LONG = 26;

function short(text) {
    return text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text;
}

/** How everything looks. */
export function style() {
    return [
        {
            selector: "node",
            style: {
                shape: "round-rectangle",
                width: BOX.width,
                height: BOX.height,
                label: "data(label)",
                "background-color": "data(fill)",
                "border-color": "data(line)",
                "border-width": 1,
                color: "#212529",
                "font-size": 12,
                "text-valign": "center",
                "text-halign": "center",
                "min-zoomed-font-size": 5,
            },
        },
        {
            selector: "node.column",
            style: {
                height: 20,
                width: BOX.width - 16,
                "font-size": 11,
                "border-width": 0.5,
            },
        },
        {
            selector: ":parent",
            style: {
                "text-valign": "top",
                "text-margin-y": -2,
                "font-weight": "bold",
                "background-opacity": 0.5,
                padding: "6px",
            },
        },
        {
            selector: "node.more",
            style: {
                shape: "ellipse",
                width: 26,
                height: 22,
                "font-size": 10,
                "background-color": "#ffffff",
                "border-color": "#6c757d",
                "border-style": "dashed",
            },
        },
        {
            selector: "edge",
            style: {
                width: 1.2,
                "curve-style": "bezier",
                "line-color": "#9aa2ab",
                "target-arrow-color": "#9aa2ab",
                "target-arrow-shape": "triangle",
                "arrow-scale": 0.8,
            },
        },
        {selector: "edge.plain", style: {"curve-style": "straight"}},
        {selector: "edge.indirect", style: {"line-style": "dashed", opacity: 0.75}},
        {selector: "node.focus", style: {"border-width": 3}},
        {
            selector: "node.chosen",
            style: {"border-width": 3, "border-color": "#017e84"},
        },
        {
            selector: "edge.near",
            style: {
                width: 2.2,
                "line-color": "#017e84",
                "target-arrow-color": "#017e84",
                "z-index": 9,
            },
        },
        {selector: ".far", style: {opacity: 0.3}},
    ];
}

function box(node, extra = {}) {
    const [fill, line] = COLOURS[node.layer] || OTHER;
    return {id: node.id, label: short(node.label), fill, line, ...extra};
}

/** The "+3" beside a node whose neighbours are not in the picture. */
function more(node, direction, count, centre) {
    const side = direction === "up" ? -1 : 1;
    return {
        group: "nodes",
        classes: "more",
        selectable: false,
        grabbable: false,
        data: {
            id: `${direction}|${node.id}`,
            label: `+${count}`,
            more: {id: node.id, direction},
        },
        position: {x: centre.x + side * (BOX.width / 2 + 20), y: centre.y},
    };
}

/** The frames of tables whose columns are shown. */
function frames(picture) {
    return [...boxes(picture.nodes)]
        .filter(([, {columns}]) => columns.length)
        .map(([id]) => {
            const layer = id.startsWith("odoo:") ? "odoo" : id.split(".")[0];
            const label = id.replace(/^odoo:/, "").replace(/^[a-z]+\.(?=.*_)/, "");
            return {group: "nodes", data: box({id, label, layer})};
        });
}

/** A node, with the counts beside it of what is not in the picture. */
function withCounts(node, centre, focus) {
    const parent = node.dataset ? {parent: node.dataset} : {};
    const classes = [node.dataset ? "column" : "", node.id === focus ? "focus" : ""];
    return [
        {
            group: "nodes",
            classes: classes.join(" "),
            data: box(node, parent),
            position: {...centre},
        },
        ...(node.hidden_up ? [more(node, "up", node.hidden_up, centre)] : []),
        ...(node.hidden_down ? [more(node, "down", node.hidden_down, centre)] : []),
    ];
}

/** A picture as elements with their places. */
export function elements(picture, dagre, focus) {
    const places = placeNodes(picture, dagre);
    const plain = picture.edges.length > MANY ? "plain" : "";
    return [
        ...frames(picture),
        ...picture.nodes.flatMap((node) =>
            withCounts(node, places.get(node.id), focus)
        ),
        ...drawnEdges(picture.edges).map((edge) => ({
            group: "edges",
            classes: `${edge.isIndirect ? "indirect" : ""} ${plain}`,
            data: {
                id: edge.id,
                source: edge.source,
                target: edge.target,
                vias: edge.vias,
            },
        })),
    ];
}

/** Settings that keep a large picture fluid: no edges while it moves. */
export function manners(picture) {
    const isLarge = picture.nodes.length > MANY;
    return {
        hideEdgesOnViewport: isLarge,
        textureOnViewport: isLarge,
        pixelRatio: isLarge ? 1 : "auto",
    };
}
