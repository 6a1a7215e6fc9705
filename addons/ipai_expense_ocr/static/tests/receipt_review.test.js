/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    boxOnStage,
    clampZoom,
    linesOfPage,
    scrollAfterZoom,
    scrollFor,
    stageOf,
    transformOf,
    turn,
} from "@ipai_expense_ocr/receipt/receipt_geometry.esm";
import {describe, expect, test} from "@odoo/hoot";
import {
    markedValues,
    runnersUp,
    setFromText,
} from "@ipai_expense_ocr/receipt/receipt_focus.esm";
import {ReviewPile} from "@ipai_expense_ocr/review/review_pile.esm";
import {commandOf} from "@ipai_expense_ocr/review/review_keyboard.esm";

describe.current.tags("headless");

const page = {width: 400, height: 1000};

test("a page fills the width of its pane, also when it lies on its side", () => {
    expect(stageOf(page, 0, 200, 1)).toEqual({width: 200, height: 500, scale: 0.5});
    expect(stageOf(page, 90, 500, 1)).toEqual({width: 500, height: 200, scale: 0.5});
    expect(stageOf(page, 180, 200, 2)).toEqual({width: 400, height: 1000, scale: 1});
});

test("a box turns with its page and stays on it", () => {
    const box = [10, 20, 110, 60];
    expect(boxOnStage(box, page, 0, 1)).toEqual([10, 20, 110, 60]);
    expect(boxOnStage(box, page, 90, 1)).toEqual([940, 10, 980, 110]);
    expect(boxOnStage(box, page, 180, 1)).toEqual([290, 940, 390, 980]);
    expect(boxOnStage(box, page, 270, 1)).toEqual([20, 290, 60, 390]);
    expect(boxOnStage(box, page, 0, 0.5)).toEqual([5, 10, 55, 30]);
});

test("the turned page begins at the corner of its stage", () => {
    expect(transformOf(page, 0, 1)).toBe("translate(0px, 0px) rotate(0deg)");
    expect(transformOf(page, 90, 0.5)).toBe("translate(500px, 0px) rotate(90deg)");
    expect(transformOf(page, 180, 1)).toBe("translate(400px, 1000px) rotate(180deg)");
    expect(transformOf(page, 270, 1)).toBe("translate(0px, 400px) rotate(270deg)");
});

test("a quarter turn to the left is one of 270 degrees", () => {
    expect(turn(0, -90)).toBe(270);
    expect(turn(270, 90)).toBe(0);
});

test("a box that is seen does not move the page, another comes to the middle", () => {
    const view = {left: 0, top: 100, width: 300, height: 400};
    expect(scrollFor([40, 200, 90, 240], view)).toEqual({left: 0, top: 100});
    expect(scrollFor([40, 900, 90, 940], view)).toEqual({left: 0, top: 720});
    // Never above the page
    expect(scrollFor([40, 0, 90, 20], view).top).toBe(0);
});

test("zooming keeps the point under the pointer in place", () => {
    const scroll = scrollAfterZoom({left: 10, top: 20}, {x: 100, y: 50}, 2);
    expect(scroll).toEqual({left: 120, top: 90});
    expect(clampZoom(100)).toBe(6);
    expect(clampZoom(0)).toBe(0.25);
});

test("a small line inside a large one can be pointed at", () => {
    const lines = [
        {text: "small", page: 1, box: [0, 0, 10, 10]},
        {text: "large", page: 1, box: [0, 0, 100, 100]},
        {text: "other page", page: 2, box: [0, 0, 10, 10]},
        {text: "nowhere", page: 1, box: null},
    ];
    expect(linesOfPage(lines, 1).map(({text}) => text)).toEqual(["large", "small"]);
    expect(linesOfPage(undefined, 1)).toEqual([]);
});

const record = (low, alternatives) => ({
    data: {
        ipai_low_confidence: low,
        ipai_reading: {fields: {total: {value: "112.00", alternatives}}},
    },
});
const other = (value, confidence) => ({value, confidence, page: 1, box: null});

test("a value in doubt shows all it may mean, another one only serious rivals", () => {
    const others = [other("12.00", 0.3), other("112.00", 0.2), other("1.00", 0.01)];
    expect(runnersUp(record("total", others), "total").map((o) => o.value)).toEqual([
        "12.00",
        "1.00",
    ]);
    expect(runnersUp(record("", others), "total").map((o) => o.value)).toEqual([
        "12.00",
    ]);
    expect(runnersUp(record("total", others), "date")).toEqual([]);
    expect(markedValues(record("date,total"))).toEqual(["date", "total"]);
});

test("a receipt that was left while it was saved does not reload the next one", async () => {
    const model = {root: {resId: 7, load: () => expect.step("load")}};
    const left = {resId: 7, model, save: () => true};
    const orm = {call: () => expect.step("saved")};
    await setFromText(left, orm, "total", {text: "112.00"});
    expect.verifySteps(["saved", "load"]);
    model.root = {...model.root, resId: 8};
    await setFromText(left, orm, "total", {text: "112.00"});
    expect.verifySteps(["saved"]);
});

test("a pile goes from one open receipt to the next and ends", () => {
    let clock = 0;
    const pile = new ReviewPile([7, 8, 9], () => clock);
    expect(pile.position(8)).toBe(2);
    expect(pile.neighbour(7, -1)).toBe(null);
    expect(pile.settle(7, "confirmed")).toBe(8);
    expect(pile.settle(8, "removed")).toBe(9);
    // The removed one is not there to look at
    expect(pile.neighbour(9, -1)).toBe(7);
    clock = 65000;
    expect(pile.settle(9, "confirmed")).toBe(null);
    expect(pile.confirmed).toEqual([7, 9]);
    expect(pile.removed).toEqual([8]);
    clock = 100000;
    expect(pile.seconds).toBe(65);
});

test("what was skipped is left, and can be gone through again", () => {
    const pile = new ReviewPile([1, 2, 3]);
    expect(pile.settle(2, "confirmed")).toBe(3);
    expect(pile.settle(3, "confirmed")).toBe(null);
    expect(pile.open).toEqual([1]);
    const rest = pile.again();
    expect(rest.total).toBe(1);
    expect(rest.position(1)).toBe(1);
});

test("keys give commands", () => {
    const alt = (key, code) => commandOf({altKey: true, key, code}, true);
    expect(alt("2", "Digit2")).toEqual({name: "pick", index: 1});
    // Another character on this keyboard, the same place
    expect(alt("²", "Digit2")).toEqual({name: "pick", index: 1});
    expect(alt("5", "Digit5")).toBe(null);
    expect(alt("ArrowRight")).toEqual({name: "next"});
    expect(alt("ArrowLeft")).toEqual({name: "previous"});
    expect(commandOf({ctrlKey: true, key: "Enter"}, true)).toEqual({name: "confirm"});
    expect(commandOf({key: "Enter"}, true)).toEqual({name: "advance"});
    expect(commandOf({key: "Enter", shiftKey: true}, true)).toEqual({name: "retreat"});
});

test("keys that people type stay theirs", () => {
    expect(commandOf({key: "?", shiftKey: true}, true)).toBe(null);
    expect(commandOf({key: "?", shiftKey: true}, false)).toEqual({name: "keys"});
    expect(commandOf({key: "Enter"}, false)).toBe(null);
    expect(commandOf({key: "Enter", isComposing: true}, true)).toBe(null);
    expect(commandOf({key: "2", code: "Digit2"}, true)).toBe(null);
    expect(commandOf({ctrlKey: true, altKey: true, key: "Enter"}, true)).toBe(null);
});
