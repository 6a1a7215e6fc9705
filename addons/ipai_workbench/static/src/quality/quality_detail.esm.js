/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useState} from "@odoo/owl";
import {
    dimensionLabel,
    DIMENSIONS,
    layerLabel,
    scoreText,
    sizeText,
} from "./quality_model.esm";
import {ageText, QualitySparkline, QualityState} from "./quality_parts.esm";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {QualityChart} from "./quality_chart.esm";
import {QualityCheck} from "./quality_check.esm";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** One table: its dimensions and their trend, checks with the rows behind them, columns,
 * incidents. */
export class QualityDetail extends Component {
    static template = "ipai_workbench.QualityDetail";
    static components = {
        Layout,
        QualityChart,
        QualityCheck,
        QualitySparkline,
        QualityState,
    };
    static props = {...standardActionServiceProps};
    static displayName = _t("Quality of a table");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.layout = {controlPanel: {}};
        Object.assign(this, {ageText, dimensionLabel, layerLabel, scoreText, sizeText});
        this.last = new KeepLast();
        this.state = useState({found: null, problem: null});
        onWillStart(() => this.load());
    }

    get tableId() {
        return Number(this.props.action.context.active_id);
    }

    async load() {
        try {
            const found = await this.last.add(
                this.orm.call("ipai.quality.table", "detail", [[this.tableId]])
            );
            Object.assign(this.state, {found, problem: null});
            this.env.config.setDisplayName(found.card.relation);
        } catch (error) {
            this.state.problem =
                error.data?.message || error.message || _t("Odoo did not answer.");
        }
    }

    get card() {
        return this.state.found.card;
    }

    get dimensions() {
        return DIMENSIONS.map((key) => ({
            key,
            trend: this.state.found.trends[key] || [],
            state: "unknown",
            score: null,
            ...this.card.dimensions[key],
        }));
    }

    limitsText({warn_below: warn, error_below: error}) {
        const parts = [];
        if (typeof warn === "number") {
            parts.push(_t("warning below %s", warn));
        }
        if (typeof error === "number") {
            parts.push(_t("error below %s", error));
        }
        return parts.join(", ");
    }

    count(number) {
        return typeof number === "number"
            ? formatFloat(number, {digits: [16, 0]})
            : "–";
    }

    share(column) {
        if (typeof column.null_share !== "number") {
            return "–";
        }
        const percent = 100 * column.null_share;
        return percent && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
    }

    moment(text) {
        return deserializeDateTime(text).toRelative();
    }

    get muteText() {
        return _t("Muted until %(day)s: %(reason)s", {
            day: formatDate(deserializeDate(this.card.muted_until)),
            reason: this.card.mute_reason,
        });
    }

    get extremesAreShown() {
        return this.state.found.can_manage;
    }

    async setRule() {
        const action = await this.orm.call("ipai.quality.table", "action_rule", [
            [this.tableId],
        ]);
        await this.action.doAction(action, {onClose: () => this.load()});
    }

    openIncident({id}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "ipai.quality.incident",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("ipai_quality_detail", QualityDetail);
