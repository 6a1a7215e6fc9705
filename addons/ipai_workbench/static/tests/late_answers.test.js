/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, reactive, useState, xml} from "@odoo/owl";
import {animationFrame, Deferred, runAllTimers} from "@odoo/hoot-mock";
import {click, edit, press} from "@odoo/hoot-dom";
import {expect, test} from "@odoo/hoot";
import {
    makeMockEnv,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {BuildLog} from "@ipai_workbench/build_log/build_log.esm";
import {LineageDetails} from "@ipai_workbench/lineage/lineage_details.esm";
import {LineageSearch} from "@ipai_workbench/lineage/lineage_search.esm";
import {QualityScorecard} from "@ipai_workbench/quality/quality_scorecard.esm";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {getDefaultConfig} from "@web/views/view";

/* An answer that comes after the person has moved on is not shown any more. */

// The web client's services that come with mail ask the server for its models.
defineMailModels();

const node = {
    id: "gold.b",
    kind: "model",
    dataset: null,
    name: "b",
    label: "b",
    layer: "gold",
    details: {},
};

/** Answers of a method, each given when the test says so. */
function held(model, method) {
    const answers = [];
    onRpc(model, method, () => {
        const answer = new Deferred();
        answers.push(answer);
        return answer;
    });
    return answers;
}

test("the list of a search that was left does not open", async () => {
    const answers = held("ipai.lineage", "find");
    await mountWithCleanup(LineageSearch, {
        props: {onChoose: () => null, onError: () => expect.step("error")},
    });
    await click("input");
    await edit("vat");
    await runAllTimers();
    expect(answers.length).toBe(1);
    await press("Escape");
    answers[0].resolve([{...node, title: ""}]);
    await animationFrame();
    expect("[role='option']").toHaveCount(0);
    await edit("vat l");
    await runAllTimers();
    answers[1].resolve([{...node, title: ""}]);
    await animationFrame();
    expect("[role='option']").toHaveCount(1);
});

test("the list of the other way stays what it was until the answer is there", async () => {
    const answers = held("ipai.lineage", "reach");
    const props = {id: "gold.b", direction: "down"};
    for (const name of ["onChoose", "onFocus", "onError", "onClose"]) {
        props[name] = () => null;
    }
    const mounted = mountWithCleanup(LineageDetails, {props});
    await animationFrame();
    answers[0].resolve({node, reached: [], columns: []});
    await mounted;
    expect("aside").toHaveText(/Nothing reads it\./);
    await click("[aria-pressed='false']");
    await animationFrame();
    expect("aside").toHaveText(/Nothing reads it\./);
    answers[1].resolve({node, reached: [], columns: []});
    await animationFrame();
    expect("aside").toHaveText(/This is where it begins\./);
});

test("an old problem does not hide the scorecard that came after it", async () => {
    const answers = held("ipai.quality.table", "scorecard");
    const mounted = mountWithCleanup(QualityScorecard, {
        props: {action: {}, actionId: 1, className: ""},
        env: await makeMockEnv({config: getDefaultConfig()}),
    });
    await animationFrame();
    answers[0].reject(makeServerError({message: "asleep"}));
    await mounted;
    expect(".alert").toHaveText(/asleep/);
    await click(".alert button");
    await click(".alert button");
    await animationFrame();
    answers[2].resolve({tables: [], measured_at: false, layers: []});
    await animationFrame();
    expect(".alert").toHaveCount(0);
    answers[1].reject(makeServerError({message: "too late"}));
    await animationFrame();
    expect(".alert").toHaveCount(0);
});

test("the log of one build is never shown under another", async () => {
    const answers = held("ipai.build", "follow");
    const build = (resId) => ({
        resId,
        data: {state: "done", nodes_done: 1},
        load: () => expect.step(`load ${resId}`),
    });
    const shown = reactive({record: build(1)});
    class Form extends Component {
        static components = {BuildLog};
        static props = {};
        static template = xml`<BuildLog record="shown.record" readonly="true"/>`;
        setup() {
            this.shown = useState(shown);
        }
    }
    const told = (id, line) => ({
        lines: [{id, line, level: "info", at: "2026-11-20T10:00:00Z"}],
        state: "done",
        nodes_done: 1,
    });
    await mountWithCleanup(Form);
    answers[0].resolve(told(1, "line of the first"));
    await animationFrame();
    expect(".o_ipai_build_log_line").toHaveCount(1);
    await runAllTimers();
    shown.record = build(2);
    await animationFrame();
    await animationFrame();
    expect(".o_ipai_build_log_line").toHaveCount(0);
    answers[2].resolve(told(9, "line of the second"));
    await animationFrame();
    answers[1].resolve(told(2, "late line of the first"));
    await animationFrame();
    expect(".o_ipai_build_log_line").toHaveCount(1);
    expect(".o_ipai_build_log_line").toHaveText(/line of the second/);
    expect.verifySteps([]);
});
