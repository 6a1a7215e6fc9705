/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const position = (text) => ({
    content: `The pile is at ${text}`,
    trigger: `.o_ipai_review_position strong:contains(${text})`,
});

const marked = (value) => `.o_ipai_value.o_ipai_low[data-value=${value}]`;
const settled = (value) => ({
    content: `${value} is in doubt no more`,
    trigger: `.o_ipai_value[data-value=${value}]:not(.o_ipai_low):not(.o_ipai_missing)`,
});

const lit = (value) => ({
    content: `The place of ${value} is lit`,
    trigger: `.o_ipai_receipt_box_lit[data-value=${value}]`,
});

const focus = (value, field) => ({
    content: `Go to ${value}`,
    trigger: `.o_ipai_value[data-value=${value}] [name=${field}] input`,
    run: "click",
});

const clickText = (text) => ({
    content: `Click “${text}” on the picture`,
    trigger: `.o_ipai_receipt_line[data-text*="${text}"]`,
    run({anchor}) {
        anchor.dispatchEvent(new MouseEvent("click", {bubbles: true}));
    },
});

const key = (content, trigger, init) => ({
    content,
    trigger,
    run() {
        document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...init})
        );
    },
});

const confirm = () =>
    key("Confirm by keyboard", ".o_ipai_review_confirm:enabled", {
        key: "Enter",
        ctrlKey: true,
    });

tours.add("ipai_expense_ocr_pile", {
    steps: () => [
        position("1 of 3"),
        {
            content: "The first marked value has the focus",
            trigger: `${marked("total")} input:focus`,
        },
        lit("total"),
        clickText("TOTAL AMOUNT DUE"),
        settled("total"),
        {
            content: "The amount is filled in",
            trigger: "[name=total_amount_currency] input:value(1,120.00)",
        },
        key("Enter goes to the next marked value", "[name=total_amount_currency]", {
            key: "Enter",
        }),
        {
            content: "The date has the focus",
            trigger: `${marked("date")} input:focus`,
        },
        lit("date"),
        key("Take the runner-up", `${marked("date")} [data-choice="1"]`, {
            key: "1",
            code: "Digit1",
            altKey: true,
        }),
        settled("date"),
        confirm(),
        position("2 of 3"),
        {
            content: "What was not found is outlined",
            trigger: ".o_ipai_value.o_ipai_missing[data-value=total]",
        },
        confirm(),
        {
            content: "Confirming without a total says what is missing",
            trigger: ".o_notification:contains(Total is missing)",
        },
        focus("total", "total_amount_currency"),
        clickText("TOTAL AMOUNT DUE"),
        settled("total"),
        confirm(),
        position("3 of 3"),
        key("Back to look again", ".o_ipai_review_previous:enabled", {
            key: "ArrowLeft",
            altKey: true,
        }),
        position("2 of 3"),
        key("And forward", ".o_ipai_review_next:enabled", {
            key: "ArrowRight",
            altKey: true,
        }),
        position("3 of 3"),
        {
            content: "The keys are told",
            trigger: ".o_ipai_review_keys",
            run: "click",
        },
        {
            content: "Close them",
            trigger: ".modal:contains(Ctrl + Enter) .btn-close",
            run: "click",
        },
        {
            content: "Confirm by a click, too",
            trigger: "body:not(:has(.modal)) .o_ipai_review_confirm:enabled",
            run: "click",
        },
        {
            content: "The end says what was done",
            trigger: ".o_ipai_review_end h1:contains(All done)",
        },
        {
            content: "Show them",
            trigger: ".o_ipai_review_show",
            run: "click",
        },
        {
            content: "All three are in the list",
            trigger: ".o_list_renderer .o_data_row:nth-child(3)",
        },
    ],
});

tours.add("ipai_expense_ocr_pile_phone", {
    steps: () => [
        position("1 of 3"),
        {
            content: "The picture is on top of the fields",
            trigger: ".o_ipai_review_picture .o_ipai_receipt_picture img",
            run() {
                const picture = document.querySelector(".o_ipai_review_picture");
                const fields = document.querySelector(".o_ipai_review_fields");
                if (picture.getBoundingClientRect().bottom > fields.offsetTop + 60) {
                    throw new Error("The picture covers the fields");
                }
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The screen is wider than the phone");
                }
            },
        },
        focus("total", "total_amount_currency"),
        lit("total"),
        clickText("TOTAL AMOUNT DUE"),
        settled("total"),
        {
            content: "The way on is always in reach",
            trigger: ".o_ipai_review_confirm:enabled",
            run({anchor}) {
                const {bottom} = anchor.getBoundingClientRect();
                if (bottom > window.innerHeight) {
                    throw new Error("The button is below the screen");
                }
                anchor.click();
            },
        },
        position("2 of 3"),
        {
            content: "Leave the rest for later",
            trigger: ".o_ipai_review_next:enabled",
            run: "click",
        },
        position("3 of 3"),
        {
            content: "Finish",
            trigger: ".o_ipai_review_next:contains(Finish):enabled",
            run: "click",
        },
        {
            content: "What is left is told",
            trigger: ".o_ipai_review_end .o_ipai_review_again",
        },
    ],
});

tours.add("ipai_expense_ocr_duplicate", {
    steps: () => [
        position("1 of "),
        ...Array.from({length: 3}, () => ({
            content: "On to the twin",
            trigger:
                ".o_ipai_review_next:enabled, body:has(.o_ipai_compare) .o_ipai_review_bar",
            run() {
                document.querySelector(".o_ipai_review_next").click();
            },
        })),
        {
            content: "It may be entered already",
            trigger: ".o_ipai_compare",
            run: "click",
        },
        {
            content: "Both pictures are side by side",
            trigger:
                ".o_ipai_compare_sides section:nth-child(2) .o_ipai_receipt_picture img",
        },
        {
            content: "What is the same is marked",
            trigger: ".o_ipai_same[data-compared=total]",
        },
        {
            content: "Delete this one",
            trigger: ".o_ipai_drop",
            run: "click",
        },
        {
            content: "It is told at the end",
            trigger: ".o_ipai_review_end dl:contains(removed)",
        },
    ],
});

tours.add("ipai_expense_ocr_dashboard", {
    steps: () => [
        {
            content: "Three receipts need a look",
            trigger: ".o_ipai_dashboard [data-figure=review]:contains(3)",
        },
        {
            content: "The months are drawn",
            trigger: ".o_ipai_months canvas",
        },
        {
            content: "Another period",
            trigger: "[data-period=week]",
            run: "click",
        },
        {
            content: "It is chosen",
            trigger: "[data-period=week].active",
        },
        {
            content: "The figure leads to its list",
            trigger: ".o_ipai_dashboard [data-figure=review]",
            run: "click",
        },
        {
            content: "Three rows",
            trigger:
                ".o_list_renderer:has(.o_data_row:nth-child(3)):not(:has(.o_data_row:nth-child(4)))",
        },
        {
            content: "And back",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {
            content: "The period is kept",
            trigger: "[data-period=week].active",
        },
    ],
});
