/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatAmount} from "./box_amount.esm";

/**
 * The amount in one box: typed, opened down to what it comes from, explained, or
 * overridden by a person.
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
        onOverride: Function,
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

    get isMarked() {
        return this.props.cell.notices.some(
            ({level, accepted}) => level !== "note" && !accepted
        );
    }

    get machineAmount() {
        return formatAmount(this.props.cell.override.machine);
    }

    get overrideTitle() {
        return this.props.cell.override
            ? _t("Change the override of box %s", this.props.cell.code)
            : _t("Override box %s (F2)", this.props.cell.code);
    }

    onFocus(ev) {
        ev.target.select();
    }

    onChange(ev) {
        if (ev.target.value !== this.amount) {
            this.props.onType(this.props.cell, ev.target);
        }
    }

    onKeydown(ev) {
        if (ev.key === "F2" && this.props.cell.may_override) {
            ev.preventDefault();
            this.props.onOverride(this.props.cell);
        }
    }
}
