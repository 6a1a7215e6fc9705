/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ipai_quality_scorecard", {
    steps: () => [
        {
            content: "The table that needs attention stands first",
            trigger:
                ".o_ipai_quality_grid .o_ipai_quality_card:first-child[data-relation='gold.vat_lines'][data-state='error']",
        },
        {
            content: "Bronze is closed",
            trigger: "section[data-layer='bronze']:not(:has(.o_ipai_quality_card))",
        },
        {
            content: "Search for an owner",
            trigger: ".o_ipai_quality_search",
            run: "edit controller vat",
        },
        {
            content: "Only that table is left",
            trigger:
                ".o_ipai_quality_page:not(:has([data-relation='gold.finance_expenses'])) [data-relation='gold.vat_lines']",
            run: "click",
        },
        {
            content: "Its dimensions say why",
            trigger:
                "[data-dimension='completeness']:contains('Empty: month in 3 rows.')",
        },
        {
            content: "Without the sidecar there is a sentence",
            trigger: ".alert-warning:contains('sidecar')",
        },
        {
            content: "Mute it",
            trigger: "button:contains('Limits, mute, owner')",
            run: "click",
        },
        {
            content: "Until a day",
            trigger: ".modal .o_field_widget[name='muted_until'] input",
            run: "edit 12/31/2099 && press Enter",
        },
        {
            content: "With a reason",
            trigger: ".modal .o_field_widget[name='mute_reason'] input",
            run: "edit Being moved",
        },
        {
            content: "Save the rule",
            trigger: ".modal .o_form_button_save, .modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is muted at once",
            trigger: ".alert-info:contains('Being moved')",
        },
        {
            content: "Back to the scorecard",
            trigger: ".o_breadcrumb a, .o_back_button",
            run: "click",
        },
        {
            content: "The search is kept, and nothing needs attention",
            trigger: ".o_ipai_quality_card[data-state='muted']",
        },
        {
            content: "Look at what needs attention",
            trigger: "[data-show='attention']",
            run: "click",
        },
        {
            content: "Nothing with these words",
            trigger: ".o_ipai_quality_empty:contains('No table fits')",
        },
    ],
});
