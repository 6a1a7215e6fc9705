/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {EventBus, reactive} from "@odoo/owl";

export const POLL = 1500;
// One question tells about at most this many
const CHUNK = 500;
// Looks without any news, while somebody was told that nobody answers
const PATIENCE = 3;

/**
 * One batch of receipts: files are sent one by one, each becomes an expense at once, and
 * the server reads them meanwhile; how far it is, is asked again and again. The state
 * says at any moment what is true; no DOM and no server are known here.
 *
 * Gateway:
 *   send(file) -> {id, name, state}; throws an Error with a sentence for the user
 *   progress(ids) -> [{id, name, state, message, step, stopped}]; throws likewise
 *   wait(ms) -> resolves later; now() -> ms
 *   remember(ids): keep the batch over a reload; [] forgets it
 */
export class ReceiptScan {
    constructor(gateway) {
        this.gateway = gateway;
        // Triggers "changed" with {ids} whenever expenses were created or read, and
        // "asked" when expenses are to be read again.
        this.bus = new EventBus();
        this.state = reactive(this._empty());
        this.files = [];
        this.silence = 0;
    }

    _empty() {
        return {
            // Receipts of this batch: files to send and expenses to read again
            total: 0,
            sending: false,
            watching: false,
            // Expenses of this batch as the server told: {id, name, state, message, …}
            receipts: [],
            // Files that did not reach Odoo: {file, name, message}
            refused: [],
            // Files that were not sent because the batch was cancelled
            unsent: [],
            // Why nothing goes on although receipts wait: a sentence, or null
            stopped: null,
            startedAt: null,
            // When the last receipt was done
            changedAt: null,
        };
    }

    get isBusy() {
        return this.state.sending || this.state.watching;
    }

    get pending() {
        return this.state.receipts.filter(({state}) => state === "pending");
    }

    get ids() {
        return this.state.receipts.map(({id}) => id);
    }

    get settled() {
        return this.state.receipts.length - this.pending.length;
    }

    /** Receipts that need no more work in this batch, for the progress bar. */
    get finished() {
        return this.settled + this.state.refused.length + this.state.unsent.length;
    }

    /** Seconds a receipt takes in this batch, from the first to the last one done. */
    get secondsEach() {
        const {startedAt, changedAt} = this.state;
        return this.settled ? (changedAt - startedAt) / 1000 / this.settled : null;
    }

    /** Seconds until all are done, as fast as up to now; null before there is a pace. */
    get secondsLeft() {
        const each = this.secondsEach;
        return each === null ? null : each * (this.state.total - this.finished);
    }

    addFiles(files) {
        this._begin(files.length);
        this.files.push(...files);
        return this._send();
    }

    /** Follow expenses that are read again. */
    addExpenses(ids) {
        this.bus.trigger("asked");
        return this._follow(ids);
    }

    /** Follow a batch that was begun before the page was loaded. */
    async resume(ids) {
        await this._follow(ids);
    }

    _follow(ids) {
        const known = new Set(this.ids);
        const fresh = ids.filter((id) => !known.has(id));
        this._begin(fresh.length);
        for (const receipt of this.state.receipts) {
            if (ids.includes(receipt.id)) {
                receipt.state = "pending";
            }
        }
        this.state.receipts.push(...fresh.map((id) => this._unread(id)));
        this._remember();
        return this._watch();
    }

    _unread(id) {
        return {id, name: "", state: "pending", message: "", stopped: false};
    }

    /** Send again the files that did not reach Odoo. */
    retry() {
        const files = this.state.refused.map((refusal) => refusal.file);
        files.push(...this.state.unsent);
        this.state.refused = [];
        this.state.unsent = [];
        this.files.push(...files);
        return this._send();
    }

    /** Send no more and look no more; what was sent stays queued and is read. */
    cancel() {
        this.state.unsent.push(...this.files);
        this.files = [];
        this.state.watching = false;
    }

    _begin(count) {
        if (!this.isBusy && !this.state.refused.length && !this.state.unsent.length) {
            this.clear();
        }
        this.state.startedAt ??= this.gateway.now();
        this.state.total += count;
    }

    clear() {
        Object.assign(this.state, this._empty());
        this._remember();
    }

    _remember() {
        this.gateway.remember(this.pending.length ? this.ids : []);
    }

    // The flags are set in the same step as the queues are looked at, so that nothing
    // queued meanwhile is forgotten.
    _send() {
        if (!this.state.sending) {
            this.state.sending = true;
            this.sender = this._sendAll();
        }
        return this.sender;
    }

    async _sendAll() {
        while (this.files.length) {
            await this._sendOne(this.files.shift());
        }
        this.state.sending = false;
        await this.watcher;
    }

    async _sendOne(file) {
        try {
            const expense = await this.gateway.send(file);
            this.state.receipts.push({message: "", stopped: false, ...expense});
            this._remember();
            this.bus.trigger("changed", {ids: [expense.id]});
            if (expense.state === "pending") {
                this._watch();
            } else {
                this.state.changedAt = this.gateway.now();
            }
        } catch (error) {
            this.state.refused.push({file, name: file.name, message: error.message});
        }
    }

    _watch() {
        if (!this.state.watching) {
            this.state.watching = true;
            this.state.stopped = null;
            this.silence = 0;
            this.watcher = this._watchAll();
        }
        return this.watcher;
    }

    async _watchAll() {
        while (this.state.watching && (this.pending.length || this.state.sending)) {
            await this._look();
            if (this.state.watching && (this.pending.length || this.state.sending)) {
                await this.gateway.wait(POLL);
            }
        }
        this.state.watching = false;
        this._remember();
    }

    async _look() {
        const ids = this.pending.map(({id}) => id).slice(0, CHUNK);
        if (!ids.length) {
            return;
        }
        let told = [];
        try {
            told = await this.gateway.progress(ids);
        } catch (error) {
            this._stop(error.message);
            return;
        }
        const isNews = this._take(ids, told);
        const unanswered = this.pending.find(({stopped}) => stopped);
        const isRunning = this.pending.some(({step}) => step);
        this.silence = unanswered && !isNews && !isRunning ? this.silence + 1 : 0;
        if (this.silence >= PATIENCE) {
            this._stop(unanswered.message);
        }
    }

    /** Nobody answers: Odoo's scheduler goes on later. */
    _stop(sentence) {
        this.state.stopped = sentence;
        this.state.watching = this.state.sending;
    }

    /** Take over what the server told; true when a receipt was done. */
    _take(ids, told) {
        const byId = new Map(told.map((receipt) => [receipt.id, receipt]));
        const changed = [];
        for (const receipt of this.state.receipts) {
            if (!ids.includes(receipt.id)) {
                continue;
            }
            const news = byId.get(receipt.id);
            if (!news) {
                // Deleted meanwhile
                Object.assign(receipt, {state: "gone"});
            } else {
                Object.assign(receipt, news);
            }
            if (receipt.state !== "pending") {
                changed.push(receipt.id);
            }
        }
        if (changed.length) {
            this.state.changedAt = this.gateway.now();
            this.bus.trigger("changed", {ids: changed});
        }
        return changed.length > 0;
    }
}
