/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const box = (code) => `.o_ipai_return_boxes [data-box='${code}']`;
const button = (name) => `.o_form_statusbar button[name='${name}']:enabled`;
const state = (label) => `.o_arrow_button_current:contains('${label}')`;

/** From a draft to a return that is filed and paid, with its entries drafted. */
registry.category("web_tour.tours").add("ipai_bir_lifecycle", {
    steps: () => [
        {
            content: "Compute",
            trigger: button("action_compute"),
            run: "click",
        },
        {
            content: "Override the output tax by its key",
            trigger: `${box("31B")} .o_ipai_box_stop`,
            run({anchor}) {
                anchor.focus();
                const key = {key: "F2", bubbles: true, cancelable: true};
                anchor.dispatchEvent(new KeyboardEvent("keydown", key));
            },
        },
        {
            content: "With another amount",
            trigger: "#o_ipai_override_amount",
            run: "edit 121",
        },
        {
            content: "And a reason",
            trigger: "#o_ipai_override_reason",
            run: "edit as the official program computes",
        },
        {
            content: "Override",
            trigger: ".o_ipai_override_save",
            run: "click",
        },
        {
            content: "The computed amount stays visible",
            trigger: `${box("31B")} s:contains('120.00')`,
        },
        {
            content: "The total follows",
            trigger: `${box("26")}:contains('121.00')`,
        },
        {
            content: "Look at the checks",
            trigger: "[data-tab='checks']",
            run: "click",
        },
        {
            content: "Accept the entry that is not posted",
            trigger: "[data-check='unposted'] .o_ipai_check_accept",
            run: "click",
        },
        {
            content: "With a reason",
            trigger: ".o_ipai_check_accepting input",
            run: "edit dated wrongly && press Enter",
        },
        {
            content: "It is accepted",
            trigger:
                "[data-check='unposted'].o_ipai_check_accepted:contains('dated wrongly')",
        },
        {
            content: "Review",
            trigger: button("action_start_review"),
            run: "click",
        },
        {
            content: "Own work needs a reason",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit nobody else is here this week",
        },
        {
            content: "Review it",
            trigger: ".modal button[name='action_review']",
            run: "click",
        },
        {content: "It is reviewed", trigger: state("Reviewed")},
        {
            content: "Boxes cannot be typed any more",
            trigger: ".o_ipai_return_boxes:not(:has(.o_ipai_check_accept))",
        },
        {
            content: "File",
            trigger: button("action_start_filing"),
            run: "click",
        },
        {
            content: "With the reference of the channel",
            trigger: ".modal .o_field_widget[name='reference'] input",
            run: "edit 1234567890",
        },
        {
            content: "It was filed",
            trigger: ".modal button[name='action_file']",
            run: "click",
        },
        {content: "It is filed", trigger: state("Filed")},
        {
            content: "Look at the proof",
            trigger: "[data-tab='proof']",
            run: "click",
        },
        {
            content: "The filing is told",
            trigger: ".o_ipai_filing:contains('1234567890')",
        },
        {
            content: "Verify the working copy that was kept",
            trigger: "[data-proof='pdf'] button",
            run: "click",
        },
        {
            content: "It is what was stored",
            trigger: ".o_notification:contains('is what was stored')",
        },
        {
            content: "Pay",
            trigger: button("action_start_payment"),
            run: "click",
        },
        {
            content: "With the reference of the bank",
            trigger: ".modal .o_field_widget[name='reference'] input",
            run: "edit LBP-77",
        },
        {
            content: "It was paid",
            trigger: ".modal button[name='action_pay']",
            run: "click",
        },
        {content: "It is paid", trigger: state("Paid")},
        {
            content: "Propose the entries",
            trigger: button("action_propose_entries"),
            run: "click",
        },
        {
            content: "The payment is drafted",
            trigger: ".o_data_row .o_data_cell[name='ref']:contains('Payment')",
            run: "click",
        },
        {
            content: "It leads back to the return",
            trigger: "button[name='action_open_ipai_bir_return']",
            run: "click",
        },
        {
            content: "Here it is, with its two entries",
            trigger: "button[name='action_open_entries']:contains('2')",
        },
        {
            content: "Amend it",
            trigger: button("action_open_amendment"),
            run: "click",
        },
        {
            content: "The chain is shown",
            trigger: ".o_ipai_chain:contains('Paid'):contains('Draft')",
        },
    ],
});
