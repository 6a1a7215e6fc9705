/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {BoxCell} from "./box_cell.esm";
import {InvalidNumberError} from "@web/views/fields/parsers";
import {ScheduleTable} from "./schedule_table.esm";
import {_t} from "@web/core/l10n/translation";
import {parseAmount} from "./box_amount.esm";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

const STEPS = {ArrowDown: 1, Enter: 1, ArrowUp: -1};

/**
 * A BIR return as its printed form: parts, items, columns A and B, schedules.
 *
 * Reads the dictionary in the field `sheet`; everything typed goes to the server at
 * once, so the totals on screen are always those of the return.
 */
export class ReturnBoxes extends Component {
    static template = "ipai_bir.ReturnBoxes";
    static components = {BoxCell, ScheduleTable};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({explained: null});
    }

    get sheet() {
        return this.props.record.data[this.props.name];
    }

    get parts() {
        let title = null;
        return this.sheet.parts.map((part) => {
            const shownTitle = part.title === title ? "" : part.title;
            title = part.title;
            return {...part, shownTitle, hasSides: Boolean(part.heads.A)};
        });
    }

    lineNotices(line) {
        return Object.values(line.cells).flatMap((cell) => cell.notices);
    }

    explanation(line) {
        const cell = Object.values(line.cells).find(
            ({code}) => code === this.state.explained
        );
        return cell && `${cell.code} ${cell.source}`;
    }

    sides(part, line) {
        return part.hasSides ? ["A", "B"] : Object.keys(line.cells);
    }

    caption(part, side) {
        return part.hasSides ? part.heads[side] : "";
    }

    typedCell(line) {
        return Object.values(line.cells).find((cell) => cell.editable);
    }

    note(line) {
        return Object.values(line.cells)
            .map((cell) => cell.note)
            .filter(Boolean)
            .join("; ");
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

    async onNote(cell, ev) {
        await this.write("set_box", [cell.code, cell.amount, ev.target.value]);
    }

    onSaveRow(part, values, rowId) {
        return this.write("set_row", [part.code, values, rowId]);
    }

    onRemoveRow(rowId) {
        return this.write("remove_row", [rowId]);
    }

    onExplain(cell) {
        this.state.explained = this.state.explained === cell.code ? null : cell.code;
    }

    onOpen(cell) {
        return this.open("action_open_lines", cell.code);
    }

    onOpenRow(rowId) {
        return this.open("action_open_row_lines", rowId);
    }

    /** Arrow keys and Enter walk from box to box in the order of the form. */
    onKeydown(ev) {
        const stop = ev.target.closest(".o_ipai_box_stop");
        const step = STEPS[ev.key];
        if (!stop || !step || (ev.key === "Enter" && stop.tagName === "BUTTON")) {
            return;
        }
        const stops = [...ev.currentTarget.querySelectorAll(".o_ipai_box_stop")];
        const next = stops[stops.indexOf(stop) + step];
        ev.preventDefault();
        next?.focus();
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
