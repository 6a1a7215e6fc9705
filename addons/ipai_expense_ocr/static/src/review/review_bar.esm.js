/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useExternalListener, useRef, useState} from "@odoo/owl";
import {lookAt, markedValues, receiptFocus} from "../receipt/receipt_focus.esm";
import {KeysDialog} from "./keys_dialog.esm";
import {_t} from "@web/core/l10n/translation";
import {commandOf} from "./review_keyboard.esm";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";
import {valueLabels} from "../receipt/value_labels.esm";

const ESSENTIAL = {vendor: "ipai_vendor_name", total: "total_amount_currency"};
// A date of 19.0 is a button until it has the focus
const FIELD = "input:not([type=hidden]):not([disabled]), button.o_input, textarea";

/** Where one is in the pile, what is left on this receipt, and the way on. */
export class ReviewBar extends Component {
    static template = "ipai_expense_ocr.ReviewBar";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({isBusy: false});
        // Absent when the form is opened outside a pile
        this.review = this.env.ipaiReview ? useState(this.env.ipaiReview) : null;
        useExternalListener(window, "keydown", (event) => this.onKeydown(event), {
            capture: true,
        });
        useEffect(
            () => this.begin(),
            () => [this.record.resId]
        );
    }

    get record() {
        return this.props.record;
    }

    get pile() {
        return this.review?.pile;
    }

    get marked() {
        return markedValues(this.record);
    }

    get position() {
        return this.pile.position(this.record.resId);
    }

    get isConfirmed() {
        return !this.pile.isOpen(this.record.resId);
    }

    get percent() {
        return Math.round((100 * this.pile.confirmed.length) / this.pile.total);
    }

    get left() {
        const count = this.marked.length;
        if (this.isConfirmed) {
            return _t("Confirmed");
        }
        if (!count) {
            return _t("Nothing marked");
        }
        return _t("%s to check", count);
    }

    get confirmLabel() {
        return this.pile?.open.length > 1 ? _t("Confirm & next") : _t("Confirm");
    }

    get form() {
        return this.root.el?.closest(".o_form_renderer") || document;
    }

    /** The blocks of marked values, in the order of the screen. */
    get markedBlocks() {
        return [...this.form.querySelectorAll(".o_ipai_low, .o_ipai_missing")];
    }

    /** Look at the first marked value of a receipt that was just opened. */
    begin() {
        lookAt(this.record.resId, {hovered: null, focused: null, target: null});
        // The marks of the fields are drawn after the bar
        const timer = setTimeout(() => {
            const [first] = this.markedBlocks;
            const value = first?.dataset.value || null;
            lookAt(this.record.resId, {focused: value, target: value});
            // On a phone the keyboard would cover half of the receipt
            if (!this.ui.isSmall) {
                this.focusOn(first);
            }
        }, 50);
        return () => clearTimeout(timer);
    }

    focusOn(block) {
        const field = block?.querySelector(FIELD);
        field?.focus();
        field?.select?.();
        return Boolean(field);
    }

    onKeydown(event) {
        if (!this.pile || this.ui.activeElement !== document) {
            return;
        }
        const isTyping = Boolean(
            event.target.closest?.("input, textarea, [contenteditable]")
        );
        const command = commandOf(event, isTyping);
        const isOnWay = ["advance", "retreat"].includes(command?.name);
        if (!command || (isOnWay && !this.canAdvance(event.target))) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        this[command.name](command.index ?? event.target);
    }

    /** Enter belongs to an open list of choices, to notes and to the items. */
    canAdvance(field) {
        const block = field.closest(".o_ipai_value");
        const isChoosing = field.getAttribute("aria-expanded") === "true";
        return block && !isChoosing && field.tagName === "INPUT";
    }

    advance(field) {
        const blocks = this.markedBlocks;
        const here = field.closest(".o_ipai_value");
        const next = blocks.find(
            (block) =>
                block !== here &&
                here.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING
        );
        if (!this.focusOn(next)) {
            this.root.el.querySelector(".o_ipai_review_confirm")?.focus();
        }
    }

    retreat(field) {
        const here = field.closest(".o_ipai_value");
        const before = this.markedBlocks.findLast(
            (block) =>
                block !== here &&
                here.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_PRECEDING
        );
        this.focusOn(before);
    }

    pick(index) {
        const value = receiptFocus.focused || receiptFocus.target;
        const block = this.form.querySelector(`.o_ipai_value[data-value="${value}"]`);
        block?.querySelector(`[data-choice="${index + 1}"]`)?.click();
    }

    keys() {
        this.dialog.add(KeysDialog);
    }

    next() {
        return this.go(1);
    }

    previous() {
        return this.go(-1);
    }

    go(step) {
        return this.busy(async () => {
            const id = this.pile.neighbour(this.record.resId, step);
            if ((await this.record.save()) === false) {
                return;
            }
            if (id) {
                await this.show(id);
            } else if (step > 0) {
                this.review.isFinished = true;
            }
        });
    }

    /** Name of an essential value that is not there, or undefined. */
    get missing() {
        const {data} = this.record;
        return Object.keys(ESSENTIAL).find(
            (value) =>
                !data[ESSENTIAL[value]] && !(value === "vendor" && data.vendor_id)
        );
    }

    confirm() {
        return this.busy(async () => {
            const {record} = this;
            if ((await record.save()) === false) {
                return;
            }
            if (this.missing) {
                this.askFor(this.missing);
                return;
            }
            const id = record.resId;
            await this.orm.call("hr.expense", "action_ipai_confirm", [[id]]);
            await this.settle(id, "confirmed");
        });
    }

    askFor(value) {
        const block = this.form.querySelector(`.o_ipai_value[data-value="${value}"]`);
        this.focusOn(block);
        this.notification.add(
            _t(
                "%s is missing. Enter it, or go on to the next receipt.",
                valueLabels()[value]
            ),
            {type: "warning"}
        );
    }

    /** Note what became of a receipt and show the next one, unless another is shown already. */
    async settle(id, outcome) {
        const next = this.pile.settle(id, outcome);
        if (this.record.resId !== id) {
            return;
        }
        if (next) {
            await this.show(next);
        } else {
            this.review.isFinished = true;
        }
    }

    async show(id) {
        await this.record.model.load({resId: id});
        this.form.querySelector(".o_ipai_review_fields")?.scrollTo({top: 0});
    }

    /** One step at a time: a second press while saving does nothing. */
    async busy(step) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await step();
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("view_widgets").add("ipai_review_bar", {
    component: ReviewBar,
    fieldDependencies: [
        {name: "ipai_low_confidence", type: "char"},
        {name: "ipai_vendor_name", type: "char"},
        {name: "total_amount_currency", type: "monetary"},
    ],
});
