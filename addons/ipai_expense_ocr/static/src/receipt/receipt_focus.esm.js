/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {reactive} from "@odoo/owl";

/**
 * What a person is looking at on which receipt: the form sets it, the picture lights the
 * place it was read from. The pointer wins over the keyboard.
 *
 * hovered, focused: name of a value; place: {page, box} of a line item; target: the
 * value that a click on a line of text fills, kept when the field loses the focus to the
 * picture.
 */
export const receiptFocus = reactive({
    resId: null,
    hovered: null,
    focused: null,
    place: null,
    target: null,
});

/** Look at something of a record's receipt; another record's is forgotten. */
export function lookAt(resId, changes) {
    if (receiptFocus.resId !== resId) {
        Object.assign(receiptFocus, {
            resId,
            hovered: null,
            focused: null,
            place: null,
            target: null,
        });
    }
    Object.assign(receiptFocus, changes);
}

/** What was read for one value of a record's receipt, or null. */
export function readingOf(record, value) {
    return record.data.ipai_reading?.fields?.[value] || null;
}

/** Names of the values a person should check, in the order of the form. */
export function markedValues(record) {
    return (record.data.ipai_low_confidence || "").split(",").filter(Boolean);
}

// Beside a value that is not in doubt, only a serious other one is worth a glance.
const SERIOUS = 0.1;

/** Other values the receipt may mean: [{value, confidence, page, box}], best first. */
export function runnersUp(record, value, limit = 4) {
    const field = readingOf(record, value);
    const least = markedValues(record).includes(value) ? 0 : SERIOUS;
    const seen = new Set([field?.value]);
    return (field?.alternatives || [])
        .filter(({confidence}) => confidence >= least)
        .filter((other) => {
            const isNew = other.value && !seen.has(other.value);
            seen.add(other.value);
            return isNew;
        })
        .slice(0, limit);
}

/**
 * Show a record as it was saved by the server. When the person has moved on to another
 * one meanwhile, nothing is read anew: what is typed there would be lost.
 */
export async function showSaved(record) {
    const {root} = record.model;
    if (root.resId === record.resId) {
        await root.load();
    }
}

/**
 * Fill a value from text of the receipt. What was typed meanwhile is kept: the record is
 * saved first, and nothing happens when it cannot be saved.
 */
export async function setFromText(record, orm, value, {text, page = null, box = null}) {
    if (!(await record.save())) {
        return false;
    }
    await orm.call("hr.expense", "ipai_set_from_text", [
        [record.resId],
        value,
        text,
        page,
        box,
    ]);
    await showSaved(record);
    return true;
}
