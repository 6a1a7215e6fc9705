/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {formatAmount} from "./box_amount.esm";

/** Sentences shown above the form; the checks hold the others. */
const SHOWN = 3;

/**
 * What everybody who opens a return has to know first: entries that came after the
 * filing, amendments, what stands in the way of a review.
 */
export class ReturnBanners extends Component {
    static template = "ipai_bir.ReturnBanners";
    static props = {
        sheet: Object,
        notices: Boolean,
        onOpenRecord: Function,
        onChecks: Function,
    };

    get open() {
        return this.props.notices
            ? this.props.sheet.notices.filter(
                  ({level, accepted}) => level !== "note" && !accepted
              )
            : [];
    }

    get notices() {
        return this.open.slice(0, SHOWN);
    }

    get hiddenCount() {
        return Math.max(0, this.open.length - SHOWN);
    }

    amount(text) {
        return formatAmount(text);
    }
}
