/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef} from "@odoo/owl";
import {markedValues, readingOf, receiptFocus} from "./receipt_focus.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * The mark beside a field whose value was read with little confidence. Hovering or
 * focusing the field, marked or not, lights its place on the receipt.
 */
export class ReadingMark extends Component {
    static template = "ipai_expense_ocr.ReadingMark";
    static props = {...standardWidgetProps, value: String};

    setup() {
        this.root = useRef("root");
        useEffect(
            (row) => {
                // Several values may share a row; the first lights its place.
                if (row?.querySelector(".o_ipai_reading_mark") !== this.root.el) {
                    return;
                }
                const handlers = {
                    mouseenter: () => this.look("hovered", this.props.value),
                    mouseleave: () => this.look("hovered", null),
                    focusin: () => this.look("focused", this.props.value),
                    focusout: () => this.look("focused", null),
                };
                for (const name in handlers) {
                    row.addEventListener(name, handlers[name]);
                }
                return () => {
                    for (const name in handlers) {
                        row.removeEventListener(name, handlers[name]);
                    }
                };
            },
            () => [this.root.el?.closest(".o_row")]
        );
    }

    get reading() {
        return readingOf(this.props.record, this.props.value);
    }

    get isMarked() {
        return markedValues(this.props.record).includes(this.props.value);
    }

    get percent() {
        return Math.round(100 * (this.reading?.confidence || 0));
    }

    get isMissing() {
        return this.reading?.value == null;
    }

    /** Read well, and marked for what it means: the message on top says why. */
    get isDoubtful() {
        const threshold = this.props.record.data.ipai_receipt_threshold;
        return !this.isMissing && this.reading.confidence >= threshold;
    }

    get tooltip() {
        if (this.isMissing) {
            return _t("Not found on the receipt. Enter it by hand.");
        }
        const text = this.reading.raw || this.reading.value;
        if (this.isDoubtful) {
            return _t(
                "The receipt says “%s”. The message on top says what to check.",
                text
            );
        }
        return _t("Read as “%(text)s”, %(percent)s % sure. Compare it.", {
            text,
            percent: this.percent,
        });
    }

    look(how, value) {
        receiptFocus.resId = this.props.record.resId;
        receiptFocus[how] = value;
    }

    /** On a phone the picture is below the fields. */
    show() {
        this.look("focused", this.props.value);
        document
            .querySelector(".o_ipai_receipt")
            ?.scrollIntoView({behavior: "smooth", block: "nearest"});
    }
}

registry.category("view_widgets").add("ipai_reading_mark", {
    component: ReadingMark,
    extractProps: ({attrs}) => ({value: attrs.value}),
    fieldDependencies: [
        {name: "ipai_reading", type: "json"},
        {name: "ipai_low_confidence", type: "char"},
        {name: "ipai_receipt_threshold", type: "float"},
    ],
});
