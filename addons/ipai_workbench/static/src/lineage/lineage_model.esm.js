/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";

export const INDIRECT = ["conditional", "window", "filter", "join", "group_by", "sort"];

/** What a layer is called, in the order data flows. */
export function layers() {
    return {
        odoo: _t("Odoo"),
        bronze: _t("Bronze"),
        silver: _t("Silver"),
        gold: _t("Gold"),
        platinum: _t("Platinum"),
        metric: _t("Metrics"),
        screen: _t("Screens"),
    };
}

/** What kind of thing a node is, for people. */
export function kinds() {
    return {
        odoo_model: _t("Odoo model"),
        source: _t("Table"),
        model: _t("Table"),
        metric: _t("Metric"),
        screen: _t("Screen"),
        field: _t("Odoo field"),
        column: _t("Column"),
    };
}

/** How a value gets there, as a sentence for the tip of an arrow. */
export function ways() {
    return {
        reads: _t("reads"),
        identity: _t("same value"),
        transformation: _t("computed from"),
        aggregation: _t("summed or counted from"),
        conditional: _t("decides the value"),
        window: _t("orders the window"),
        filter: _t("filters rows"),
        join: _t("joins rows"),
        group_by: _t("groups rows"),
        sort: _t("sorts rows"),
    };
}

/** "account.move › amount_total": where a node stands, without its layer's schema. */
export function place(node) {
    if (!node.dataset) {
        return node.label;
    }
    const table = node.dataset
        .replace(/^odoo:/, "")
        .replace(/^[a-z]+\./, (schema) => (node.layer === "odoo" ? schema : ""));
    return `${table} › ${node.label}`;
}

/** Nodes reached, grouped by layer: the farthest end of the flow first. */
export function byLayer(reached, direction) {
    const order = Object.keys(layers());
    if (direction === "down") {
        order.reverse();
    }
    const groups = new Map(order.map((layer) => [layer, []]));
    for (const node of reached) {
        if (!groups.has(node.layer)) {
            groups.set(node.layer, []);
        }
        groups.get(node.layer).push(node);
    }
    return [...groups].filter(([, nodes]) => nodes.length);
}

/** A cell of a CSV; text a spreadsheet would run as a formula is marked as text. */
function cell(value) {
    const text = String(value ?? "");
    const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${harmless.replaceAll('"', '""')}"`;
}

/** A table as CSV; the mark at its start lets Excel read it as UTF-8. */
export function toCsv(head, rows) {
    const lines = [head, ...rows].map((row) => row.map(cell).join(","));
    return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** The list of what a node reaches, as rows of a CSV. */
export function reachRows(reached) {
    const names = kinds();
    const titles = layers();
    return reached.map((node) => [
        titles[node.layer] || node.layer,
        names[node.kind],
        node.dataset ? node.dataset.replace(/^odoo:/, "") : "",
        node.name === "*" ? node.label : node.name,
        node.title || "",
        node.distance,
        node.is_direct ? _t("direct") : _t("indirect"),
    ]);
}

/** Edges between the same two nodes drawn as one: direct wins over indirect. */
export function drawnEdges(edges) {
    const drawn = new Map();
    for (const edge of edges) {
        const key = `${edge.source}→${edge.target}`;
        const known = drawn.get(key);
        if (known) {
            known.vias.push(edge.via);
        } else {
            drawn.set(key, {...edge, id: key, vias: [edge.via]});
        }
    }
    return [...drawn.values()].map((edge) => ({
        ...edge,
        isIndirect: edge.vias.every((via) => INDIRECT.includes(via)),
    }));
}
