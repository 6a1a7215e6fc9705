/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {
    lookAt,
    markedValues,
    readingOf,
    runnersUp,
    setFromText,
} from "./receipt_focus.esm";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {doubtAbout} from "./reading_mark.esm";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";
import {useValueFocus} from "./value_focus.esm";
import {valueLabels} from "./value_labels.esm";

const AMOUNTS = new Set(["total", "tax"]);

/** A value of the reading as the form shows it. */
export function shownValue(name, value) {
    if (name === "date") {
        const day = deserializeDate(value);
        return day.isValid ? formatDate(day) : value;
    }
    return AMOUNTS.has(name) ? formatFloat(Number(value), {digits: [16, 2]}) : value;
}

/**
 * What the receipt says about a field, under it: why it should be looked at, and other
 * values it may mean, each one click away.
 */
export class ReadingValue extends Component {
    static template = "ipai_expense_ocr.ReadingValue";
    static props = {...standardWidgetProps, value: String};

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({isBusy: false});
        useValueFocus(this.root, {
            rows: ".o_ipai_value",
            owner: ".o_ipai_reading_value",
            resId: () => this.record.resId,
            value: this.props.value,
        });
        useEffect(
            (block, isMarked, isMissing) => {
                block?.classList.toggle("o_ipai_low", isMarked && !isMissing);
                block?.classList.toggle("o_ipai_missing", isMarked && isMissing);
                block?.setAttribute("data-value", this.props.value);
            },
            () => [
                this.root.el?.closest(".o_ipai_value"),
                this.isMarked,
                this.isMissing,
            ]
        );
    }

    get record() {
        return this.props.record;
    }

    get reading() {
        return readingOf(this.record, this.props.value);
    }

    get isMarked() {
        return markedValues(this.record).includes(this.props.value);
    }

    get isMissing() {
        return this.reading?.value == null;
    }

    get sentence() {
        return doubtAbout(this.reading, this.record.data.ipai_receipt_threshold);
    }

    get choices() {
        if (!this.record.data.is_editable) {
            return [];
        }
        const label = valueLabels()[this.props.value];
        return runnersUp(this.record, this.props.value).map((other, index) => {
            const text = shownValue(this.props.value, other.value);
            return {
                other,
                text,
                key: index + 1,
                label: _t("%(label)s: take %(text)s (Alt+%(key)s)", {
                    label,
                    text,
                    key: index + 1,
                }),
            };
        });
    }

    async take({value, page, box}) {
        if (this.state.isBusy) {
            return;
        }
        const {record} = this;
        this.state.isBusy = true;
        try {
            await setFromText(record, this.orm, this.props.value, {
                text: value,
                page,
                box,
            });
            if (this.record.resId === record.resId) {
                lookAt(record.resId, {
                    focused: this.props.value,
                    target: this.props.value,
                });
            }
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("view_widgets").add("ipai_reading_value", {
    component: ReadingValue,
    extractProps: ({attrs}) => ({value: attrs.value}),
    fieldDependencies: [
        {name: "ipai_reading", type: "json"},
        {name: "ipai_low_confidence", type: "char"},
        {name: "ipai_receipt_threshold", type: "float"},
        {name: "is_editable", type: "boolean"},
    ],
});
