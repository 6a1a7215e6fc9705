/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const MODEL = "ipai.bir.obligation";
const STEPS = {ArrowDown: 1, ArrowUp: -1};

/**
 * What is due to the BIR, what is overdue, what is filed, and what stands in the way.
 *
 * One call reads everything; each number opens the obligations it counts.
 */
export class BirDashboard extends Component {
    static template = "ipai_bir.Dashboard";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.last = new KeepLast();
        this.state = useState({data: null});
        onWillStart(() => this.load());
    }

    async load(year = null) {
        this.state.data = await this.last.add(
            this.orm.call(MODEL, "dashboard", [year])
        );
    }

    get data() {
        return this.state.data;
    }

    get tiles() {
        const {tiles, year} = this.data;
        const own = {
            overdue: {
                label: _t("Overdue"),
                tone: "danger",
                domain: [["state", "=", "overdue"]],
            },
            due: {
                label: _t("Due soon"),
                tone: "warning",
                domain: [["state", "=", "due"]],
            },
            review: {
                label: _t("Wait for review"),
                tone: "info",
                domain: [
                    ["return_id.state", "=", "computed"],
                    ["filed_on", "=", false],
                ],
            },
            filed: {
                label: _t("Filed in %s", year),
                tone: "success",
                domain: [
                    ["filed_on", ">=", `${year}-01-01`],
                    ["filed_on", "<=", `${year}-12-31`],
                ],
            },
        };
        return Object.entries(own).map(([name, tile]) => ({
            name,
            ...tile,
            ...tiles[name],
            tone: tiles[name].count ? tile.tone : "muted",
        }));
    }

    get months() {
        const current = this.data.today.slice(0, 7);
        return this.data.months.map((month) => {
            const day = deserializeDate(`${month.month}-01`);
            return {
                ...month,
                label: day.toFormat("LLL"),
                title: _t(
                    "%(month)s: %(overdue)s overdue, %(open)s open, %(done)s filed",
                    {...month, month: day.toFormat("LLLL yyyy")}
                ),
                isCurrent: month.month === current,
                total: month.overdue + month.open + month.done,
            };
        });
    }

    get taxTypes() {
        const rows = this.data.tax_types;
        const most = Math.max(...rows.map((row) => row.done + row.open), 1);
        return rows.map((row) => ({
            ...row,
            doneWidth: (100 * row.done) / most,
            openWidth: (100 * row.open) / most,
        }));
    }

    get moreRows() {
        return this.data.row_count - this.data.rows.length;
    }

    amount(value) {
        return value === null
            ? ""
            : formatMonetary(value, {currencyId: this.data.currency_id});
    }

    day(text) {
        return formatDate(deserializeDate(text), {format: "ccc d LLL yyyy"});
    }

    shortDay(text) {
        return deserializeDate(text).toFormat("ccc d LLL");
    }

    left(row) {
        if (row.days_left === 0) {
            return _t("today");
        }
        if (row.days_left === 1) {
            return _t("tomorrow");
        }
        if (row.days_left === -1) {
            return _t("1 day late");
        }
        return row.days_left > 0
            ? _t("in %s days", row.days_left)
            : _t("%s days late", -row.days_left);
    }

    openList(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: MODEL,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "calendar"],
                [false, "form"],
            ],
            domain,
        });
    }

    openTile(tile) {
        return this.openList(tile.label, tile.domain);
    }

    openMonth(month) {
        const first = deserializeDate(`${month.month}-01`);
        return this.openList(first.toFormat("LLLL yyyy"), [
            ["due_date", ">=", first.toISODate()],
            ["due_date", "<=", first.endOf("month").toISODate()],
        ]);
    }

    openTaxType(row) {
        return this.openList(row.label, [
            ["tax_type", "=", row.tax_type || false],
            ["has_amount", "=", true],
            ["due_date", ">=", `${this.data.year}-01-01`],
            ["due_date", "<=", `${this.data.year}-12-31`],
        ]);
    }

    openAll() {
        return this.openList(_t("Open"), [["filed_on", "=", false]]);
    }

    openRow(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    canPrepare(row) {
        return row.has_return || (row.is_computed_here && this.data.may_prepare);
    }

    async prepare(row) {
        const action = await this.orm.call(MODEL, "action_prepare", [[row.id]]);
        return this.action.doAction(action);
    }

    openConfiguration(name) {
        return this.action.doAction(`ipai_bir.ipai_bir_${name}_action`);
    }

    /** The arrow keys walk from row to row. */
    onKeydown(ev) {
        const step = STEPS[ev.key];
        const stop = ev.target.closest(".o_ipai_dashboard_open");
        if (!step || !stop) {
            return;
        }
        const stops = [...ev.currentTarget.querySelectorAll(".o_ipai_dashboard_open")];
        ev.preventDefault();
        stops[stops.indexOf(stop) + step]?.focus();
    }
}

registry.category("actions").add("ipai_bir.dashboard", BirDashboard);
