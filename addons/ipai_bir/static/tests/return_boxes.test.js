import {InvalidNumberError} from "@web/views/fields/parsers";
import {describe, expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {formatAmount, parseAmount} from "@ipai_bir/return_boxes/box_amount.esm";

describe.current.tags("desktop");

const cell = (code, values) => ({
    code,
    kind: "manual",
    text: "",
    amount: null,
    note: "",
    source: "",
    line_count: 0,
    editable: false,
    notices: [],
    ...values,
});
const line = (item, label, cells, emphasis = false) => ({item, label, cells, emphasis});

function sheet() {
    return {
        form: "2550Q",
        editable: true,
        computed: true,
        notices: [{text: "2 entries are not posted", level: "warning", box: false}],
        parts: [
            {
                code: "I",
                title: "Part I",
                section: "",
                layout: "header",
                heads: {A: "", B: ""},
                lines: [
                    line("7", "TIN", {
                        B: cell("7", {
                            notices: [{level: "warning", text: "The TIN is missing"}],
                        }),
                    }),
                ],
            },
            {
                code: "IV",
                title: "Part IV",
                section: "Sales",
                layout: "lines",
                heads: {A: "A. Sales", B: "B. Output Tax"},
                lines: [
                    line("31", "VATable Sales", {
                        A: cell("31A", {
                            amount: "5000000.00",
                            line_count: 3,
                            source: "3 items",
                        }),
                        B: cell("31B", {amount: "600000.00", line_count: 3}),
                    }),
                    line("35", "Less: Uncollected", {B: cell("35B", {editable: true})}),
                    line("36", "Add: Recovered", {
                        B: cell("36B", {editable: true, amount: "6000.00"}),
                    }),
                    line(
                        "37",
                        "Total",
                        {B: cell("37B", {amount: "-1.50", source: "= 34B-35B+36B"})},
                        true
                    ),
                ],
            },
            {
                code: "S4",
                title: "Part V",
                section: "Schedule 4",
                layout: "schedule",
                heads: {A: "", B: ""},
                lines: [],
                columns: [
                    {letter: "A", label: "Period", type: "text", editable: true},
                    {
                        letter: "E",
                        label: "Paid",
                        type: "money",
                        editable: true,
                        total: "1000.50",
                    },
                ],
                rows: [
                    {
                        id: 7,
                        origin: "typed",
                        editable: true,
                        values: {A: "08/2026", E: "1000.50"},
                    },
                ],
            },
        ],
    };
}

class BirReturn extends models.Model {
    _name = "ipai.bir.return";

    sheet = fields.Json({string: "Boxes"});

    _records = [{id: 1}];
}

defineMailModels();
defineModels([BirReturn]);

/** The mock server keeps no JSON, so the sheet is given with each reading. */
async function mountReturn(onRead = () => null) {
    onRpc("ipai.bir.return", "web_read", () => {
        onRead();
        return [{id: 1, sheet: sheet()}];
    });
    await mountView({
        resModel: "ipai.bir.return",
        resId: 1,
        type: "form",
        arch: `<form><field name="sheet" widget="ipai_return_boxes" nolabel="1"/></form>`,
    });
}

const stop = (code) => `[data-box='${code}'] .o_ipai_box_stop`;

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
    onRpc("ipai.bir.return", "action_open_lines", ({args}) => {
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
