/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef} from "@odoo/owl";
import {lookAt} from "../receipt/receipt_focus.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Where an item stands on the receipt: its place is lit while its row is used. */
export class LinePlace extends Component {
    static template = "ipai_expense_ocr.LinePlace";
    static props = {...standardFieldProps};

    setup() {
        this.root = useRef("root");
        useEffect(
            (row) => {
                const show = () => this.look(this.box);
                const hide = () => this.look(null);
                row?.addEventListener("mouseenter", show);
                row?.addEventListener("focusin", show);
                row?.addEventListener("mouseleave", hide);
                return () => {
                    row?.removeEventListener("mouseenter", show);
                    row?.removeEventListener("focusin", show);
                    row?.removeEventListener("mouseleave", hide);
                };
            },
            () => [this.root.el?.closest("tr")]
        );
    }

    get box() {
        return this.props.record.data[this.props.name] || null;
    }

    look(box) {
        const page = this.props.record.data.page || 1;
        const expense = this.props.record._parentRecord?.resId;
        if (expense) {
            lookAt(expense, {place: box ? {box, page} : null, hovered: null});
        }
    }
}

registry.category("fields").add("ipai_line_place", {
    component: LinePlace,
    supportedTypes: ["json"],
    fieldDependencies: [{name: "page", type: "integer"}],
});
