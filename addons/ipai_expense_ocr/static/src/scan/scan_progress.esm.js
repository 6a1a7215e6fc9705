/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** A stretch of time in words, rounded as an estimate should be. */
export function duration(seconds) {
    if (seconds < 90) {
        return _t("%s s", Math.max(1, Math.round(seconds)));
    }
    return _t("%s min", Math.round(seconds / 60));
}

/** The card that shows how far the receipts are, and what became of them. */
export class ScanProgress extends Component {
    static template = "ipai_expense_ocr.ScanProgress";
    static props = {};

    setup() {
        this.scan = useService("ipai_receipt_scan");
        this.action = useService("action");
        // What is computed from the state is observed through it
        this.state = useState(this.scan.state);
        this.view = useState({isSmall: false});
    }

    get isBusy() {
        return this.state.sending || this.state.watching;
    }

    get finished() {
        const {receipts, refused, unsent} = this.state;
        const pending = receipts.filter(({state}) => state === "pending").length;
        return receipts.length - pending + refused.length + unsent.length;
    }

    get percent() {
        return Math.round((100 * this.finished) / this.state.total);
    }

    get title() {
        const {total, sending, receipts, refused} = this.state;
        if (!this.isBusy) {
            return this.summary;
        }
        const sent = receipts.length + refused.length;
        if (sending && this.finished === 0) {
            return _t("Sending %(current)s of %(total)s …", {
                current: Math.min(sent + 1, total),
                total,
            });
        }
        return _t("Read %(done)s of %(total)s …", {done: this.finished, total});
    }

    /** What is known while it goes on: pace and rest. */
    get pace() {
        const {sending, receipts, refused, total} = this.state;
        const parts = [];
        if (sending && this.finished) {
            const sent = receipts.length + refused.length;
            parts.push(_t("%(sent)s of %(total)s sent", {sent, total}));
        }
        if (this.scan.secondsEach !== null) {
            const each = Math.max(0.1, this.scan.secondsEach).toFixed(1);
            parts.push(_t("%s s each", each));
            parts.push(_t("about %s left", duration(this.scan.secondsLeft)));
        }
        return parts.join(" · ");
    }

    count(...states) {
        return this.state.receipts.filter((r) => states.includes(r.state || "")).length;
    }

    get counts() {
        return [
            ["read", this.count("read"), _t("read"), "text-success"],
            ["review", this.count("review"), _t("to check"), "o_ipai_doubt"],
            ["failed", this.count("failed"), _t("not readable"), "text-danger"],
            ["pending", this.count("pending"), _t("waiting"), "text-muted"],
            ["", this.count(""), _t("saved, not read"), "text-muted"],
            ["refused", this.state.refused.length, _t("not sent"), "text-danger"],
            ["unsent", this.state.unsent.length, _t("left out"), "text-muted"],
        ]
            .filter(([, count]) => count)
            .map(([key, count, label, color]) => ({key, count, label, color}));
    }

    get summary() {
        return this.counts.map(({count, label}) => `${count} ${label}`).join(", ");
    }

    get hasUnsent() {
        return Boolean(this.state.refused.length || this.state.unsent.length);
    }

    /** What a person should know: files not sent, receipts not readable. */
    get problems() {
        const failed = this.state.receipts.filter((r) => r.state === "failed");
        return [...this.state.refused, ...failed].map(({name, message}) => ({
            name,
            message,
        }));
    }

    review() {
        const ids = this.state.receipts
            .filter(({state}) => state === "review" || state === "failed")
            .map(({id}) => id);
        this.action.doAction("ipai_expense_ocr.hr_expense_review_action", {
            additionalContext: {ipai_review_ids: ids},
        });
        this.scan.clear();
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
            domain: [["id", "in", this.scan.ids]],
        });
    }
}

registry
    .category("main_components")
    .add("ipai_scan_progress", {Component: ScanProgress, props: {}});
