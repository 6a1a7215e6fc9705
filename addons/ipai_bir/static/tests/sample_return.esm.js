/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

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

/** What the server tells of a return that is computed and was filed once. */
export function sheet() {
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

/** Call once in each file of tests. */
export function defineReturn() {
    defineMailModels();
    defineModels([BirReturn]);
}

/** The mock server keeps no JSON, so the sheet is given with each reading. */
export async function mountReturn(onRead = () => null, values = {}) {
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

export const stop = (code) => `[data-box='${code}'] .o_ipai_box_stop`;
export const tab = (key) => `[data-tab='${key}']`;
