/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {BoxCell} from "./box_cell.esm";
import {ScheduleTable} from "./schedule_table.esm";

const STEPS = {ArrowDown: 1, Enter: 1, ArrowUp: -1};

/**
 * The parts of a return in the order of the printed form.
 */
export class ReturnParts extends Component {
    static template = "ipai_bir.ReturnParts";
    static components = {BoxCell, ScheduleTable};
    static props = {
        sheet: Object,
        onType: Function,
        onNote: Function,
        onText: Function,
        onOpen: Function,
        onOverride: Function,
        onSaveRow: Function,
        onRemoveRow: Function,
        onOpenRow: Function,
    };

    setup() {
        this.state = useState({explained: null, folded: {}});
    }

    get parts() {
        let title = null;
        return this.props.sheet.parts.map((part) => {
            const shownTitle = part.title === title ? "" : part.title;
            title = part.title;
            return {...part, shownTitle, hasSides: Boolean(part.heads.A)};
        });
    }

    lineNotices(line) {
        return Object.values(line.cells).flatMap((cell) => cell.notices);
    }

    noticeClass({level, accepted}) {
        if (accepted) {
            return "o_ipai_notice_accepted";
        }
        return {
            error: "text-danger o_ipai_error",
            warning: "text-warning-emphasis o_ipai_warning",
            note: "text-muted",
        }[level];
    }

    noticeIcon({level, accepted}) {
        if (accepted) {
            return "fa-check-circle";
        }
        return level === "note" ? "fa-info-circle" : "fa-exclamation-triangle";
    }

    explanation(line) {
        const cell = Object.values(line.cells).find(
            ({code}) => code === this.state.explained
        );
        return cell && `${cell.code} ${cell.source}`;
    }

    overrides(line) {
        return Object.values(line.cells).filter(({override}) => override);
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

    onExplain(cell) {
        this.state.explained = this.state.explained === cell.code ? null : cell.code;
    }

    onFold(part) {
        this.state.folded[part.code] = !this.state.folded[part.code];
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
}
