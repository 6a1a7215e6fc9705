/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {
    matching,
    needsAttention,
    scoreText,
    sections,
    shortName,
    sizeText,
    sparkline,
    stretch,
} from "@ipai_workbench/quality/quality_model.esm";

describe.current.tags("headless");

function table(relation, values = {}) {
    return {
        relation,
        layer: relation.split(".")[0],
        kind: "table",
        state: "ok",
        score: 100,
        row_count: 10,
        description: "",
        owner: false,
        muted_until: false,
        ...values,
    };
}

test("nearly all is not all, and what is not measured is no number", () => {
    expect(scoreText(100)).toBe("100");
    expect(scoreText(99.996)).toBe("99.9");
    expect(scoreText(0)).toBe("0");
    expect(scoreText(null)).toBe("–");
});

test("stretches and sizes are told in the units that matter", () => {
    expect(stretch(300)).toBe("5 min");
    expect(stretch(6 * 3600)).toBe("6 h");
    expect(stretch(3 * 86400 + 4 * 3600)).toBe("3 d 4 h");
    expect(sizeText(0)).toBe("–");
    expect(sizeText(812)).toBe("812 B");
    expect(sizeText(1234567)).toBe("1.2 MB");
    expect(shortName("gold.vat_lines")).toBe("vat_lines");
});

test("the worst stand first, the muted last, gold above bronze", () => {
    const found = sections([
        table("bronze.odoo_x", {score: null}),
        table("gold.a", {score: 90}),
        table("gold.b", {state: "warn", score: 80}),
        table("gold.c", {state: "error", muted_until: "2026-12-01", score: 70}),
        table("gold.d", {state: "error", score: 60}),
    ]);
    expect(found.map(({layer}) => layer)).toEqual(["gold", "bronze"]);
    expect(found[0].tables.map(({relation}) => relation)).toEqual([
        "gold.d",
        "gold.b",
        "gold.a",
        "gold.c",
    ]);
    expect(found[0].score).toBe(75);
    expect(found[0].attention).toBe(2);
    expect(found[1].score).toBe(null);
});

test("every word has to fit, and views of bronze are left out unless asked for", () => {
    const tables = [
        table("gold.vat_lines", {owner: "Maria", description: "VAT by class"}),
        table("gold.finance_expenses", {state: "error"}),
        table("bronze.brz_odoo__x", {kind: "view"}),
    ];
    const names = (choice) => matching(tables, choice).map(({relation}) => relation);
    expect(names({text: "maria CLASS"})).toEqual(["gold.vat_lines"]);
    expect(names({text: "maria expenses"})).toEqual([]);
    expect(names({})).toEqual(["gold.vat_lines", "gold.finance_expenses"]);
    expect(names({withViews: true}).length).toBe(3);
    expect(names({show: "attention"})).toEqual(["gold.finance_expenses"]);
    expect(
        needsAttention(table("gold.x", {state: "warn", muted_until: "2026-12-01"}))
    ).toBe(false);
});

test("a trend is a line from left to right that ends at the top with 100", () => {
    expect(sparkline([], 100, 20)).toBe(null);
    const found = sparkline(
        [
            ["2026-11-01", 80],
            ["2026-11-02", 90],
            ["2026-11-05", 100],
        ],
        100,
        20
    );
    expect(found.line).toBe("0.0,20.0 25.0,10.0 100.0,0.0");
    expect(found.last).toEqual([100, 0]);
    expect(sparkline([["2026-11-01", 60]], 100, 20).last).toEqual([100, 20]);
});
