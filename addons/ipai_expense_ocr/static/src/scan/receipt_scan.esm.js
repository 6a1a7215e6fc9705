/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {EventBus, reactive} from "@odoo/owl";

/**
 * One run of receipts: files are sent one by one, each becomes an expense at once, and
 * the expenses are read one by one while the next files are still on their way. The
 * state says at any moment what is true; no DOM and no server are known here.
 *
 * Gateway: send(file) -> {id, name, state}; read(id) -> {id, name, state, message};
 * both throw an Error whose message is a sentence for the user.
 */
export class ReceiptScan {
    constructor(gateway) {
        this.gateway = gateway;
        // Triggers "changed" with {id} whenever an expense was created or read, and
        // "asked" when expenses are to be read again.
        this.bus = new EventBus();
        this.state = reactive({
            // Receipts of this run: files to send and expenses to read again
            total: 0,
            sent: 0,
            sending: false,
            reading: false,
            // Expenses of this run whose reading ended: {id, name, state, message}
            results: [],
            // Files that did not reach Odoo: {file, name, message}
            refused: [],
            // Ids of the expenses of this run, in the order they were made
            ids: [],
            // Why reading stopped although receipts wait: a sentence, or null
            stopped: null,
        });
        this.files = [];
        this.waiting = [];
    }

    get isBusy() {
        return this.state.sending || this.state.reading;
    }

    /** Receipts that need no more work in this run, for the progress bar. */
    get finished() {
        return this.state.results.length + this.state.refused.length;
    }

    addFiles(files) {
        this._begin(files.length);
        this.files.push(...files);
        return this._send();
    }

    addExpenses(ids) {
        this.bus.trigger("asked");
        this._begin(ids.length);
        this.state.sent += ids.length;
        this.state.ids.push(...ids);
        this.waiting.push(...ids);
        return this._read();
    }

    /** Send again the files that did not reach Odoo. */
    retry() {
        const files = this.state.refused.map((refusal) => refusal.file);
        this.state.refused = [];
        this.files.push(...files);
        return this._send();
    }

    _begin(count) {
        if (!this.isBusy && !this.state.refused.length) {
            this.clear();
        }
        this.state.total += count;
    }

    clear() {
        Object.assign(this.state, {
            total: 0,
            sent: 0,
            results: [],
            refused: [],
            ids: [],
            stopped: null,
        });
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
        await this.reader;
    }

    async _sendOne(file) {
        try {
            const expense = await this.gateway.send(file);
            this.state.sent++;
            this.state.ids.push(expense.id);
            this.bus.trigger("changed", {id: expense.id});
            if (expense.state === "pending") {
                this.waiting.push(expense.id);
                this._read();
            } else {
                this.state.results.push({...expense, message: ""});
            }
        } catch (error) {
            this.state.refused.push({file, name: file.name, message: error.message});
        }
    }

    _read() {
        if (!this.state.reading) {
            this.state.reading = true;
            this.reader = this._readAll();
        }
        return this.reader;
    }

    async _readAll() {
        while (this.waiting.length) {
            await this._readOne(this.waiting.shift());
        }
        this.state.reading = false;
    }

    async _readOne(id) {
        if (this.state.stopped) {
            // Nobody answers: Odoo's scheduler reads the rest later.
            this.state.results.push({id, name: "", state: "pending", message: ""});
            return;
        }
        let result = null;
        try {
            result = await this.gateway.read(id);
        } catch (error) {
            result = {id, name: "", state: "pending", message: error.message};
        }
        if (result.state === "pending") {
            this.state.stopped = result.message;
        }
        this.state.results.push(result);
        this.bus.trigger("changed", {id});
    }
}
