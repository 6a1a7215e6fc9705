/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {
    percent,
    stretch,
    withBars,
} from "@ipai_expense_ocr/dashboard/dashboard_model.esm";

describe.current.tags("headless");

test("times are told in the units that matter", () => {
    expect(stretch(null)).toBe("–");
    expect(stretch(0.61)).toBe("0.6 s");
    expect(stretch(42)).toBe("42 s");
    expect(stretch(125)).toBe("2 min");
    expect(stretch(3 * 3600 + 600)).toBe("3 h 10 min");
    expect(stretch(2 * 86400 + 5 * 3600)).toBe("2 d 5 h");
});

test("a share of nothing is no number", () => {
    expect(percent(null)).toBe("–");
    expect(percent(0)).toBe("0 %");
    expect(percent(0.666)).toBe("67 %");
});

test("the largest row fills its place", () => {
    const rows = withBars([{amount: 200}, {amount: 50}], "amount");
    expect(rows.map(({length}) => length)).toEqual([100, 25]);
    expect(withBars([], "amount")).toEqual([]);
    expect(withBars([{count: 0}], "count")[0].length).toBe(0);
});
