/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {InvalidNumberError, parseFloat} from "@web/views/fields/parsers";
import {formatFloat} from "@web/views/fields/formatters";

/**
 * A decimal string as the form prints it: (1,234.50) below zero, "" when unknown.
 *
 * @param {string | null} text
 * @returns {string}
 */
export function formatAmount(text) {
    if (text === null || text === undefined || text === "") {
        return "";
    }
    const value = Number(text);
    const shown = formatFloat(Math.abs(value), {digits: [16, 2]});
    return value < 0 ? `(${shown})` : shown;
}

/**
 * What somebody typed, as the decimal string the server takes; null clears the box.
 *
 * @param {string} typed in the user's language, also 1,234.50 or (1,234.50) or =2*3
 * @returns {string | null}
 * @throws {InvalidNumberError}
 */
export function parseAmount(typed) {
    const text = typed.trim();
    if (!text) {
        return null;
    }
    const inBrackets = /^\((.*)\)$/.exec(text);
    const value = parseFloat(inBrackets ? inBrackets[1] : text);
    if (!Number.isFinite(value)) {
        throw new InvalidNumberError(typed);
    }
    return (inBrackets ? -value : value).toFixed(2);
}
