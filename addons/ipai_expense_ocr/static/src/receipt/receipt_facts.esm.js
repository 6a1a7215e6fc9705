/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {lookAt, readingOf} from "./receipt_focus.esm";
import {valueLabels, valueWords} from "./value_labels.esm";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// What the receipt also says, and the form has no field for.
const FACTS = [
    "vatable_sales",
    "tax",
    "vat_exempt",
    "zero_rated",
    "service_charge",
    "discount",
    "vat_registration",
    "payment_method",
    "time",
    "address",
];
const WORDS = new Set(["vat_registration", "payment_method", "time", "address"]);

/**
 * The rest of the receipt and the sums that were checked. Pointing at a fact lights its
 * place on the picture.
 */
export class ReceiptFacts extends Component {
    static template = "ipai_expense_ocr.ReceiptFacts";
    static props = {...standardWidgetProps};

    get facts() {
        const words = valueWords();
        const labels = valueLabels();
        return FACTS.map((name) => ({name, ...readingOf(this.props.record, name)}))
            .filter(({value}) => value != null)
            .map(({name, value}) => ({
                name,
                label: labels[name],
                text: WORDS.has(name)
                    ? words[value] || value
                    : formatFloat(Number(value), {digits: [16, 2]}),
                isAmount: !WORDS.has(name),
            }));
    }

    get checks() {
        return this.props.record.data.ipai_reading?.checks || [];
    }

    look(name) {
        lookAt(this.props.record.resId, {hovered: name});
    }
}

registry.category("view_widgets").add("ipai_receipt_facts", {
    component: ReceiptFacts,
    fieldDependencies: [{name: "ipai_reading", type: "json"}],
});
