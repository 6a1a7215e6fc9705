/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {formatAmount} from "./box_amount.esm";

/**
 * The amount in one box: typed, opened down to its journal items, or explained.
 */
export class BoxCell extends Component {
    static template = "ipai_bir.BoxCell";
    static props = {
        cell: Object,
        caption: {type: String, optional: true},
        emphasis: {type: Boolean, optional: true},
        onType: Function,
        onOpen: Function,
        onExplain: Function,
    };

    get amount() {
        return formatAmount(this.props.cell.amount);
    }

    get isNegative() {
        return Number(this.props.cell.amount) < 0;
    }

    get name() {
        return `${this.props.cell.code} ${this.props.caption || ""}`.trim();
    }

    onFocus(ev) {
        ev.target.select();
    }

    onChange(ev) {
        if (ev.target.value !== this.amount) {
            this.props.onType(this.props.cell, ev.target);
        }
    }
}
