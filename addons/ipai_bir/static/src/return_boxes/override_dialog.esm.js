/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {formatAmount, parseAmount} from "./box_amount.esm";
import {Dialog} from "@web/core/dialog/dialog";
import {InvalidNumberError} from "@web/views/fields/parsers";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";

/**
 * Asks for the amount that counts instead of the computed one, and for the reason.
 */
export class OverrideDialog extends Component {
    static template = "ipai_bir.OverrideDialog";
    static components = {Dialog};
    static props = {
        cell: Object,
        label: String,
        onSave: Function,
        onClear: Function,
        close: Function,
    };

    setup() {
        const {cell} = this.props;
        this.amountRef = useAutofocus({refName: "amount", selectAll: true});
        this.state = useState({
            amount: formatAmount(cell.amount),
            reason: cell.override?.reason || "",
            problem: "",
        });
    }

    get title() {
        return _t("Override box %s", this.props.cell.code);
    }

    get machineAmount() {
        const {cell} = this.props;
        return formatAmount(cell.override ? cell.override.machine : cell.amount);
    }

    async save() {
        let amount = null;
        try {
            amount = parseAmount(this.state.amount);
        } catch (error) {
            if (!(error instanceof InvalidNumberError)) {
                throw error;
            }
        }
        if (amount === null) {
            this.state.problem = _t("Write the amount like 1,234.50.");
        } else if (this.state.reason.trim()) {
            await this.props.onSave(amount, this.state.reason.trim());
            this.props.close();
        } else {
            this.state.problem = _t("Say why: the reason stays with the return.");
        }
    }

    async clear() {
        await this.props.onClear();
        this.props.close();
    }
}
