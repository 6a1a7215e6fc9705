/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {formatAmount} from "./box_amount.esm";

/**
 * What the last computation changed: before, after, and by how much.
 */
export class ChangePanel extends Component {
    static template = "ipai_bir.ChangePanel";
    static props = {changes: Array, onBox: Function};

    setup() {
        this.state = useState({searched: ""});
    }

    get changes() {
        const text = this.state.searched.trim().toLowerCase();
        return this.props.changes.filter(({code, label}) =>
            `${code} ${label}`.toLowerCase().includes(text)
        );
    }

    amount(text) {
        return formatAmount(text) || "–";
    }
}
