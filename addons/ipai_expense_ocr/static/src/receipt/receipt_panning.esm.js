/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {useEffect} from "@odoo/owl";

function pointIn(el, {clientX, clientY}) {
    const {left, top} = el.getBoundingClientRect();
    return {x: clientX - left, y: clientY - top};
}

/** Two fingers: how far apart they are and the point between them. */
function pinchOf(el, [a, b]) {
    return {
        distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
        centre: pointIn(el, {
            clientX: (a.clientX + b.clientX) / 2,
            clientY: (a.clientY + b.clientY) / 2,
        }),
    };
}

/**
 * Move and zoom what scrolls inside an element: drag with the mouse, Ctrl and wheel (a
 * pinch on a touch pad), two fingers. One finger scrolls as everywhere.
 */
export function usePanning(ref, {zoomBy}) {
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            let drag = null;
            let pinch = null;
            const handlers = {
                wheel(event) {
                    if (event.ctrlKey) {
                        event.preventDefault();
                        zoomBy(Math.exp(-event.deltaY / 300), pointIn(el, event));
                    }
                },
                // The field that is being filled keeps the focus
                mousedown(event) {
                    event.preventDefault();
                    drag = {
                        x: event.clientX + el.scrollLeft,
                        y: event.clientY + el.scrollTop,
                    };
                },
                mousemove(event) {
                    if (drag && event.buttons === 1) {
                        el.scrollTo(drag.x - event.clientX, drag.y - event.clientY);
                    }
                },
                mouseup() {
                    drag = null;
                },
                touchstart({touches}) {
                    pinch = touches.length === 2 ? pinchOf(el, touches) : null;
                },
                touchmove(event) {
                    if (pinch && event.touches.length === 2) {
                        event.preventDefault();
                        const now = pinchOf(el, event.touches);
                        zoomBy(now.distance / pinch.distance, now.centre);
                        pinch = now;
                    }
                },
            };
            for (const name in handlers) {
                el.addEventListener(name, handlers[name], {passive: false});
            }
            return () => {
                for (const name in handlers) {
                    el.removeEventListener(name, handlers[name]);
                }
            };
        },
        () => [ref.el]
    );
}
