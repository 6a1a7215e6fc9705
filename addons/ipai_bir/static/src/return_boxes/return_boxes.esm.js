/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {ChangePanel} from "./change_panel.esm";
import {CheckPanel} from "./check_panel.esm";
import {InvalidNumberError} from "@web/views/fields/parsers";
import {OverrideDialog} from "./override_dialog.esm";
import {ProofPanel} from "./proof_panel.esm";
import {ReturnBanners} from "./return_banners.esm";
import {ReturnParts} from "./return_parts.esm";
import {_t} from "@web/core/l10n/translation";
import {parseAmount} from "./box_amount.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

const CHECK = "ipai.bir.return.check";

/**
 * A BIR return: its printed form, and beside it what was checked, what changed and
 * what was filed.
 *
 * Reads the dictionary in the field `sheet`; everything typed goes to the server at
 * once, so the totals on screen are always those of the return.
 */
export class ReturnBoxes extends Component {
    static template = "ipai_bir.ReturnBoxes";
    static components = {
        ChangePanel,
        CheckPanel,
        ProofPanel,
        ReturnBanners,
        ReturnParts,
    };
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({tab: "form", wanted: null});
        useEffect(
            (wanted) => this.goTo(wanted),
            () => [this.state.wanted]
        );
    }

    get sheet() {
        return this.props.record.data[this.props.name];
    }

    get tabs() {
        const {checks, changes, proofs} = this.sheet;
        const open = checks.filter((c) => c.level !== "note" && !c.accepted);
        return [
            {key: "form", title: _t("Form")},
            {key: "checks", title: _t("Checks"), count: open.length, shown: true},
            {
                key: "changes",
                title: _t("Changes"),
                count: changes.length,
                shown: changes.length,
            },
            {
                key: "proof",
                title: _t("Proof"),
                count: proofs.length,
                shown: proofs.length,
            },
        ].filter(({key, shown}) => key === "form" || shown);
    }

    get tab() {
        return this.tabs.some(({key}) => key === this.state.tab)
            ? this.state.tab
            : "form";
    }

    onTab(key) {
        this.state.tab = key;
    }

    /** Left and right walk along the tabs, as in any list of tabs. */
    onTabKeydown(ev) {
        const step = {ArrowRight: 1, ArrowLeft: -1}[ev.key];
        const tabs = [...ev.currentTarget.querySelectorAll("[role='tab']")];
        const next = step && tabs[tabs.indexOf(ev.target) + step];
        if (next) {
            ev.preventDefault();
            next.focus();
            next.click();
        }
    }

    /** Show a box of the form, from a check or a change. */
    onBox(code) {
        this.state.tab = "form";
        this.state.wanted = code;
    }

    goTo(code) {
        if (!code) {
            return;
        }
        const box = this.root.el.querySelector(`[data-box='${code}']`);
        box?.scrollIntoView({block: "center"});
        box?.querySelector(".o_ipai_box_stop")?.focus();
        this.state.wanted = null;
    }

    async onType(cell, input) {
        let amount = null;
        try {
            amount = parseAmount(input.value);
        } catch (error) {
            if (!(error instanceof InvalidNumberError)) {
                throw error;
            }
            input.classList.add("o_field_invalid", "text-danger");
            this.notification.add(_t("“%s” is no amount.", input.value), {
                type: "danger",
            });
            return;
        }
        input.classList.remove("o_field_invalid", "text-danger");
        await this.write("set_box", [cell.code, amount]);
    }

    onNote(cell, note) {
        return this.write("set_box", [cell.code, cell.amount, note]);
    }

    onText(cell, text) {
        return this.write("set_text", [cell.code, text]);
    }

    onOverride(cell, line) {
        this.dialog.add(OverrideDialog, {
            cell,
            label: `${line.item} ${line.label}`.trim(),
            onSave: (amount, reason) =>
                this.write("override_box", [cell.code, amount, reason]),
            onClear: () => this.write("clear_override", [cell.code]),
        });
    }

    onSaveRow(part, values, rowId) {
        return this.write("set_row", [part.code, values, rowId]);
    }

    onRemoveRow(rowId) {
        return this.write("remove_row", [rowId]);
    }

    onOpen(cell) {
        return this.open("action_open_box", cell.code);
    }

    onOpenRow(rowId) {
        return this.open("action_open_row", rowId);
    }

    onOpenRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async onAccept(check, reason) {
        const {record} = this.props;
        await this.orm.call(CHECK, "accept", [[check.id], reason]);
        await record.load();
    }

    async onWithdraw(check) {
        const {record} = this.props;
        await this.orm.call(CHECK, "withdraw", [[check.id]]);
        await record.load();
    }

    async onOpenCheck(check) {
        this.action.doAction(await this.orm.call(CHECK, "action_open", [[check.id]]));
    }

    async onVerify(proof) {
        await this.orm.call("ipai.bir.proof", "verify", [[proof.id]]);
        this.notification.add(_t("%s is what was stored.", proof.name), {
            type: "success",
        });
    }

    async open(method, key) {
        const {resModel, resId} = this.props.record;
        this.action.doAction(await this.orm.call(resModel, method, [[resId], key]));
    }

    /**
     * Call a writing method of the return and show what became of it.
     *
     * @param {string} method
     * @param {Array} args
     * @returns {Promise<boolean>} false when the form itself could not be saved
     */
    async write(method, args) {
        const {record} = this.props;
        if ((await record.isDirty()) && !(await record.save())) {
            return false;
        }
        await this.orm.call(record.resModel, method, [[record.resId], ...args]);
        await record.load();
        return true;
    }
}

registry.category("fields").add("ipai_return_boxes", {
    component: ReturnBoxes,
    displayName: _t("Boxes of a return"),
    supportedTypes: ["json"],
});
