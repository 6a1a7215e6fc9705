/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {reactive} from "@odoo/owl";

/**
 * Which value of which receipt a person is looking at: the form sets it, the picture
 * lights the place the value was read from. The pointer wins over the keyboard.
 */
export const receiptFocus = reactive({resId: null, hovered: null, focused: null});

/** What was read for one value of a record's receipt, or null. */
export function readingOf(record, value) {
    return record.data.ipai_reading?.fields?.[value] || null;
}

/** Names of the values a person should check. */
export function markedValues(record) {
    return (record.data.ipai_low_confidence || "").split(",").filter(Boolean);
}
