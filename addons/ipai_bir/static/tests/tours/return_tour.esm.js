/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const box = (code) => `.o_ipai_return_boxes [data-box='${code}']`;

registry.category("web_tour.tours").add("ipai_bir_return", {
    steps: () => [
        {
            content: "Make a return",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            content: "Choose the form",
            trigger: ".o_field_widget[name='form_id'] input",
            run: "edit 2550Q",
        },
        {
            content: "Take it from the list",
            trigger: ".ui-menu-item a:contains('2550Q Quarterly')",
            run: "click",
        },
        {
            content: "Choose the year",
            trigger: ".o_field_widget[name='year'] input",
            run: "edit 2026",
        },
        {
            content: "Choose the quarter",
            trigger:
                ".o_field_widget[name='quarter'] .o_radio_item:contains('3rd') input",
            run: "click",
        },
        {
            content: "The quarter is chosen",
            trigger:
                ".o_field_widget[name='quarter'] .o_radio_item:contains('3rd'):has(input:checked)",
        },
        {
            content: "Compute",
            trigger: "button[name='action_compute']:enabled",
            run: "click",
        },
        {
            content: "The sales are there",
            trigger: `${box("31A")}:contains('1,000.00')`,
        },
        {
            content: "Type an amount; the totals follow",
            trigger: `${box("35B")} input`,
            run: "edit 20 && press Enter",
        },
        {
            content: "The amount payable is lower",
            trigger: `${box("26")}:contains('100.00')`,
        },
        {
            content: "Ask where a total comes from",
            trigger: `${box("37B")} button`,
            run: "click",
        },
        {
            content: "It is explained",
            trigger: ".o_ipai_explanation:contains('34B-35B+36B')",
        },
        {
            content: "Add a row to schedule 4",
            trigger: "[data-part='S4'] .o_ipai_schedule_add",
            run: "click",
        },
        {
            content: "Type what was paid in advance",
            trigger: "[data-part='S4'] input[aria-label='Amount Paid']",
            run: "edit 30 && press Enter",
        },
        {
            content: "Item 17 follows",
            trigger: `${box("17")}:contains('30.00')`,
        },
        {
            content: "Open the journal items",
            trigger: `${box("31A")} button`,
            run: "click",
        },
        {
            content: "The sum of the items is the amount of the box",
            trigger: ".o_list_view .o_list_footer:contains('1,000.00')",
        },
        {
            content: "Back to the return",
            trigger: ".breadcrumb-item a:contains('2550Q Q3 2026')",
            run: "click",
        },
        {
            content: "The return is shown again",
            trigger: `${box("31A")}:contains('1,000.00')`,
        },
    ],
});
