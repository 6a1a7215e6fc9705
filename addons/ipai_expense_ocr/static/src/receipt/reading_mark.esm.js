/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useRef} from "@odoo/owl";
import {lookAt, markedValues, readingOf} from "./receipt_focus.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useValueFocus} from "./value_focus.esm";

/** Why a person should look at a value: a sentence. */
export function doubtAbout(reading, threshold) {
    if (reading?.value == null) {
        return _t("Not found on the receipt. Enter it by hand.");
    }
    const text = reading.raw || reading.value;
    if (reading.confidence >= threshold) {
        return _t(
            "The receipt says “%s”. The message on top says what to check.",
            text
        );
    }
    return _t("Read as “%(text)s”, %(percent)s % sure. Compare it.", {
        text,
        percent: Math.round(100 * reading.confidence),
    });
}

/**
 * The mark beside a field whose value was read with little confidence. Hovering or
 * focusing the field, marked or not, lights its place on the receipt.
 */
export class ReadingMark extends Component {
    static template = "ipai_expense_ocr.ReadingMark";
    static props = {...standardWidgetProps, value: String};

    setup() {
        this.root = useRef("root");
        useValueFocus(this.root, {
            rows: ".o_row",
            owner: ".o_ipai_reading_mark",
            resId: () => this.props.record.resId,
            value: this.props.value,
        });
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
        return doubtAbout(this.reading, this.props.record.data.ipai_receipt_threshold);
    }

    /** On a phone the picture is below the fields. */
    show() {
        lookAt(this.props.record.resId, {
            focused: this.props.value,
            target: this.props.value,
        });
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
