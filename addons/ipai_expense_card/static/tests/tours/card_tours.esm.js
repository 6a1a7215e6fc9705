/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const row = (text) => `div[name='line_ids'] .o_data_row:contains('${text}')`;

registry.category("web_tour.tours").add("ipai_card_statement", {
    steps: () => [
        {
            content: "The best receipt is suggested",
            trigger: `${row("SHELL")} td[name='best_text']:contains('Shell')`,
        },
        {trigger: `${row("SHELL")} button[name='action_accept']`, run: "click"},
        {trigger: `${row("SHELL")} .badge:contains('Matched')`},
        {trigger: `${row("ANNUAL FEE")} button[name='action_fee']`, run: "click"},
        {trigger: `${row("ANNUAL FEE")} .badge:contains('Fee')`},
        {trigger: "button[name='action_settle']", run: "click"},
        {
            trigger: ".modal div[name='journal_id'] input",
            run: "edit Bank",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Bank')",
            run: "click",
        },
        {trigger: ".modal button[name='action_post']", run: "click"},
        {
            content: "The statement is paid",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current[data-value='settled']",
        },
    ],
});
