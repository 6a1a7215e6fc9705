/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {formatAmount, parseAmount} from "./box_amount.esm";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {InvalidNumberError} from "@web/views/fields/parsers";
import {Pager} from "@web/core/pager/pager";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {useService} from "@web/core/utils/hooks";

const NEW = "new";
/** Rows on one page: a schedule of hundreds stays quick to scroll and to draw. */
export const PAGE = 25;

/**
 * The rows of one schedule, by page and searched once they are many. A row is saved as
 * a whole when the focus leaves it.
 */
export class ScheduleTable extends Component {
    static template = "ipai_bir.ScheduleTable";
    static components = {DateTimeInput, Pager};
    static props = {
        part: Object,
        onSave: Function,
        onRemove: Function,
        onOpen: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.state = useState({typed: {}, offset: 0, searched: ""});
        this.limit = PAGE;
        this.saving = new Set();
    }

    get isEditable() {
        return this.props.part.columns.some((column) => column.editable);
    }

    get isLong() {
        return this.props.part.rows.length > PAGE;
    }

    get found() {
        const rows = this.props.part.rows;
        const text = this.state.searched.trim().toLowerCase();
        if (!text) {
            return rows;
        }
        const columns = this.props.part.columns;
        return rows.filter((row) =>
            columns.some((column) =>
                `${row.values[column.letter] || ""} ${this.shown(row, column)}`
                    .toLowerCase()
                    .includes(text)
            )
        );
    }

    get offset() {
        return this.state.offset < this.found.length ? this.state.offset : 0;
    }

    get rows() {
        const rows = this.found.slice(this.offset, this.offset + PAGE);
        return NEW in this.state.typed
            ? [...rows, {id: NEW, origin: "typed", editable: true, values: {}}]
            : rows;
    }

    onPage({offset}) {
        this.state.offset = offset;
    }

    onSearch(ev) {
        this.state.searched = ev.target.value;
        this.state.offset = 0;
    }

    isNumeric(column) {
        return column.type === "money" || column.type === "number";
    }

    shown(row, column) {
        const typed = this.state.typed[row.id];
        if (typed && column.letter in typed) {
            return typed[column.letter];
        }
        const value = row.values[column.letter] || "";
        if (column.type === "money") {
            return formatAmount(value);
        }
        return column.type === "number" && value ? String(Number(value)) : value;
    }

    date(row, column) {
        const text = this.shown(row, column);
        return text ? deserializeDate(text) : false;
    }

    add() {
        this.state.typed[NEW] = {};
    }

    onDate(row, column, date) {
        this.onType(row, column, date ? serializeDate(date) : "");
    }

    onType(row, column, text) {
        const typed = this.state.typed[row.id] || {};
        typed[column.letter] = text;
        this.state.typed[row.id] = typed;
    }

    onKeydown(ev, row) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save(row);
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            delete this.state.typed[row.id];
        }
    }

    onFocusout(ev, row) {
        const next = ev.relatedTarget;
        const stays = ev.currentTarget.contains(next);
        if (!stays && !next?.closest?.(".o_popover, .o_datetime_picker")) {
            this.save(row);
        }
    }

    async save(row) {
        const typed = this.state.typed[row.id];
        // Enter and then leaving the row must not make it twice.
        if (!typed || !Object.keys(typed).length || this.saving.has(row.id)) {
            return;
        }
        const values = {};
        for (const column of this.props.part.columns) {
            if (column.letter in typed) {
                try {
                    values[column.letter] = this.isNumeric(column)
                        ? parseAmount(typed[column.letter])
                        : typed[column.letter];
                } catch (error) {
                    if (!(error instanceof InvalidNumberError)) {
                        throw error;
                    }
                    this.notification.add(
                        _t("“%s” is no amount.", typed[column.letter]),
                        {type: "danger"}
                    );
                    return;
                }
            }
        }
        const sent = {...typed};
        this.saving.add(row.id);
        try {
            if (await this.props.onSave(values, row.id === NEW ? null : row.id)) {
                this.forget(row, sent);
            }
        } finally {
            this.saving.delete(row.id);
        }
    }

    /** Show what was saved in place of what was typed; typed since then stays. */
    forget(row, sent) {
        const typed = this.state.typed[row.id] || {};
        for (const [letter, text] of Object.entries(sent)) {
            if (typed[letter] === text) {
                delete typed[letter];
            }
        }
        if (!Object.keys(typed).length) {
            delete this.state.typed[row.id];
        }
    }

    remove(row) {
        delete this.state.typed[row.id];
        if (row.id !== NEW) {
            this.props.onRemove(row.id);
        }
    }

    total(column) {
        return formatAmount(column.total);
    }
}
