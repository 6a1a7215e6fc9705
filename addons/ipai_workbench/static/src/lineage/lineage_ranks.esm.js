/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/* Many boxes of one height in columns, in milliseconds where dagre needs a second: ranks
 * counted from the sources, in each the order that lets arrows cross little. */

const SWEEPS = 4;

/** For each box those its arrows come from, and those they go to. */
function neighbours(boxes, links) {
    const before = new Map(boxes.map((box) => [box.id, []]));
    const after = new Map(boxes.map((box) => [box.id, []]));
    for (const [from, to] of links) {
        before.get(to).push(from);
        after.get(from).push(to);
    }
    return {before, after};
}

/** Longest way from a source to each box; null when arrows go round in a circle. */
function ranksOf({before, after}) {
    const waiting = new Map([...before].map(([id, from]) => [id, from.length]));
    const ready = [...waiting].filter(([, count]) => !count).map(([id]) => id);
    const ranks = new Map(ready.map((id) => [id, 0]));
    for (const id of ready) {
        for (const next of after.get(id)) {
            ranks.set(next, Math.max(ranks.get(next) || 0, ranks.get(id) + 1));
            waiting.set(next, waiting.get(next) - 1);
            if (!waiting.get(next)) {
                ready.push(next);
            }
        }
    }
    return ready.length === before.size ? ranks : null;
}

/** Put each box of a rank where those beside it stand on average, from left and right. */
function untangle(columns, {before, after}) {
    const at = new Map();
    const note = (column) =>
        column.forEach((id, row) => at.set(id, (row + 0.5) / column.length));
    columns.forEach(note);
    const mean = (ids, own) =>
        ids.length ? ids.reduce((sum, id) => sum + at.get(id), 0) / ids.length : own;
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
        const isRightward = sweep % 2 === 0;
        const beside = isRightward ? before : after;
        for (const column of isRightward ? columns : [...columns].reverse()) {
            const wanted = new Map(
                column.map((id) => [id, mean(beside.get(id), at.get(id))])
            );
            column.sort((one, other) => wanted.get(one) - wanted.get(other));
            note(column);
        }
    }
}

/**
 * Where boxes of one size stand.
 *
 * @param {object} group what hangs together
 * @param {Array} group.boxes each with its id
 * @param {Array} group.links pairs of ids, from and to
 * @param {object} step width and height from one box to the next, in pixels
 * @returns {object|null} width, height, boxes: pairs of a box and its centre; null when
 * the links have a circle
 */
export function arrangeByRank({boxes, links}, step) {
    const beside = neighbours(boxes, links);
    const ranks = ranksOf(beside);
    if (!ranks) {
        return null;
    }
    const columns = [];
    for (const box of boxes) {
        const rank = ranks.get(box.id);
        columns[rank] = columns[rank] || [];
        columns[rank].push(box.id);
    }
    untangle(columns, beside);
    const tallest = Math.max(...columns.map((column) => column.length));
    const height = tallest * step.height;
    const centres = new Map();
    columns.forEach((column, rank) => {
        const top = (height - column.length * step.height) / 2;
        column.forEach((id, row) =>
            centres.set(id, {
                x: (rank + 0.5) * step.width,
                y: top + (row + 0.5) * step.height,
            })
        );
    });
    return {
        width: columns.length * step.width,
        height,
        boxes: boxes.map((box) => [box, centres.get(box.id)]),
    };
}
