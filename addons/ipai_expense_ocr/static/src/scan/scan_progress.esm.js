/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** The card that shows how far the receipts are, and what became of them. */
export class ScanProgress extends Component {
    static template = "ipai_expense_ocr.ScanProgress";
    static props = {};

    setup() {
        this.scan = useService("ipai_receipt_scan");
        this.action = useService("action");
        this.state = useState(this.scan.state);
    }

    get isBusy() {
        return this.state.sending || this.state.reading;
    }

    get finished() {
        return this.state.results.length + this.state.refused.length;
    }

    get percent() {
        return Math.round((100 * this.finished) / this.state.total);
    }

    get title() {
        const {total, sent, refused} = this.state;
        if (this.state.reading) {
            return _t("Reading %(current)s of %(total)s …", {
                current: Math.min(this.finished + 1, total),
                total,
            });
        }
        if (this.state.sending) {
            return _t("Sending %(current)s of %(total)s …", {
                current: Math.min(sent + refused.length + 1, total),
                total,
            });
        }
        return this.summary;
    }

    count(...states) {
        return this.state.results.filter((r) => states.includes(r.state || "")).length;
    }

    get summary() {
        const parts = [
            [this.count("read"), _t("read")],
            [this.count("review"), _t("to check")],
            [this.count("failed"), _t("not readable")],
            [this.count("pending"), _t("waiting")],
            [this.count(""), _t("saved, not read")],
            [this.state.refused.length, _t("not sent")],
        ];
        return parts
            .filter(([count]) => count)
            .map(([count, label]) => count + " " + label)
            .join(", ");
    }

    /** What a person should know: files not sent, receipts not readable. */
    get problems() {
        const failed = this.state.results.filter((r) => r.state === "failed");
        return [...this.state.refused, ...failed].map(({name, message}) => ({
            name,
            message,
        }));
    }

    openExpenses() {
        this.action.doAction({
            name: _t("Scanned Receipts"),
            type: "ir.actions.act_window",
            res_model: "hr.expense",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain: [["id", "in", [...this.state.ids]]],
        });
    }
}

registry
    .category("main_components")
    .add("ipai_scan_progress", {Component: ScanProgress, props: {}});
