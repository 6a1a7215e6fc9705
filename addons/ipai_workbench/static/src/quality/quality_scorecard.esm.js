/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {layerLabel, matching, scoreText, sections} from "./quality_model.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {QualityCard} from "./quality_parts.esm";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

/** How good the warehouse's data is: a card for each table, by layer. */
export class QualityScorecard extends Component {
    static template = "ipai_workbench.QualityScorecard";
    static components = {Layout, QualityCard};
    static props = {...standardActionServiceProps};
    static displayName = _t("Data quality");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.layout = {controlPanel: {}};
        this.layerLabel = layerLabel;
        this.scoreText = scoreText;
        this.last = new KeepLast();
        const before = this.props.state || {};
        this.state = useState({
            text: before.text || "",
            show: before.show || "all",
            withViews: before.withViews || false,
            closed: before.closed || {bronze: true},
            found: null,
            problem: null,
            isMeasuring: false,
        });
        useSetupAction({
            getLocalState: () => ({
                text: this.state.text,
                show: this.state.show,
                withViews: this.state.withViews,
                closed: this.state.closed,
            }),
        });
        this.open = this.open.bind(this);
        onWillStart(() => this.load());
    }

    async load() {
        try {
            this.state.found = await this.last.add(
                this.orm.call("ipai.quality.table", "scorecard", [])
            );
            this.state.problem = null;
        } catch (error) {
            this.state.problem =
                error.data?.message || error.message || _t("Odoo did not answer.");
        }
    }

    get shows() {
        const tables = this.state.found?.tables || [];
        const count = (show) => matching(tables, {show, withViews: true}).length;
        return [
            {key: "all", label: _t("All")},
            {
                key: "attention",
                label: _t("Needs attention (%s)", count("attention")),
            },
            {key: "muted", label: _t("Muted (%s)", count("muted"))},
        ];
    }

    get sections() {
        return sections(matching(this.state.found.tables, this.state));
    }

    get isFiltered() {
        return Boolean(this.state.text) || this.state.show !== "all";
    }

    isOpen(section) {
        return this.isFiltered || !this.state.closed[section.layer];
    }

    toggle(section) {
        this.state.closed[section.layer] = !this.state.closed[section.layer];
    }

    summary(section) {
        return _t("%(tables)s tables, %(rows)s rows", {
            tables: section.tables.length,
            rows: formatFloat(
                section.rows,
                section.rows < 1000
                    ? {digits: [16, 0]}
                    : {humanReadable: true, decimals: 1}
            ),
        });
    }

    get measuredText() {
        const {measured_at: measured} = this.state.found;
        return measured
            ? _t("Measured %s", deserializeDateTime(measured).toRelative())
            : _t("Not measured yet");
    }

    clear() {
        Object.assign(this.state, {text: "", show: "all"});
    }

    open(card) {
        return this.action.doAction("ipai_workbench.ipai_quality_detail_action", {
            additionalContext: {active_id: card.id, relation: card.relation},
        });
    }

    async measure() {
        this.state.isMeasuring = true;
        try {
            await this.orm.call("ipai.quality.table", "action_measure", []);
            this.notification.add(
                _t("The data is being measured. Reload in a minute to see the result."),
                {type: "success"}
            );
        } finally {
            this.state.isMeasuring = false;
        }
    }
}

registry.category("actions").add("ipai_quality_scorecard", QualityScorecard);
