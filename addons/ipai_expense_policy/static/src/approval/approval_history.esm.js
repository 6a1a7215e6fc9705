/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** What was approved before: of the vendor, and of the employee in these categories. */
export class ApprovalHistory extends Component {
    static template = "ipai_expense_policy.ApprovalHistory";
    static props = {...standardFieldProps};

    get groups() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("ipai_approval_history", {
    component: ApprovalHistory,
    supportedTypes: ["json"],
});
