import {describe, expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {BirDashboard} from "@ipai_bir/dashboard/dashboard.esm";
import {animationFrame, Deferred} from "@odoo/hoot-mock";
import {getDefaultConfig} from "@web/views/view";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const row = (values) => ({
    id: 1,
    name: "2550Q Q3 2026",
    form_name: "Quarterly Value-Added Tax Return",
    company: "",
    due: "2026-10-26",
    days_left: 4,
    state: "due",
    state_label: "Due soon",
    owner: "Ana",
    amount: 60,
    blocked_by: "Waits for review",
    explanation: "25 days after the period",
    is_estimated: false,
    is_computed_here: true,
    has_return: true,
    ...values,
});

function board(values = {}) {
    return {
        today: "2026-10-22",
        year: 2026,
        currency_id: 1,
        may_prepare: true,
        may_register: true,
        is_registered: true,
        knows_holidays: true,
        tiles: {
            overdue: {count: 1, amount: null},
            due: {count: 1, amount: 60},
            review: {count: 1, amount: 60},
            filed: {count: 0, amount: null},
        },
        months: Array.from({length: 12}, (_value, index) => ({
            month: `2026-${String(index + 1).padStart(2, "0")}`,
            overdue: index === 9 ? 1 : 0,
            open: index === 9 ? 1 : 0,
            done: 0,
        })),
        tax_types: [{tax_type: "vat", label: "Value-added tax", done: 30, open: 60}],
        days_off: [
            {day: "2027-03-09", name: "Eid'l Fitr", is_estimated: true},
            {day: "2027-04-09", name: "Day of Valor", is_estimated: false},
        ],
        rows: [
            row({
                id: 2,
                name: "2307 Q3 2026",
                due: "2026-10-20",
                days_left: -2,
                state: "overdue",
                amount: null,
                blocked_by: "Not prepared",
                is_computed_here: false,
                has_return: false,
            }),
            row(),
        ],
        row_count: 5,
        ...values,
    };
}

class BirObligation extends models.Model {
    _name = "ipai.bir.obligation";

    name = fields.Char();
}

defineMailModels();
defineModels([BirObligation]);

async function mountBoard(values, doAction = (action) => expect.step(action)) {
    onRpc("ipai.bir.obligation", "dashboard", ({args}) => {
        expect.step(["dashboard", args[0]]);
        return board({...values, ...(args[0] ? {year: args[0]} : {})});
    });
    mockService("action", {doAction});
    await mountWithCleanup(BirDashboard, {
        props: {action: {}, actionId: 1, className: ""},
        env: await makeMockEnv({config: getDefaultConfig()}),
    });
    expect.verifySteps([["dashboard", null]]);
}

test("counts, amounts and what blocks each are shown", async () => {
    await mountBoard();
    expect(queryAllTexts(".o_ipai_dashboard_count")).toEqual(["1", "1", "1", "0"]);
    expect("[data-tile='due']").toHaveText(/60\.00/);
    expect("[data-tile='overdue'] small").toHaveText("");
    expect(queryAllTexts(".o_ipai_dashboard_blocked > span")).toEqual([
        "Not prepared",
        "Waits for review",
    ]);
    expect("[data-id='2'] .o_ipai_dashboard_amount").toHaveText("");
    expect("[data-id='2'] .o_ipai_dashboard_due").toHaveText(/2 days late/);
    expect("[data-id='1'] .o_ipai_dashboard_due").toHaveText(/in 4 days/);
    expect("[data-month='2026-10']").toHaveClass("o_ipai_current");
    expect(".o_ipai_dashboard .alert").toHaveCount(0);
    expect("aside .badge").toHaveCount(1);
});

test("each number opens what it counts", async () => {
    await mountBoard({}, ({domain}) => expect.step(domain));
    await contains("[data-tile='overdue']").click();
    await contains("[data-month='2026-10']").click();
    await contains("[data-tax='vat']").click();
    await contains(".o_ipai_dashboard_more").click();
    expect.verifySteps([
        [["state", "=", "overdue"]],
        [
            ["due_date", ">=", "2026-10-01"],
            ["due_date", "<=", "2026-10-31"],
        ],
        [
            ["tax_type", "=", "vat"],
            ["has_amount", "=", true],
            ["due_date", ">=", "2026-01-01"],
            ["due_date", "<=", "2026-12-31"],
        ],
        [["filed_on", "=", false]],
    ]);
});

test("a row opens its obligation, its button the return", async () => {
    onRpc("ipai.bir.obligation", "action_prepare", ({args}) => {
        expect.step(["prepare", args[0]]);
        return {type: "ir.actions.act_window", res_model: "ipai.bir.return"};
    });
    await mountBoard();
    await contains("[data-id='2'] .o_ipai_dashboard_prepare").click();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "ipai.bir.obligation",
            res_id: 2,
            views: [[false, "form"]],
        },
    ]);
    await contains("[data-id='1'] .o_ipai_dashboard_prepare").click();
    expect.verifySteps([
        ["prepare", [1]],
        {type: "ir.actions.act_window", res_model: "ipai.bir.return"},
    ]);
});

test("arrow keys walk from row to row", async () => {
    await mountBoard();
    queryOne("[data-id='2'] .o_ipai_dashboard_open").focus();
    await press("ArrowDown");
    expect("[data-id='1'] .o_ipai_dashboard_open").toBeFocused();
    await press("ArrowUp");
    expect("[data-id='2'] .o_ipai_dashboard_open").toBeFocused();
});

test("another year is read", async () => {
    await mountBoard();
    await contains(".o_ipai_dashboard_after").click();
    await animationFrame();
    expect.verifySteps([["dashboard", 2027]]);
    expect("[data-tile='filed']").toHaveText(/Filed in 2027/);
});

test("the year that was asked for last is shown, whichever answer comes first", async () => {
    await mountBoard();
    const slow = new Deferred();
    onRpc("ipai.bir.obligation", "dashboard", async ({args}) => {
        if (args[0] === 2027) {
            await slow;
        }
        return board({year: args[0]});
    });
    await contains(".o_ipai_dashboard_after").click();
    await contains(".o_ipai_dashboard_before").click();
    await animationFrame();
    expect("[data-tile='filed']").toHaveText(/Filed in 2025/);
    slow.resolve();
    await animationFrame();
    expect("[data-tile='filed']").toHaveText(/Filed in 2025/);
});

test("nothing registered and no holidays are told", async () => {
    await mountBoard({is_registered: false, knows_holidays: false, rows: []});
    expect(".o_ipai_dashboard .alert").toHaveCount(2);
    await contains(".o_ipai_dashboard_register").click();
    expect.verifySteps(["ipai_bir.ipai_bir_registration_action"]);
});
