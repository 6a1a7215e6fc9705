/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    byLayer,
    drawnEdges,
    place as placeName,
    reachRows,
    toCsv,
} from "@ipai_workbench/lineage/lineage_model.esm";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame, Deferred} from "@odoo/hoot-mock";
import {LineageAction} from "@ipai_workbench/lineage/lineage_action.esm";
import {LineageGraph} from "@ipai_workbench/lineage/lineage_graph.esm";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {arrangeByRank} from "@ipai_workbench/lineage/lineage_ranks.esm";
import {elements} from "@ipai_workbench/lineage/lineage_drawing.esm";
import {getDefaultConfig} from "@web/views/view";
import {loadLibraries} from "@ipai_workbench/lineage/lineage_libraries.esm";
import {makeMockEnv, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {place} from "@ipai_workbench/lineage/lineage_layout.esm";
import {click, waitFor, waitUntil} from "@odoo/hoot-dom";

const WIDTH = 190;
const HEIGHT = 34;

const table = (id, layer, more = {}) => ({
    id,
    kind: "model",
    dataset: null,
    name: id,
    label: id,
    layer,
    details: {},
    hidden_up: 0,
    hidden_down: 0,
    ...more,
});
const column = (dataset, name, layer) =>
    table(`${dataset}/${name}`, layer, {dataset, name, label: name, kind: "column"});
const edge = (source, target, via = "reads") => ({source, target, via, level: "table"});

/** So many tables, each reading two of those before it. */
function many(count) {
    const nodes = [];
    const edges = [];
    const layers = ["odoo", "bronze", "silver", "gold"];
    for (let number = 0; number < count; number++) {
        const layer = layers[Math.floor((number * layers.length) / count)];
        nodes.push(table(`t${number}`, layer));
        const quarter = Math.floor(count / layers.length);
        for (const step of [quarter, quarter + (number % 7) + 1]) {
            if (number >= step) {
                edges.push(edge(`t${number - step}`, `t${number}`));
            }
        }
    }
    return {checksum: `many ${count}`, nodes, edges, is_cut: false};
}

// The web client's services that come with mail ask the server for its models.
defineMailModels();

describe("model", () => {
    test("a column is named with its table, a table without its layer", () => {
        expect(placeName(table("gold.vat_lines", "gold", {label: "vat_lines"}))).toBe(
            "vat_lines"
        );
        expect(placeName(column("gold.vat_lines", "side", "gold"))).toBe(
            "vat_lines › side"
        );
        expect(placeName(column("odoo:account.move", "name", "odoo"))).toBe(
            "account.move › name"
        );
    });

    test("what is reached stands by layer, the far end first", () => {
        const reached = [
            column("silver.a", "x", "silver"),
            column("gold.b", "y", "gold"),
        ];
        expect(byLayer(reached, "down").map(([layer]) => layer)).toEqual([
            "gold",
            "silver",
        ]);
        expect(byLayer(reached, "up").map(([layer]) => layer)).toEqual([
            "silver",
            "gold",
        ]);
    });

    test("ways between the same two nodes are one arrow, dashed when none brings a value", () => {
        const drawn = drawnEdges([
            edge("a", "b", "filter"),
            edge("a", "b", "identity"),
            edge("a", "c", "join"),
        ]);
        expect(drawn.map(({target, isIndirect}) => [target, isIndirect])).toEqual([
            ["b", false],
            ["c", true],
        ]);
    });

    test("a CSV runs no formula and keeps quotes", () => {
        const text = toCsv(["Name"], [["=1+1"], ['a "b", c'], [null]]);
        expect(text).toBe('\ufeff"Name"\r\n"\'=1+1"\r\n"a ""b"", c"\r\n""\r\n');
    });

    test("the list goes out as it is shown", async () => {
        await makeMockEnv();
        const node = {...column("odoo:account.move", "name", "odoo"), kind: "field"};
        const [row] = reachRows([
            {...node, title: "Number", distance: 4, is_direct: true},
        ]);
        expect(row).toEqual([
            "Odoo",
            "Odoo field",
            "account.move",
            "name",
            "Number",
            4,
            "direct",
        ]);
    });
});

describe("drawing", () => {
    test("a table stands right of what it reads, columns stand inside their table", async () => {
        await loadLibraries();
        const nodes = [
            column("gold.b", "z", "gold"),
            column("silver.a", "x", "silver"),
        ];
        nodes.push(column("silver.a", "y", "silver"));
        const edges = [edge("silver.a/x", "gold.b/z", "identity")];
        const picture = {checksum: "columns", nodes, edges};
        const places = place(picture, window.dagre);
        expect(places.get("gold.b").x).toBeGreaterThan(
            places.get("silver.a").x + WIDTH
        );
        expect(places.get("silver.a/x").x).toBe(places.get("silver.a").x);
        expect(places.get("silver.a/y").y).toBeGreaterThan(places.get("silver.a/x").y);
        const parents = elements(picture, window.dagre, null)
            .filter(({data}) => data.parent)
            .map(({data}) => data.parent);
        expect(parents.sort()).toEqual(["gold.b", "silver.a", "silver.a"]);
    });

    test("of a thousand tables no two stand on the same place", async () => {
        await loadLibraries();
        const places = [...place(many(1000), window.dagre).values()];
        expect(places.length).toBe(1000);
        const rows = new Map();
        for (const {x, y} of places) {
            const key = Math.round(x);
            rows.set(key, [...(rows.get(key) || []), y]);
        }
        const columns = [...rows].sort(([one], [other]) => one - other);
        let last = -Infinity;
        let tight = 0;
        for (const [x, ys] of columns) {
            tight += x - last < WIDTH ? 1 : 0;
            last = x;
            ys.sort((one, other) => one - other);
            tight += ys.filter((y, i) => i && y - ys[i - 1] < HEIGHT).length;
        }
        expect(tight).toBe(0);
        const all = places.map(({y}) => y);
        expect(Math.max(...all) - Math.min(...all)).toBeLessThan(
            Math.max(...places.map(({x}) => x))
        );
    });

    test("many tables stand by rank, beside what they read", async () => {
        await loadLibraries();
        const {nodes, edges} = many(1000);
        const boxes = nodes.map(({id}) => ({id}));
        const links = edges.map(({source, target}) => [source, target]);
        const step = {width: 280, height: 52};
        const {boxes: placed, width} = arrangeByRank({boxes, links}, step);
        const places = new Map(placed.map(([{id}, centre]) => [id, centre]));
        expect(width).toBe(4 * step.width);
        for (const {source, target} of edges) {
            expect(places.get(source).x < places.get(target).x).toBe(true);
        }
        const far = edges.filter(
            ({source, target}) =>
                Math.abs(places.get(source).y - places.get(target).y) > 5 * step.height
        );
        expect(far.length).toBeLessThan(edges.length / 4);
        const [[from, to]] = links;
        const circle = [...links, [to, from]];
        expect(arrangeByRank({boxes, links: circle}, step)).toBe(null);
    });

    test("what is tapped is told; counts open what they stand for", async () => {
        const picture = {
            checksum: "taps",
            nodes: [
                table("silver.a", "silver", {hidden_up: 3}),
                table("gold.b", "gold"),
            ],
            edges: [edge("silver.a", "gold.b")],
            is_cut: false,
        };
        let graph = null;
        await mountWithCleanup(LineageGraph, {
            props: {
                picture,
                focus: "gold.b",
                chosen: null,
                onChoose: (id) => expect.step(`choose ${id}`),
                onFocus: (id) => expect.step(`focus ${id}`),
                onExpand: ({id, direction}) => expect.step(`${direction} of ${id}`),
                ready: (ready) => {
                    graph = ready;
                },
            },
        });
        await waitUntil(() => graph?.cy);
        await animationFrame();
        graph.cy.getElementById("gold.b").emit("tap");
        const count = graph.cy.nodes(".more");
        expect(count.length).toBe(1);
        expect(count.data("label")).toBe("+3");
        count.emit("tap");
        graph.cy.emit("tap");
        graph.cy.getElementById("silver.a").emit("dbltap");
        expect.verifySteps([
            "choose gold.b",
            "up of silver.a",
            "choose null",
            "focus silver.a",
        ]);
        expect(graph.png().type).toBe("image/png");
    });
});

describe("screen", () => {
    test("a picture that comes after the user went back to the start is not shown", async () => {
        const answer = new Deferred();
        const nodes = [table("gold.b", "gold")];
        const picture = {checksum: "late", nodes, edges: [], is_cut: false};
        const reading = {
            ended_at: "2026-01-01T00:00:00Z",
            gold_columns: 1,
            models: 1,
            problems: [],
            seconds: 1,
            without_source: [],
        };
        let asked = 0;
        onRpc("has_group", () => false);
        onRpc("ipai.lineage", "summary", () => reading);
        onRpc("ipai.lineage", "find", ({args}) => (args[1] === "gold" ? nodes : []));
        const reached = {node: nodes[0], reached: [], columns: []};
        onRpc("ipai.lineage", "reach", () => reached);
        onRpc("ipai.lineage", "picture", () => (asked++ ? answer : picture));
        const action = {
            id: 1,
            type: "ir.actions.client",
            tag: "ipai_lineage",
            context: {},
            params: {},
        };
        const env = await makeMockEnv({config: getDefaultConfig()});
        await mountWithCleanup(LineageAction, {props: {action}, env});
        await click("[data-node='gold.b']");
        await waitFor(".o_ipai_lineage_tools");
        await click(".o_ipai_lineage_tools button:contains(Columns)");
        await click(".o_ipai_lineage_tools button:contains(Start)");
        await waitFor(".o_ipai_lineage_marts");
        answer.resolve(picture);
        await animationFrame();
        await animationFrame();
        expect(".o_ipai_lineage_tools").toHaveCount(0);
        expect(".o_ipai_lineage_marts [data-node='gold.b']").toHaveCount(1);
    });
});
