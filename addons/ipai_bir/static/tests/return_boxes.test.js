import {InvalidNumberError} from "@web/views/fields/parsers";
import {
    contains,
    makeMockEnv,
    mockService,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineReturn, mountReturn, sheet, stop} from "./sample_return.esm";
import {describe, expect, test} from "@odoo/hoot";
import {formatAmount, parseAmount} from "@ipai_bir/return_boxes/box_amount.esm";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {PAGE} from "@ipai_bir/return_boxes/schedule_table.esm";
import {animationFrame, Deferred} from "@odoo/hoot-mock";

describe.current.tags("desktop");

defineReturn();

test("amounts are read and written as the form does", async () => {
    await makeMockEnv();
    expect(formatAmount("1234.5")).toBe("1,234.50");
    expect(formatAmount("-9000.00")).toBe("(9,000.00)");
    expect(formatAmount(null)).toBe("");
    expect(parseAmount(" 1,234.5 ")).toBe("1234.50");
    expect(parseAmount("(20)")).toBe("-20.00");
    expect(parseAmount("-20")).toBe("-20.00");
    expect(parseAmount("")).toBe(null);
    expect(() => parseAmount("many")).toThrow(InvalidNumberError);
});

test("parts, items and both columns are shown", async () => {
    await mountReturn();
    expect(queryAllTexts("h2")).toEqual(["Part I", "Part IV", "Part V"]);
    expect(stop("31A")).toHaveText("5,000,000.00");
    expect("[data-box='37B']").toHaveText("(1.50)");
    expect("[data-box='37B']").toHaveClass("text-danger");
    expect(".alert").toHaveText("2 entries are not posted");
    expect("[data-part='I'] .o_ipai_warning").toHaveText("The TIN is missing");
    expect(".o_ipai_schedule tfoot").toHaveText("1,000.50");
});

test("an amount typed is written and the form is read again", async () => {
    onRpc("ipai.bir.return", "set_box", ({args}) => {
        expect.step(args.slice(1));
        return true;
    });
    await mountReturn(() => expect.step("read"));
    expect.verifySteps(["read"]);
    await contains(stop("35B")).edit("12,000", {confirm: "blur"});
    expect.verifySteps([["35B", "12000.00"], "read"]);
    await contains(stop("36B")).edit("", {confirm: "blur"});
    expect.verifySteps([["36B", null], "read"]);
});

test("what is no amount is marked and not written", async () => {
    onRpc("ipai.bir.return", "set_box", () => expect.step("set_box"));
    mockService("notification", {add: (text) => expect.step(text)});
    await mountReturn();
    await contains(stop("35B")).edit("many", {confirm: "blur"});
    expect.verifySteps(["“many” is no amount."]);
    expect(stop("35B")).toHaveClass("o_field_invalid");
});

test("arrow keys walk from box to box", async () => {
    await mountReturn();
    queryOne(stop("31B")).focus();
    await press("ArrowDown");
    expect(stop("35B")).toBeFocused();
    await press("Enter");
    expect(stop("36B")).toBeFocused();
    await press("ArrowUp");
    await press("ArrowUp");
    expect(stop("31B")).toBeFocused();
});

test("a box opens its journal items, a total its formula", async () => {
    onRpc("ipai.bir.return", "action_open_box", ({args}) => {
        expect.step(args[1]);
        return {type: "ir.actions.act_window_close"};
    });
    await mountReturn();
    await contains(stop("31A")).click();
    expect.verifySteps(["31A"]);
    await contains(stop("37B")).click();
    expect(".o_ipai_explanation").toHaveText("37B = 34B-35B+36B");
    await contains(stop("37B")).click();
    expect(".o_ipai_explanation").toHaveCount(0);
});

test("a row is written as a whole, when the focus leaves it", async () => {
    onRpc("ipai.bir.return", "set_row", ({args}) => {
        expect.step(args.slice(1));
        return 8;
    });
    onRpc("ipai.bir.return", "remove_row", ({args}) => {
        expect.step(["remove", args[1]]);
        return true;
    });
    await mountReturn();
    await contains(".o_ipai_schedule_add").click();
    expect(".o_ipai_schedule tbody tr").toHaveCount(2);
    await contains(".o_ipai_schedule tbody tr:last-child td:nth-child(1) input").edit(
        "09/2026",
        {confirm: false}
    );
    expect.verifySteps([]);
    await contains(".o_ipai_schedule tbody tr:last-child td:nth-child(2) input").edit(
        "5",
        {confirm: "enter"}
    );
    expect.verifySteps([["S4", {A: "09/2026", E: "5.00"}, null]]);
    await animationFrame();
    expect(".o_ipai_schedule tbody tr").toHaveCount(1);
    await contains(".o_ipai_schedule .fa-trash-o").click();
    expect.verifySteps([["remove", 7]]);
});

test("a row that is left while it is saved is not made twice", async () => {
    const answer = new Deferred();
    onRpc("ipai.bir.return", "set_row", ({args}) => {
        expect.step(args[2]);
        return answer;
    });
    await mountReturn();
    await contains(".o_ipai_schedule_add").click();
    const field = ".o_ipai_schedule tbody tr:last-child td:nth-child(2) input";
    await contains(field).edit("5", {confirm: "enter"});
    await contains(".o_ipai_tabs [data-tab='form']").focus();
    await animationFrame();
    expect.verifySteps([{E: "5.00"}]);
    answer.resolve(8);
    await animationFrame();
    expect(".o_ipai_schedule tbody tr").toHaveCount(1);
});

test("a schedule of hundreds is paged, searched and folded", async () => {
    const rows = [...Array(312).keys()].map((id) => ({
        id: id + 1,
        origin: "books",
        opens: true,
        editable: false,
        values: {A: `Vendor ${id + 1}`, E: "10.00"},
    }));
    const {parts} = sheet();
    parts[2] = {...parts[2], rows};
    await mountReturn(() => null, {parts});
    expect(".o_ipai_schedule tbody tr").toHaveCount(PAGE);
    await contains(".o_ipai_schedule .o_pager_next").click();
    expect(".o_ipai_schedule tbody tr:first-child").toHaveText(/Vendor 26/);
    await contains(".o_ipai_schedule_search").edit("vendor 31", {confirm: false});
    expect(".o_ipai_schedule tbody tr").toHaveCount(4);
    await contains(".o_ipai_fold").click();
    expect(".o_ipai_schedule").toHaveCount(0);
    expect(".o_ipai_fold").toHaveAttribute("aria-expanded", "false");
});
