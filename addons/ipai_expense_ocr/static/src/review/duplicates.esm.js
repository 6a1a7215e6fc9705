/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {ReceiptPane} from "../receipt/receipt_pane.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {showSaved} from "../receipt/receipt_focus.esm";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";
import {valueLabels} from "../receipt/value_labels.esm";

const COMPARED = ["vendor", "receipt_number", "total", "date"];

/** Two receipts that may be the same purchase, side by side, to decide about. */
export class DuplicatesDialog extends Component {
    static template = "ipai_expense_ocr.DuplicatesDialog";
    static components = {Dialog, ReceiptPane};
    static props = {
        close: Function,
        comparison: Object,
        drop: Function,
        keep: Function,
    };

    setup() {
        this.state = useState({index: 0, isBusy: false});
    }

    get others() {
        return this.props.comparison.others;
    }

    get other() {
        return this.others[this.state.index];
    }

    get sides() {
        const sides = [{title: _t("This receipt"), ...this.props.comparison.this}];
        if (this.other) {
            sides.push({title: _t("Entered already"), ...this.other});
        }
        return sides.map((side) => ({
            ...side,
            pane: {
                fileId: side.receipt.id,
                fileName: side.receipt.name,
                mimetype: side.receipt.mimetype,
                pages: [],
            },
        }));
    }

    get rows() {
        const labels = valueLabels();
        return COMPARED.map((name) => ({
            name,
            label: labels[name],
            isSame: Boolean(this.other?.same.includes(name)),
        }));
    }

    async decide(decision) {
        this.state.isBusy = true;
        try {
            await decision(this.other?.id);
            this.props.close();
        } finally {
            this.state.isBusy = false;
        }
    }
}

/** Tells that a receipt may be entered already, and opens the comparison. */
export class Duplicates extends Component {
    static template = "ipai_expense_ocr.Duplicates";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
    }

    get record() {
        return this.props.record;
    }

    get isSuspect() {
        const {ipai_duplicate_ids: others, ipai_duplicate_note: note} =
            this.record.data;
        return Boolean(others?.count || note);
    }

    call(record, method, ...args) {
        return this.orm.call("hr.expense", method, [[record.resId], ...args]);
    }

    async compare() {
        const {record} = this;
        if ((await record.save()) === false) {
            return;
        }
        const comparison = await this.call(record, "ipai_compare_duplicates");
        // Else it would be decided about a receipt that is no longer looked at
        if (this.record.resId === record.resId) {
            this.dialog.add(DuplicatesDialog, {
                comparison,
                drop: () => this.drop(record),
                keep: (id) => this.keep(record, id),
            });
        }
    }

    async keep(record, id) {
        await this.call(record, "ipai_keep_both", id ? [id] : null);
        await showSaved(record);
    }

    async drop(record) {
        const {model, resId, resIds} = record;
        await this.call(record, "action_ipai_drop_duplicate");
        const review = this.env.ipaiReview;
        if (!review) {
            return this.env.config.historyBack();
        }
        const next = review.pile.settle(resId, "removed");
        if (next) {
            await model.load({
                resId: next,
                resIds: resIds.filter((id) => id !== resId),
            });
        } else {
            review.isFinished = true;
        }
    }
}

registry.category("view_widgets").add("ipai_duplicates", {
    component: Duplicates,
    fieldDependencies: [
        {name: "ipai_duplicate_ids", type: "many2many", relation: "hr.expense"},
        {name: "ipai_duplicate_note", type: "text"},
    ],
});
