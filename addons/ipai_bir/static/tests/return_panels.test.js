import {contains, mockService, onRpc} from "@web/../tests/web_test_helpers";
import {defineReturn, mountReturn, stop, tab} from "./sample_return.esm";
import {describe, expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

describe.current.tags("desktop");

defineReturn();

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
