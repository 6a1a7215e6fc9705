/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const COLORS = {
    warn: "text-bg-info",
    reason: "text-bg-warning",
    block: "text-bg-danger",
};

/** What policies an expense breaches: the sentences, with the reasons given. */
export class BreachChips extends Component {
    static template = "ipai_expense_policy.BreachChips";
    static props = {breaches: Array};

    color({severity, state}) {
        return state === "waived" ? "text-bg-light border" : COLORS[severity];
    }

    /** What was said about a breach, for those who hover or cannot see the icon. */
    tooltip({reason, by, state, text, reference}) {
        const said = {
            explained: _t("Explained by %(by)s: “%(reason)s”", {by, reason}),
            waived: _t("Waived by %(by)s: “%(reason)s”", {by, reason}),
        }[state];
        return [text, said, reference].filter(Boolean).join("\n");
    }
}

export class BreachChipsField extends Component {
    static template = "ipai_expense_policy.BreachChipsField";
    static components = {BreachChips};
    static props = {...standardFieldProps};

    get breaches() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("ipai_breach_chips", {
    component: BreachChipsField,
    displayName: _t("Breaches"),
    supportedTypes: ["json"],
});
