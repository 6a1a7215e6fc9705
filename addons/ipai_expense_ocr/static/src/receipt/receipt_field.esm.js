/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {
    lookAt,
    markedValues,
    readingOf,
    receiptFocus,
    setFromText,
} from "./receipt_focus.esm";
import {ReceiptPane} from "./receipt_pane.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";
import {valueLabels} from "./value_labels.esm";

/** The id of a many2one value: a pair on 18.0, an object on 19.0. */
function idOf(value) {
    return value ? (value.id ?? value[0]) : false;
}

function nameOf(value) {
    return value ? (value.display_name ?? value[1]) : "";
}

/**
 * The receipt beside the fields: the place of the value in focus is lit, the places of
 * values to check are framed, and a click on a line of text fills the value.
 */
export class ReceiptField extends Component {
    static template = "ipai_expense_ocr.ReceiptField";
    static components = {ReceiptPane};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.focus = useState(receiptFocus);
        this.state = useState({filling: false});
    }

    get record() {
        return this.props.record;
    }

    get reading() {
        return this.record.data[this.props.name] || {};
    }

    get isLookedAt() {
        return this.focus.resId === this.record.resId;
    }

    /** Name of the value whose place is lit, or null. */
    get lit() {
        return this.isLookedAt ? (this.focus.hovered ?? this.focus.focused) : null;
    }

    /** The value that a click on a line fills, or null when it must not. */
    get target() {
        const editable = this.record.data.is_editable && !this.props.readonly;
        return this.isLookedAt && editable ? this.focus.target : null;
    }

    /** Frames on the pages: [{value, page, box, isLit}], the lit one last. */
    get frames() {
        const values = new Set(markedValues(this.record));
        values.delete(this.lit);
        const frames = [...values].map((value) => ({value, isLit: false}));
        if (this.lit) {
            frames.push({value: this.lit, isLit: true});
        }
        const found = frames
            .map((frame) => ({...readingOf(this.record, frame.value), ...frame}))
            .filter(({box}) => box)
            .map(({value, page, box, isLit}) => ({value, page: page || 1, box, isLit}));
        if (this.isLookedAt && this.focus.place?.box) {
            found.push({value: "line_item", isLit: true, ...this.focus.place});
        }
        return found;
    }

    get paneProps() {
        const data = this.record.data;
        const attachment = data.message_main_attachment_id;
        return {
            fileId: idOf(attachment),
            fileName: nameOf(attachment),
            mimetype: data.ipai_receipt_mimetype || "",
            pages: this.reading.pages || [],
            lines: this.reading.lines || [],
            frames: this.frames,
            targetLabel: this.target ? valueLabels()[this.target] || "" : "",
            isBusy: this.state.filling,
            onPick: (line) => this.fill(line),
        };
    }

    async fill({text, page, box}) {
        const {record, target: value} = this;
        if (!value || this.state.filling) {
            return;
        }
        this.state.filling = true;
        try {
            await setFromText(record, this.orm, value, {text, page, box});
            if (this.record.resId === record.resId) {
                lookAt(record.resId, {focused: value, hovered: null});
            }
        } finally {
            this.state.filling = false;
        }
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
        {name: "is_editable", type: "boolean"},
    ],
});
