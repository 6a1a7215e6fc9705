/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";

/**
 * The command a key stroke gives in the review screen, or null: {name, index} with name
 * confirm, next, previous, pick (index 0…3), advance, retreat or keys.
 *
 * @param {object} event a KeyboardEvent or the same properties
 * @param {boolean} isTyping whether the focus is in a field
 */
export function commandOf(event, isTyping) {
    if (event.isComposing || event.metaKey) {
        return null;
    }
    if (event.ctrlKey) {
        return event.key === "Enter" && !event.altKey ? {name: "confirm"} : null;
    }
    if (event.altKey) {
        return altCommand(event);
    }
    if (event.key === "Enter" && isTyping) {
        return {name: event.shiftKey ? "retreat" : "advance"};
    }
    return event.key === "?" && !isTyping ? {name: "keys"} : null;
}

function altCommand({key, code}) {
    if (key === "ArrowRight") {
        return {name: "next"};
    }
    if (key === "ArrowLeft") {
        return {name: "previous"};
    }
    // Alt and a digit write other characters on some keyboards: the place counts
    const digit = /^(?:Digit|Numpad)([1-4])$/.exec(code || "");
    return digit ? {name: "pick", index: Number(digit[1]) - 1} : null;
}

/** The keys for the help: [[key, what it does]]. */
export function keyHelp() {
    return [
        [_t("Enter"), _t("To the next marked value")],
        [_t("Shift + Enter"), _t("To the marked value before")],
        [_t("Tab"), _t("Through all fields")],
        [_t("Alt + 1 … 4"), _t("Take another value the receipt may mean")],
        [_t("Ctrl + Enter"), _t("Confirm, and on to the next receipt")],
        [_t("Alt + →"), _t("Next receipt, without confirming")],
        [_t("Alt + ←"), _t("Receipt before")],
        ["?", _t("These keys")],
    ];
}
