/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {markedValues, readingOf, receiptFocus} from "./receipt_focus.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useFileViewer} from "@web/core/file_viewer/file_viewer_hook";

/** The id of a many2one value: a pair on 18.0, an object on 19.0. */
function idOf(value) {
    return value ? (value.id ?? value[0]) : false;
}

function nameOf(value) {
    return value ? (value.display_name ?? value[1]) : "";
}

/**
 * The receipt beside the fields, with the place of the value in focus lit and the
 * places of values to check framed. A PDF is shown by the browser's viewer.
 */
export class ReceiptField extends Component {
    static template = "ipai_expense_ocr.ReceiptField";
    static props = {...standardFieldProps};

    setup() {
        this.focus = useState(receiptFocus);
        this.state = useState({brokenId: null});
        this.fileViewer = useFileViewer();
        this.picture = useRef("picture");
        useEffect(
            (top) => {
                if (top !== undefined && this.picture.el) {
                    this.scrollTo(top);
                }
            },
            () => [this.frames.find(({isLit}) => isLit)?.y]
        );
    }

    get receipt() {
        const value = this.props.record.data.message_main_attachment_id;
        const mimetype = this.props.record.data.ipai_receipt_mimetype || "";
        const id = idOf(value);
        const url = "/web/content/" + id;
        return {
            id,
            name: nameOf(value),
            displayName: nameOf(value),
            isPdf: mimetype === "application/pdf",
            isImage: mimetype.startsWith("image/"),
            isViewable: true,
            defaultSource:
                mimetype === "application/pdf"
                    ? "/web/static/lib/pdfjs/web/viewer.html?file=" +
                      encodeURIComponent(url) +
                      "#pagemode=none"
                    : url,
            url,
            downloadUrl: url + "?download=true",
        };
    }

    get isPicture() {
        return this.receipt.isImage && this.state.brokenId !== this.receipt.id;
    }

    get page() {
        return this.props.record.data[this.props.name]?.pages?.[0] || null;
    }

    /** Name of the value whose place is lit, or null. */
    get lit() {
        const {resId, hovered, focused} = this.focus;
        return resId === this.props.record.resId ? (hovered ?? focused) : null;
    }

    /** Frames in pixels of the page: {value, x, y, width, height, isLit}. */
    get frames() {
        const record = this.props.record;
        const lit = this.lit;
        const values = new Set(markedValues(record));
        if (lit) {
            values.add(lit);
        }
        return [...values]
            .map((value) => ({value, box: readingOf(record, value)?.box}))
            .filter(({box}) => box)
            .map(({value, box: [left, top, right, bottom]}) => ({
                value,
                x: left,
                y: top,
                width: right - left,
                height: bottom - top,
                isLit: value === lit,
            }));
    }

    /** A long receipt scrolls inside its pane; the page stays where it is. */
    scrollTo(top) {
        const {clientHeight, scrollHeight} = this.picture.el;
        const place = (top / this.page.height) * scrollHeight;
        this.picture.el.scrollTo({top: place - clientHeight / 2, behavior: "smooth"});
    }

    open() {
        this.fileViewer.open(this.receipt);
    }
}

registry.category("fields").add("ipai_receipt", {
    component: ReceiptField,
    supportedTypes: ["json"],
    fieldDependencies: [
        {
            name: "message_main_attachment_id",
            type: "many2one",
            relation: "ir.attachment",
        },
        {name: "ipai_receipt_mimetype", type: "char"},
        {name: "ipai_low_confidence", type: "char"},
        {name: "ipai_state", type: "selection"},
        {name: "ipai_message", type: "text"},
    ],
});
