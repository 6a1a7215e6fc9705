/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

/**
 * The receipts a person goes through, in order, and what became of each: confirmed,
 * removed (a duplicate that was deleted), or still open. Knows no DOM and no server.
 */
export class ReviewPile {
    constructor(ids, now = () => Date.now()) {
        this.ids = [...ids];
        this.now = now;
        this.startedAt = now();
        this.endedAt = null;
        this.outcomes = {};
        // How many values were filled by a click on the receipt
        this.filled = 0;
    }

    get total() {
        return this.ids.length;
    }

    /** 1 for the first receipt; 0 when it is not in the pile. */
    position(id) {
        return this.ids.indexOf(id) + 1;
    }

    isOpen(id) {
        return !(id in this.outcomes);
    }

    get open() {
        return this.ids.filter((id) => this.isOpen(id));
    }

    idsOf(outcome) {
        return this.ids.filter((id) => this.outcomes[id] === outcome);
    }

    get confirmed() {
        return this.idsOf("confirmed");
    }

    get removed() {
        return this.idsOf("removed");
    }

    /** The neighbour to look at, done or not; null at either end. Removed ones are gone. */
    neighbour(id, step) {
        let at = this.ids.indexOf(id) + step;
        while (this.outcomes[this.ids[at]] === "removed") {
            at += step;
        }
        return this.ids[at] ?? null;
    }

    /** Note what became of a receipt and say which open one comes next, or null. */
    settle(id, outcome) {
        this.outcomes[id] = outcome;
        const at = this.ids.indexOf(id);
        const next = this.ids.slice(at + 1).find((other) => this.isOpen(other)) ?? null;
        if (next === null) {
            this.endedAt = this.now();
        }
        return next;
    }

    /** Go through those that are still open once more. */
    again() {
        return new ReviewPile(this.open, this.now);
    }

    get seconds() {
        return Math.round(((this.endedAt ?? this.now()) - this.startedAt) / 1000);
    }
}
