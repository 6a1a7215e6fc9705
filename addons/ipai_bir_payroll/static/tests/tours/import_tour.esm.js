/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const HEADING =
    "Employee,TIN,From,To,Basic salary,Rice subsidy,SSS or GSIS,Tax withheld";
const REYES = "Maria Reyes,,2026-09-01,2026-09-30,50000,2500,1750,4858.40";
const CRUZ = ",222-222-222-000,2026-09-01,2026-09-30,25000,,1250,490";

const choose = (content, name, rows) => ({
    content,
    trigger: ".modal .o_field_widget[name='file'] .o_select_file_button",
    run() {
        const transfer = new DataTransfer();
        const text = [HEADING, ...rows].join("\n");
        transfer.items.add(new File([text], name, {type: "text/csv"}));
        const input = document.querySelector(
            ".modal .o_field_widget[name='file'] input[type='file']"
        );
        input.files = transfer.files;
        input.dispatchEvent(new Event("change"));
    },
});

const chosen = (name) => ({
    content: `${name} is chosen`,
    trigger: `.modal .o_field_widget[name='file'] input[type='text']:value('${name}')`,
});

const check = {
    content: "Check the file",
    trigger: ".modal button[name='action_check']:contains('Check the file'):enabled",
    run: "click",
};

/** Pay out of a file: refused with its problems, corrected, looked at and imported. */
registry.category("web_tour.tours").add("ipai_bir_payroll_import", {
    steps: () => [
        {
            content: "Open the menu",
            trigger: "[data-menu-xmlid='ipai_bir.ipai_bir_menu']",
            run: "click",
        },
        {
            content: "Import pay",
            trigger:
                "[data-menu-xmlid='ipai_bir_payroll.ipai_bir_compensation_import_menu']",
            run: "click",
        },
        choose("Choose a file with a wrong amount", "september.csv", [
            REYES,
            CRUZ.replace("25000", "25k"),
        ]),
        chosen("september.csv"),
        check,
        {
            content: "The problem is counted",
            trigger: ".modal .alert-danger:contains('Problems: 1')",
        },
        {
            content: "And told by row, column and value",
            trigger:
                ".modal .o_data_row:contains('3'):contains('Basic salary'):contains('25k')",
        },
        {
            content: "Nothing can be imported",
            trigger: ".modal:not(:has(button[name='action_import']))",
        },
        choose("Choose the corrected file", "corrected.csv", [REYES, CRUZ]),
        chosen("corrected.csv"),
        check,
        {
            content: "The preview says what would be new",
            trigger: ".modal .alert-success:contains('2 new')",
        },
        {
            content: "With the amounts of each row",
            trigger:
                ".modal .o_data_row:contains('Maria Cruz'):contains('Basic salary 25,000.00')",
        },
        {
            content: "Import",
            trigger: ".modal button[name='action_import']",
            run: "click",
        },
        {
            content: "The pay is here",
            trigger: "body:not(:has(.modal)) .o_data_row:contains('Maria Cruz')",
        },
        {
            content: "Of both employees",
            trigger: ".o_data_row:contains('Maria Reyes')",
        },
    ],
});
