/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {lookAt, receiptFocus} from "./receipt_focus.esm";
import {useEffect} from "@odoo/owl";

/**
 * Light the place of a value while the pointer or the focus is in its row. A row with
 * several values lights the first; `owner` finds the element that speaks for the row.
 */
export function useValueFocus(ref, {rows, owner, resId, value}) {
    useEffect(
        (row) => {
            if (!row || row.querySelector(owner) !== ref.el) {
                return;
            }
            const look = (changes) => lookAt(resId(), changes);
            const handlers = {
                mouseenter: () => look({hovered: value}),
                mouseleave: () => look({hovered: null}),
                focusin: () => look({focused: value, target: value, place: null}),
                focusout: () => receiptFocus.focused === value && look({focused: null}),
            };
            for (const name in handlers) {
                row.addEventListener(name, handlers[name]);
            }
            return () => {
                for (const name in handlers) {
                    row.removeEventListener(name, handlers[name]);
                }
            };
        },
        () => [ref.el?.closest(rows)]
    );
}
