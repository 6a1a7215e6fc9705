/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const tours = registry.category("web_tour.tours");

/** The files a test made for its tour, as the browser would have them. */
async function fetchFiles() {
    const offered = await rpc("/web/dataset/call_kw/ir.attachment/search_read", {
        model: "ir.attachment",
        method: "search_read",
        args: [[["description", "=", "offered to the tour"]], ["name"]],
        kwargs: {order: "id"},
    });
    const transfer = new DataTransfer();
    for (const {id, name} of offered) {
        const content = await (await fetch(`/web/content/${id}`)).arrayBuffer();
        transfer.items.add(new File([content], name, {type: "image/jpeg"}));
    }
    return transfer;
}

const choose = {
    content: "Choose the files",
    trigger: ".o_button_upload_expense:contains(Scan receipts)",
    async run() {
        const input = document.querySelector("input[name=ufile]");
        if (!input.accept.includes("image/*")) {
            throw new Error("The file input does not offer the camera");
        }
        input.files = (await fetchFiles()).files;
        input.dispatchEvent(new Event("change"));
    },
};

const drop = {
    content: "Drop the files on the view",
    trigger: ".o_content",
    async run({anchor}) {
        const dataTransfer = await fetchFiles();
        for (const name of ["dragover", "drop"]) {
            anchor.dispatchEvent(
                new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer})
            );
        }
    },
};

const isReading = {
    content: "The progress is told",
    trigger: ".o_ipai_scan_progress.o_ipai_scan_busy .progress",
};

const isDone = (summary) => ({
    content: "The result is told",
    trigger: `.o_ipai_scan_progress:not(.o_ipai_scan_busy) .o_ipai_scan_title:contains(${summary})`,
    timeout: 60000,
});

const listRow = (text) => ({
    content: `The list shows ${text} without being reloaded`,
    trigger: `.o_list_renderer .o_data_row:contains(${text})`,
});

const kanbanCard = (text) => ({
    content: `The kanban shows ${text} without being reloaded`,
    trigger: `.o_kanban_renderer .o_kanban_record:contains(${text})`,
});

tours.add("ipai_expense_ocr_list", {
    steps: () => [
        choose,
        isReading,
        isDone("3 read"),
        listRow("OR-004512"),
        listRow("OR-77120"),
        listRow("INV-90321"),
        {
            content: "Open one",
            trigger: ".o_data_row:contains(OR-004512) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "The receipt is beside its values",
            trigger: ".o_form_view .o_ipai_receipt_picture img",
        },
        {
            content: "Hover the total",
            trigger: ".o_field_widget[name=total_amount_currency] input",
            run: "click",
        },
        {
            content: "Its place is lit",
            trigger:
                ".o_ipai_receipt_picture .o_ipai_receipt_box_lit[data-value=total]",
        },
    ],
});

tours.add("ipai_expense_ocr_kanban", {
    steps: () => [
        {
            content: "Go to the kanban",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {content: "The kanban is there", trigger: ".o_kanban_renderer"},
        drop,
        isReading,
        isDone("3 read"),
        kanbanCard("OR-004512"),
        kanbanCard("OR-77120"),
        kanbanCard("INV-90321"),
    ],
});

tours.add("ipai_expense_ocr_phone", {
    steps: () => [
        {content: "Phones get cards", trigger: ".o_kanban_renderer"},
        {
            content: "The camera opens",
            trigger: ".o_ipai_camera",
            run({anchor}) {
                const input = document.querySelector("input[name=ufile]");
                const asked = [];
                input.click = () => asked.push(input.getAttribute("capture"));
                anchor.click();
                delete input.click;
                if (asked.join() !== "environment" || input.hasAttribute("capture")) {
                    throw new Error("The camera was not asked for once");
                }
            },
        },
        choose,
        isReading,
        isDone("3 read"),
        kanbanCard("OR-004512"),
    ],
});

tours.add("ipai_expense_ocr_bad_files", {
    steps: () => [
        choose,
        isDone("3 not readable"),
        {
            content: "Each says why",
            trigger:
                ".o_ipai_scan_problems:contains(empty):contains(notes):contains(cut)",
        },
        {
            content: "Open the list of these receipts",
            trigger: ".o_ipai_scan_open",
            run: "click",
        },
        {
            content: "They are marked",
            trigger: ".o_breadcrumb:contains(Scanned Receipts)",
        },
        {
            content: "Open the text file",
            trigger:
                ".o_data_row:contains(notes):contains(Not readable) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "The form says why and keeps the file",
            trigger: ".o_ipai_receipt_alert.alert-danger:contains(could not be read)",
        },
        {
            content: "The file can be downloaded",
            trigger: ".o_ipai_receipt_file a",
        },
    ],
});

tours.add("ipai_expense_ocr_again", {
    steps: () => [
        {
            content: "Select the receipts that were not readable",
            trigger: ".o_list_renderer thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Read them again",
            trigger: "button[name=action_ipai_read]:contains(Read receipts)",
            run: "click",
        },
        isDone("2 "),
        listRow("OR-004512"),
        listRow("OR-77120"),
    ],
});

tours.add("ipai_expense_ocr_no_answer", {
    steps: () => [
        choose,
        isDone("3 waiting"),
        {
            content: "The reason is told",
            trigger:
                ".o_ipai_scan_stopped:contains(Settings > Workbench):contains(Nothing is lost)",
        },
        {content: "They are in the list", trigger: ".o_data_row:contains(Waiting)"},
    ],
});
