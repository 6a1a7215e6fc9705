/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {BreachChips} from "./breach_chips.esm";
import {ReceiptPane} from "@ipai_expense_ocr/receipt/receipt_pane.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// Names of the values in a reading, beside the values an approver compares.
const VALUES = ["vendor", "tin", "receipt_number", "date", "total", "tax"];

/** The receipts of a submission, one at a time: the picture big, the checks beside. */
export class ApprovalReceipts extends Component {
    static template = "ipai_expense_policy.ApprovalReceipts";
    static components = {BreachChips, ReceiptPane};
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({index: 0, lit: null});
    }

    get receipts() {
        return this.props.record.data[this.props.name] || [];
    }

    get index() {
        return Math.min(this.state.index, this.receipts.length - 1);
    }

    get receipt() {
        return this.receipts[this.index];
    }

    get reading() {
        return this.receipt.reading || {};
    }

    get failedChecks() {
        return this.receipt.checks.filter(({passed}) => !passed);
    }

    get passedChecks() {
        return this.receipt.checks.filter(({passed}) => passed);
    }

    /** Where the values stand on the picture; the one pointed at is lit. */
    get frames() {
        const low = (this.receipt.low || "").split(",");
        return VALUES.filter((value) => value === this.state.lit || low.includes(value))
            .map((value) => ({value, ...this.reading.fields?.[value]}))
            .filter(({box}) => box)
            .map(({value, page, box}) => ({
                value,
                page: page || 1,
                box,
                isLit: value === this.state.lit,
            }));
    }

    get pane() {
        const [fileId, fileName] = this.receipt.attachment;
        return {
            fileId,
            fileName,
            mimetype: this.receipt.mimetype,
            pages: this.reading.pages || [],
            frames: this.frames,
        };
    }

    step(by) {
        const count = this.receipts.length;
        this.state.index = (this.index + by + count) % count;
        this.state.lit = null;
    }

    light(value) {
        this.state.lit = value;
    }
}

registry.category("fields").add("ipai_approval_receipts", {
    component: ApprovalReceipts,
    supportedTypes: ["json"],
});
