/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {showSaved} from "../receipt/receipt_focus.esm";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** Why this category was chosen, and others that come near, each one click away. */
export class CategoryChoice extends Component {
    static template = "ipai_expense_ocr.CategoryChoice";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({isBusy: false});
    }

    get data() {
        return this.props.record.data;
    }

    get choices() {
        if (!this.data.is_editable) {
            return [];
        }
        const chosen = this.data.product_id;
        const id = chosen ? (chosen.id ?? chosen[0]) : null;
        return (this.data.ipai_category_alternatives || [])
            .filter((other) => other.product_id && other.product_id !== id)
            .slice(0, 4)
            .map((other, index) => ({
                id: other.product_id,
                key: index + 1,
                name: other.name || other.display_name || "",
                label: _t("Category: take %s", other.name || ""),
            }));
    }

    async take(id) {
        const {record} = this.props;
        if (this.state.isBusy || (await record.save()) === false) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.orm.write("hr.expense", [record.resId], {product_id: id});
            await showSaved(record);
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("view_widgets").add("ipai_category_choice", {
    component: CategoryChoice,
    fieldDependencies: [
        {name: "ipai_category_reason", type: "char"},
        {name: "ipai_category_alternatives", type: "json"},
        {name: "product_id", type: "many2one", relation: "product.product"},
        {name: "is_editable", type: "boolean"},
    ],
});
