/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, reactive, useState, useSubEnv} from "@odoo/owl";
import {ReviewPile} from "./review_pile.esm";
import {View} from "@web/views/view";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const FORM = "ipai_expense_ocr.hr_expense_view_form_review";

/**
 * A pile of receipts, one after the other in Odoo's own form; at the end a summary.
 * Without a choice of expenses it is every receipt that needs a look.
 */
export class ReviewAction extends Component {
    static template = "ipai_expense_ocr.ReviewAction";
    static components = {View};
    static props = {...standardActionServiceProps};
    static path = "receipt-review";
    static displayName = _t("Review Receipts");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.review = reactive({pile: new ReviewPile([]), round: 0, isFinished: false});
        this.state = useState(this.review);
        useSubEnv({ipaiReview: this.review});
        onWillStart(() => this.begin());
    }

    async begin() {
        const {params = {}, context = {}} = this.props.action;
        const chosen = params.ids || (params.domain ? null : context.ipai_review_ids);
        const ids =
            chosen ||
            (await this.orm.call("hr.expense", "ipai_review_queue", [
                params.domain || [],
            ]));
        this.start(new ReviewPile(ids));
    }

    start(pile) {
        Object.assign(this.state, {
            pile,
            isFinished: pile.total === 0,
            round: this.state.round + 1,
        });
    }

    get viewProps() {
        const {pile} = this.state;
        return {
            type: "form",
            resModel: "hr.expense",
            resId: pile.ids[0],
            resIds: [...pile.ids],
            context: {form_view_ref: FORM},
            className: `${this.props.className || ""} o_ipai_review_view`,
            preventCreate: true,
        };
    }

    get isEmpty() {
        return this.state.pile.total === 0;
    }

    get time() {
        const {seconds} = this.state.pile;
        const minutes = Math.floor(seconds / 60);
        return minutes
            ? _t("%(minutes)s min %(seconds)s s", {minutes, seconds: seconds % 60})
            : _t("%s s", seconds);
    }

    lookAgain() {
        this.start(this.state.pile.again());
    }

    async searchAgain() {
        this.start(
            new ReviewPile(await this.orm.call("hr.expense", "ipai_review_queue"))
        );
    }

    showConfirmed() {
        return this.action.doAction(
            {
                name: _t("Confirmed Receipts"),
                type: "ir.actions.act_window",
                res_model: "hr.expense",
                views: [
                    [false, "list"],
                    [false, "kanban"],
                    [false, "form"],
                ],
                domain: [["id", "in", [...this.state.pile.confirmed]]],
            },
            {clearBreadcrumbs: true}
        );
    }

    leave() {
        return this.action.doAction("hr_expense.hr_expense_actions_my_all", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("ipai_receipt_review", ReviewAction);
