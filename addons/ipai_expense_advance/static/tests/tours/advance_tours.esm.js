/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const state = (name) => ({
    content: `The advance is ${name}`,
    trigger: `.o_statusbar_status button.o_arrow_button_current[data-value='${name}']`,
});

tours.add("ipai_advance_ask", {
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        {
            trigger: "div[name='purpose'] input",
            run: "edit Permits of the new branch",
        },
        {trigger: "div[name='amount'] input", run: "edit 1500.50"},
        {trigger: "button[name='action_submit']", run: "click"},
        state("submitted"),
    ],
});

tours.add("ipai_advance_approve", {
    steps: () => [
        {trigger: "button[name='action_approve']", run: "click"},
        state("approved"),
    ],
});

tours.add("ipai_advance_pay", {
    steps: () => [
        {trigger: "button[name='action_pay']", run: "click"},
        {trigger: ".modal div[name='reference'] input", run: "edit Check 1001"},
        {trigger: ".modal button[name='action_post']", run: "click"},
        state("paid"),
    ],
});

tours.add("ipai_advance_settle", {
    steps: () => [
        state("liquidating"),
        {trigger: "button[name='action_post_settlement']", run: "click"},
        state("closed"),
    ],
});

tours.add("ipai_trip_submit", {
    steps: () => [
        {trigger: ".o_notebook a[name='days']", run: "click"},
        {
            trigger: "div[name='day_ids'] .o_data_row:nth-child(3)",
        },
        {trigger: "button[name='action_submit']", run: "click"},
        state("submitted"),
    ],
});
