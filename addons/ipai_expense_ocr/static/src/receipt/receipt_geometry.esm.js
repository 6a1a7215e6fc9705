/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

// Geometry of a page in its pane: no DOM here. A page has width and height in pixels; a
// box is [x0, y0, x1, y1] in them. The view shows the page turned clockwise by 0, 90,
// 180 or 270 degrees; zoom 1 fills the width of the pane.

export const ZOOM_MIN = 0.25;
export const ZOOM_MAX = 6;

export function clampZoom(zoom) {
    return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
}

export function turn(rotation, degrees) {
    return (((rotation + degrees) % 360) + 360) % 360;
}

/** Size in pane pixels of the turned page, and the scale from page pixels. */
export function stageOf(page, rotation, paneWidth, zoom) {
    const lies = rotation % 180 !== 0;
    const width = lies ? page.height : page.width;
    const height = lies ? page.width : page.height;
    const scale = (paneWidth * zoom) / width;
    return {width: width * scale, height: height * scale, scale};
}

/** CSS that turns an element of the unturned page's size into the stage. */
export function transformOf(page, rotation, scale) {
    const width = page.width * scale;
    const height = page.height * scale;
    const shift = {
        0: [0, 0],
        90: [height, 0],
        180: [width, height],
        270: [0, width],
    }[rotation];
    return `translate(${shift[0]}px, ${shift[1]}px) rotate(${rotation}deg)`;
}

/** Where a box of the page lies on the stage: [x0, y0, x1, y1] in pane pixels. */
export function boxOnStage([x0, y0, x1, y1], page, rotation, scale) {
    const {width, height} = page;
    const turned = {
        0: [x0, y0, x1, y1],
        90: [height - y1, x0, height - y0, x1],
        180: [width - x1, height - y1, width - x0, height - y0],
        270: [y0, width - x1, y1, width - x0],
    }[rotation];
    return turned.map((edge) => edge * scale);
}

/**
 * The scroll position that shows a box: unchanged when it is seen with a margin, else
 * the box in the middle of the pane.
 */
export function scrollFor([x0, y0, x1, y1], view, margin = 24) {
    const along = (from, to, start, size) =>
        from >= start + margin && to <= start + size - margin
            ? start
            : Math.max(0, (from + to) / 2 - size / 2);
    return {
        left: along(x0, x1, view.left, view.width),
        top: along(y0, y1, view.top, view.height),
    };
}

/** The scroll position that keeps the point under the pointer in place on a zoom. */
export function scrollAfterZoom(scroll, pointer, ratio) {
    return {
        left: Math.max(0, (scroll.left + pointer.x) * ratio - pointer.x),
        top: Math.max(0, (scroll.top + pointer.y) * ratio - pointer.y),
    };
}

/** Lines of text of one page, the small ones on top so that each can be pointed at. */
export function linesOfPage(lines, number) {
    const area = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);
    return (lines || [])
        .map((line, index) => ({...line, index}))
        .filter((line) => line.page === number && line.box)
        .sort((a, b) => area(b.box) - area(a.box));
}
