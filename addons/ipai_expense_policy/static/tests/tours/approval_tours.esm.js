/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const row = (text) => `.o_list_renderer .o_data_row:contains(${text})`;

tours.add("ipai_expense_policy_approve_list", {
    steps: () => [
        {
            content: "The breach is told",
            trigger: `${row("Dinner")} .badge:contains(Limit 500.00)`,
        },
        {
            content: "Approve one in one click",
            trigger: `${row("Taxi")} button[name=action_approve]`,
            run: "click",
        },
        {
            content: "It is gone, the others stay",
            trigger:
                ".o_list_renderer:not(:has(.o_data_row:contains(Taxi))):has(.o_data_row:contains(Lunch))",
        },
        {
            content: "Select all",
            trigger: ".o_list_renderer thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Approve them",
            trigger: ".o_control_panel button[name=action_approve_many]",
            run: "click",
        },
        {
            content: "The plain one is approved, the breach is asked about",
            trigger:
                ".modal:contains(without a breach are approved) .o_data_row:contains(Dinner)",
        },
        {
            content: "Leave it for a look",
            trigger: ".modal footer button:contains(Cancel)",
            run: "click",
        },
        {
            content: "Open it",
            trigger: `${row("Dinner")} .o_data_cell[name=title]`,
            run: "click",
        },
        {
            content: "Receipt and breach stand side by side",
            trigger:
                ".o_ipai_approval_receipt:has(.o_ipai_receipt_pane) .o_ipai_approval_facts:contains(Limit 500.00)",
        },
        {
            content: "What was approved before is told",
            trigger: ".o_ipai_approval_history:contains(in a year)",
        },
        {
            content: "Refuse it",
            trigger: ".o_statusbar_buttons button[name=action_refuse]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Ask the client to pay",
        },
        {
            content: "Refuse",
            trigger: ".modal footer button[name=action_confirm]:contains(Refuse)",
            run: "click",
        },
        {
            content: "It is refused",
            trigger: ".o_form_view .o_arrow_button_current:contains(Refused)",
        },
    ],
});

tours.add("ipai_expense_policy_approve_phone", {
    steps: () => [
        {
            content: "Phones get cards with the breach",
            trigger: ".o_kanban_record:contains(Dinner) .badge:contains(Limit 500.00)",
        },
        {
            content: "Approve from the card",
            trigger: ".o_kanban_record:contains(Taxi) button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is gone",
            trigger:
                ".o_kanban_renderer:not(:has(.o_kanban_record:contains(Taxi))):has(.o_kanban_record:contains(Lunch))",
        },
    ],
});

tours.add("ipai_expense_policy_explain", {
    steps: () => [
        {
            content: "Open the expense",
            trigger: `${row("Dinner")} .o_data_cell[name=name]`,
            run: "click",
        },
        {
            content: "The breach stands on top",
            trigger: ".o_ipai_breaches:contains(Limit 500.00: 900.00, 400.00 over)",
        },
        {
            content: "Submit",
            trigger:
                ".o_statusbar_buttons button[name=action_submit_expenses], .o_statusbar_buttons button[name=action_submit]",
            run: "click",
        },
        {
            content: "It is refused with the sentence, and leads to the reason",
            trigger: ".modal:contains(Limit 500.00) button:contains(Give the reason)",
            run: "click",
        },
        {
            content: "Give the reason",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Dinner with the auditors",
        },
        {
            content: "Submit again",
            trigger: ".modal footer button[name=action_submit]",
            run: "click",
        },
        {content: "The dialog is closed", trigger: "body:not(:has(.modal))"},
    ],
});
