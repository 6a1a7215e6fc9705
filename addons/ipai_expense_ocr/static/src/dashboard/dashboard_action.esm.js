/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {percent, periods, stretch, withBars} from "./dashboard_model.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {MonthChart} from "./month_chart.esm";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

/** How the receipts are doing: what is open, how well and how fast the rest went. */
export class ReceiptDashboard extends Component {
    static template = "ipai_expense_ocr.ReceiptDashboard";
    static components = {Layout, MonthChart};
    static props = {...standardActionServiceProps};
    static displayName = _t("Receipts");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.layout = {controlPanel: {}};
        this.periods = periods();
        this.stretch = stretch;
        this.percent = percent;
        this.last = new KeepLast();
        const before = this.props.state || {};
        this.state = useState({
            period: before.period || "month",
            company: before.company || null,
            figures: null,
        });
        useSetupAction({
            getLocalState: () => ({
                period: this.state.period,
                company: this.state.company,
            }),
        });
        this.money = this.money.bind(this);
        onWillStart(() => this.load());
    }

    async load() {
        const {period, company} = this.state;
        this.state.figures = await this.last.add(
            this.orm.call("hr.expense", "ipai_dashboard", [], {
                period,
                company_id: company,
            })
        );
    }

    setPeriod(period) {
        this.state.period = period;
        return this.load();
    }

    setCompany(event) {
        this.state.company = Number(event.target.value);
        return this.load();
    }

    get figures() {
        return this.state.figures;
    }

    get periodLabel() {
        return this.periods.find(([key]) => key === this.figures.period)[1];
    }

    money(amount, isShort = false) {
        return formatMonetary(amount, {
            currencyId: this.figures.currency,
            humanReadable: isShort,
        });
    }

    get cost() {
        const {cost, read} = this.figures.queue;
        if (!read) {
            return "–";
        }
        return cost ? _t("$ %s", formatFloat(cost, {digits: [16, 2]})) : _t("none");
    }

    get tiles() {
        const {open} = this.figures;
        return [
            {
                key: "pending",
                label: _t("Waiting"),
                hint: _t("will be read"),
                ...open.pending,
            },
            {
                key: "review",
                label: _t("To review"),
                hint: _t("need a look"),
                tone: open.review.count ? "o_ipai_doubt" : "",
                ...open.review,
            },
            {
                key: "failed",
                label: _t("Not readable"),
                hint: _t("enter by hand"),
                tone: open.failed.count ? "text-danger" : "",
                ...open.failed,
            },
        ];
    }

    get tables() {
        return [
            {
                key: "vendors",
                title: _t("Top vendors"),
                rows: withBars(this.figures.vendors, "amount"),
                none: _t("No vendor"),
            },
            {
                key: "categories",
                title: _t("By category"),
                rows: withBars(this.figures.categories, "amount"),
                none: _t("No category"),
            },
        ];
    }

    get breaches() {
        return withBars(this.figures.breaches || [], "count");
    }

    list(name, domain, model = "hr.expense") {
        return this.action.doAction({
            name,
            type: "ir.actions.act_window",
            res_model: model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }

    openTile({label, domain}) {
        return this.list(label, domain);
    }

    openTouchFree() {
        return this.list(_t("Posted Without a Correction"), this.doneDomain(true));
    }

    openPosted() {
        return this.list(_t("Posted Receipts"), this.doneDomain(false));
    }

    doneDomain(onlyTouchFree) {
        const {done} = this.figures;
        return onlyTouchFree ? done.touch_free_domain : done.domain;
    }

    openOldest() {
        return this.list(_t("Waiting"), this.figures.queue.oldest_domain);
    }

    openRead() {
        return this.list(_t("Receipts Read"), this.figures.queue.read_domain);
    }

    openMonth({domain}) {
        return this.list(_t("Expenses of the Month"), domain);
    }

    review() {
        return this.action.doAction("ipai_expense_ocr.hr_expense_review_action");
    }
}

registry.category("actions").add("ipai_receipt_dashboard", ReceiptDashboard);
