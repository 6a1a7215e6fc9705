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
                const light = () => this.light();
                const dim = () => this.dim();
                const events = [
                    ["mouseenter", light],
                    ["focusin", light],
                    ["mouseleave", dim],
                    ["focusout", dim],
                ];
                events.forEach(([name, handler]) => row?.addEventListener(name, handler));
                return () =>
                    events.forEach(([name, handler]) =>
                        row?.removeEventListener(name, handler)
                    );
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

    get tooltip() {
        if (this.isMissing) {
            return _t("Not found on the receipt. Enter it by hand.");
        }
        return _t("Read as “%(text)s” with %(percent)s % confidence. Compare it.", {
            text: this.reading.raw || this.reading.value,
            percent: this.percent,
        });
    }

    light() {
        // Several values share a row; the first that has a place wins.
        if (this.reading?.box && receiptFocus.value === null) {
            receiptFocus.resId = this.props.record.resId;
            receiptFocus.value = this.props.value;
        }
    }

    dim() {
        if (receiptFocus.value === this.props.value) {
            receiptFocus.value = null;
        }
    }

    /** On a phone the picture is below the fields. */
    show() {
        receiptFocus.resId = this.props.record.resId;
        receiptFocus.value = this.props.value;
        document
            .querySelector(".o_ipai_receipt_box_lit, .o_ipai_receipt")
            ?.scrollIntoView({behavior: "smooth", block: "center"});
    }
}

registry.category("view_widgets").add("ipai_reading_mark", {
    component: ReadingMark,
    extractProps: ({attrs}) => ({value: attrs.value}),
    fieldDependencies: [
        {name: "ipai_reading", type: "json"},
        {name: "ipai_low_confidence", type: "char"},
    ],
});
