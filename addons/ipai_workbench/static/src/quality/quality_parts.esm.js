/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    layerLabel,
    scoreText,
    shortName,
    sparkline,
    stateLabel,
    stretch,
} from "./quality_model.esm";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";

const WIDTH = 120;
const HEIGHT = 28;

/** How old the data is against what is promised, in words. */
export function ageText(card) {
    if (!card.as_of) {
        return _t("Age unknown");
    }
    const {seconds} = luxon.DateTime.now()
        .diff(deserializeDateTime(card.as_of), "seconds")
        .toObject();
    const age = stretch(seconds);
    return card.slo_hours
        ? _t("%(age)s old, %(promise)s promised", {
              age,
              promise: stretch(card.slo_hours * 3600),
          })
        : _t("%s old", age);
}

export function isLate(card) {
    return ["warn", "error"].includes(card.dimensions.timeliness?.state);
}

/** A state as a coloured word; never by colour alone. */
export class QualityState extends Component {
    static template = "ipai_workbench.QualityState";
    static props = {state: String};

    get label() {
        return stateLabel(this.props.state);
    }
}

/** Thirty days of a score as a line. */
export class QualitySparkline extends Component {
    static template = "ipai_workbench.QualitySparkline";
    static props = {trend: Array, label: {type: String, optional: true}};

    get box() {
        return `-3 -3 ${WIDTH + 6} ${HEIGHT + 6}`;
    }

    get drawn() {
        return sparkline(this.props.trend, WIDTH, HEIGHT);
    }

    get title() {
        const days = this.props.trend.length;
        return _t("%(label)s over %(days)s days", {
            label: this.props.label || _t("Score"),
            days,
        });
    }
}

/** One table on the scorecard. */
export class QualityCard extends Component {
    static template = "ipai_workbench.QualityCard";
    static components = {QualitySparkline, QualityState};
    static props = {card: Object, open: Function};

    setup() {
        this.scoreText = scoreText;
        this.shortName = shortName;
        this.layerLabel = layerLabel;
        this.ageText = ageText;
        this.isLate = isLate;
    }

    get muteText() {
        const {muted_until: until, mute_reason: reason} = this.props.card;
        return _t("Muted until %(day)s: %(reason)s", {
            day: formatDate(deserializeDate(until)),
            reason,
        });
    }
}
