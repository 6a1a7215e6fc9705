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
import {PAGE} from "@ipai_bir/return_boxes/schedule_table.esm";

describe.current.tags("desktop");

const cell = (code, values) => ({
    code,
    kind: "manual",
    text: "",
    amount: null,
    note: "",
    source: "",
    line_count: 0,
    opens: false,
    editable: false,
    may_override: false,
    override: null,
    choices: [],
    notices: [],
    ...values,
});
const line = (item, label, cells, emphasis = false) => ({item, label, cells, emphasis});

const checks = () => [
    check({id: 11, level: "error", code: "coverage", text: "A tax is in no box"}),
    check({
        id: 12,
        level: "warning",
        code: "partner_tin",
        box: "35B",
        text: "3 partners have no TIN",
        opens: true,
        may_accept: true,
    }),
    check({
        id: 13,
        level: "warning",
        code: "duplicates",
        text: "A reference twice",
        accepted: true,
        reason: "Two deliveries",
        accepted_by: "Rosa",
        may_withdraw: true,
    }),
];

function check(values) {
    return {
        box: "",
        count: 0,
        opens: false,
        accepted: false,
        reason: "",
        accepted_by: "",
        may_accept: false,
        may_withdraw: false,
        ...values,
    };
}

function sheet() {
    return {
        form: "2550Q",
        state: "computed",
        editable: true,
        computed: true,
        checks: checks(),
        changes: [
            {
                code: "31A",
                label: "VATable Sales",
                before: "4000000.00",
                after: "5000000.00",
                difference: "1000000.00",
            },
            {
                code: "37B",
                label: "Total",
                before: "0.00",
                after: "-1.50",
                difference: "-1.50",
            },
        ],
        proofs: [
            {
                id: 3,
                kind: "pdf",
                title: "Working copy",
                name: "2550Q.pdf",
                size: 2048,
                sha256: "ab12",
                url: "/ipai_bir/proof/3",
            },
        ],
        filing: "Filed on 2026-10-20.",
        chain: [],
        drift: [],
        newer_entries: false,
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
                            opens: true,
                            source: "3 items",
                        }),
                        B: cell("31B", {
                            amount: "600000.00",
                            opens: true,
                            may_override: true,
                            override: {
                                machine: "599999.99",
                                reason: "as filed",
                                by: "Ben",
                                at: "2026-10-19 09:00",
                            },
                        }),
                    }),
                    line("35", "Less: Uncollected", {B: cell("35B", {editable: true})}),
                    line("36", "Add: Recovered", {
                        B: cell("36B", {editable: true, amount: "6000.00"}),
                    }),
                    line(
                        "37",
                        "Total",
                        {
                            B: cell("37B", {
                                amount: "-1.50",
                                source: "= 34B-35B+36B",
                                may_override: true,
                            }),
                        },
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
                        opens: false,
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
async function mountReturn(onRead = () => null, values = {}) {
    onRpc("ipai.bir.return", "web_read", () => {
        onRead();
        return [{id: 1, sheet: {...sheet(), ...values}}];
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

const tab = (key) => `[data-tab='${key}']`;

test("an overridden box shows what the machine said, who and why", async () => {
    await mountReturn();
    expect("[data-box='31B'] s").toHaveText("599,999.99");
    expect(".o_ipai_override_reason").toHaveText("as filed – Ben, 2026-10-19 09:00");
});

test("a box is overridden with a reason, and given back", async () => {
    onRpc("ipai.bir.return", "override_box", ({args}) => {
        expect.step(args.slice(1));
        return true;
    });
    onRpc("ipai.bir.return", "clear_override", ({args}) => {
        expect.step(["clear", args[1]]);
        return true;
    });
    await mountReturn();
    queryOne(stop("37B")).focus();
    await press("F2");
    await animationFrame();
    expect(".o_ipai_override_machine").toHaveText("(1.50)");
    await contains("#o_ipai_override_amount").edit("2,000", {confirm: false});
    await contains(".o_ipai_override_save").click();
    expect(".o_ipai_override_problem").toHaveText(/Say why/);
    expect.verifySteps([]);
    await contains("#o_ipai_override_reason").edit("ruling", {confirm: false});
    await contains(".o_ipai_override_save").click();
    expect.verifySteps([["37B", "2000.00", "ruling"]]);
    expect(".o_ipai_override").toHaveCount(0);
    await contains("[data-box='31B'] .o_ipai_box_override").click();
    expect("#o_ipai_override_reason").toHaveValue("as filed");
    await contains(".o_ipai_override_clear").click();
    expect.verifySteps([["clear", "31B"]]);
});

test("a warning is accepted with a reason and leads to its box", async () => {
    onRpc("ipai.bir.return.check", "accept", ({args}) => {
        expect.step(args);
        return true;
    });
    onRpc("ipai.bir.return.check", "withdraw", ({args}) => {
        expect.step(["withdraw", ...args[0]]);
        return true;
    });
    onRpc("ipai.bir.return.check", "action_open", ({args}) => {
        expect.step(["open", ...args[0]]);
        return {type: "ir.actions.act_window_close"};
    });
    await mountReturn();
    expect(`${tab("checks")} .badge`).toHaveText("2");
    await contains(tab("checks")).click();
    expect(queryAllTexts(".o_ipai_checks h2 .badge")).toEqual(["1", "2"]);
    expect("[data-level='error'] .o_ipai_check_accept").toHaveCount(0);
    await contains("[data-check='partner_tin'] .o_ipai_check_open").click();
    expect.verifySteps([["open", 12]]);
    await contains("[data-check='partner_tin'] .o_ipai_check_accept").click();
    expect(".o_ipai_check_accepting button").not.toBeEnabled();
    await contains(".o_ipai_check_accepting input").edit("foreign vendors", {
        confirm: "enter",
    });
    expect.verifySteps([[[12], "foreign vendors"]]);
    await contains("[data-check='duplicates'] .btn-link").click();
    expect.verifySteps([["withdraw", 13]]);
    await contains("[data-check='partner_tin'] .o_ipai_check_box").click();
    await animationFrame();
    expect(stop("35B")).toBeFocused();
});

test("changes since the last computation are shown and searched", async () => {
    await mountReturn();
    await contains(tab("changes")).click();
    expect("[data-change='31A'] td:last-child").toHaveText("1,000,000.00");
    await contains(".o_ipai_changes input").edit("total", {confirm: false});
    expect(".o_ipai_changes tbody tr").toHaveCount(1);
    expect("[data-change='37B'] td:nth-child(3)").toHaveText("(1.50)");
});

test("a proof is downloaded and verified", async () => {
    onRpc("ipai.bir.proof", "verify", ({args}) => {
        expect.step(args[0]);
        return true;
    });
    await mountReturn();
    await contains(tab("proof")).click();
    expect(".o_ipai_proof a").toHaveAttribute("href", "/ipai_bir/proof/3");
    expect(".o_ipai_filing").toHaveText("Filed on 2026-10-20.");
    await contains(".o_ipai_proof button").click();
    expect.verifySteps([[3]]);
    expect(".o_notification").toHaveText(/2550Q.pdf is what was stored/);
});

test("tabs are walked by arrow keys", async () => {
    await mountReturn();
    queryOne(tab("form")).focus();
    await press("ArrowRight");
    await animationFrame();
    expect(tab("checks")).toBeFocused();
    expect(tab("checks")).toHaveAttribute("aria-selected", "true");
    expect(".o_ipai_checks").toHaveCount(2);
});

test("entries that came after the filing are named and opened", async () => {
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step([res_model, res_id]),
    });
    await mountReturn(() => null, {
        drift: [{id: 8, name: "INV/8", what: "posted after filing", amount: "120.00"}],
        chain: [
            {id: 1, name: "2550Q Q3 2026", state: "Filed", current: true},
            {id: 2, name: "2550Q Q3 2026 (amended 1)", state: "Draft", current: false},
        ],
    });
    expect(".o_ipai_drift li").toHaveText("INV/8 – posted after filing, 120.00");
    await contains(".o_ipai_drift .btn-link").click();
    await contains(".o_ipai_chain .btn-link").click();
    expect.verifySteps([
        ["account.move", 8],
        ["ipai.bir.return", 2],
    ]);
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
