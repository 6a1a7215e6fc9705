/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const DETAILS = ".o_ipai_lineage_details";

registry.category("web_tour.tours").add("ipai_workbench_lineage", {
    steps: () => [
        {
            content: "The reading is complete",
            trigger: ".o_ipai_lineage_start:contains(have a source)",
        },
        {
            content: "Look for a figure",
            trigger: ".o_ipai_lineage_search input",
            run: "edit monthly_results revenue",
        },
        {
            content: "It is the first found",
            trigger: ".o_ipai_lineage_found [data-node='gold.monthly_results/revenue']",
            run: "click",
        },
        {
            content: "It comes from the balance of journal items",
            trigger: `${DETAILS} [data-direction=up].active`,
        },
        {
            content: "Ask where that field is used",
            trigger: `${DETAILS} tr[data-node='odoo:account.move.line/balance'] button`,
            run: "click",
        },
        {
            content: "The details are the field's",
            trigger: `${DETAILS} code:contains(odoo:account.move.line/balance)`,
        },
        {trigger: `${DETAILS} [data-direction=down]`, run: "click"},
        {
            content: "A change of it would touch the VAT lines too",
            trigger: `${DETAILS} tr[data-node='gold.vat_lines/vat_amount']:contains(direct)`,
        },
        {
            content: "The graph is drawn",
            trigger:
                ".o_ipai_lineage_graph .o_ipai_lineage_canvas canvas:not(:visible), .o_ipai_lineage_graph .o_ipai_lineage_canvas canvas",
        },
        {
            content: "Tables instead of columns",
            trigger: ".o_ipai_lineage_tools button:contains(Tables)",
            run: "click",
        },
        {trigger: ".o_ipai_lineage_tools button:contains(Tables).active"},
        {
            content: "Back to the start",
            trigger: ".o_ipai_lineage_tools button:contains(Start)",
            run: "click",
        },
        {trigger: ".o_ipai_lineage_marts [data-node='gold.vat_lines']", run: "click"},
        {trigger: `${DETAILS} code:contains(gold.vat_lines)`},
    ],
});
