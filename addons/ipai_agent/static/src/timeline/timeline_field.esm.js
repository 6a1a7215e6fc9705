/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const ICONS = {
    done: "fa-check",
    failed: "fa-times",
    running: "fa-circle-o-notch fa-spin",
    skipped: "fa-minus",
    waiting: "fa-pause",
};

/** The steps of an agent's run, one below the other, as they happened. */
export class TimelineField extends Component {
    static template = "ipai_agent.TimelineField";
    static props = {...standardFieldProps};

    setup() {
        this.opened = useState({});
    }

    get steps() {
        return this.props.record.data[this.props.name].records.map((record) => ({
            id: record.id,
            icon: ICONS[record.data.state],
            ...record.data,
            facts: this.facts(record.data),
        }));
    }

    /** Time, duration and cost of a step, in words; nothing for what is not known. */
    facts(step) {
        const known = [];
        if (step.started_at) {
            known.push(formatDateTime(step.started_at));
        }
        if (step.state === "running") {
            known.push(_t("at work"));
        } else if (step.seconds >= 0.1) {
            known.push(_t("%s s", step.seconds.toFixed(1)));
        } else if (step.seconds) {
            known.push(_t("%s ms", Math.max(1, Math.round(step.seconds * 1000))));
        }
        if (step.cost) {
            known.push(_t("%s USD", step.cost.toFixed(4)));
        }
        if (step.tokens) {
            known.push(_t("%s tokens", step.tokens));
        }
        return known.join(" · ");
    }

    toggle(step) {
        this.opened[step.id] = !this.opened[step.id];
    }
}

registry.category("fields").add("ipai_agent_timeline", {
    component: TimelineField,
    displayName: _t("Timeline of steps"),
    supportedTypes: ["one2many"],
    useSubView: true,
    relatedFields: [
        {name: "title", type: "char"},
        {name: "state", type: "selection"},
        {name: "summary", type: "text"},
        {name: "seconds", type: "float"},
        {name: "cost", type: "float"},
        {name: "tokens", type: "integer"},
        {name: "error", type: "text"},
        {name: "started_at", type: "datetime"},
        {name: "output_text", type: "text"},
    ],
});
