/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {Deferred} from "@odoo/hoot-mock";
import {ReceiptScan} from "@ipai_expense_ocr/scan/receipt_scan.esm";

describe.current.tags("headless");

/** A gateway whose server answers when the test says so. */
function slowGateway() {
    const sends = [];
    const reads = [];
    return {
        sends,
        reads,
        send(file) {
            const answer = new Deferred();
            sends.push({file, answer});
            return answer;
        },
        read(id) {
            const answer = new Deferred();
            reads.push({id, answer});
            return answer;
        },
    };
}

/** A gateway that answers at once: files in order get the ids 1, 2, 3 … */
function quickGateway(states = {}) {
    let id = 0;
    const read = [];
    return {
        read: async (expenseId) => {
            read.push(expenseId);
            const state = states[expenseId] || "read";
            return {
                id: expenseId,
                name: `e${expenseId}`,
                state,
                message: `m${expenseId}`,
            };
        },
        asked: read,
        send: async () => ({id: ++id, name: `e${id}`, state: "pending"}),
    };
}

const files = (count) =>
    Array.from({length: count}, (_, i) => ({name: `${i + 1}.jpg`}));
const tick = () => new Promise((resolve) => setTimeout(resolve));

test("a file is sent while the one before is read", async () => {
    const gateway = slowGateway();
    const scan = new ReceiptScan(gateway);
    const changed = [];
    scan.bus.addEventListener("changed", ({detail}) => changed.push(detail.id));
    const done = scan.addFiles(files(2));
    expect(scan.state.total).toBe(2);
    expect(scan.state.sending).toBe(true);
    expect(gateway.sends.length).toBe(1);

    gateway.sends[0].answer.resolve({id: 7, name: "1", state: "pending"});
    await tick();
    expect(gateway.sends.length).toBe(2);
    expect(gateway.reads.map(({id}) => id)).toEqual([7]);
    expect(scan.state.reading).toBe(true);
    expect(scan.finished).toBe(0);

    gateway.sends[1].answer.resolve({id: 8, name: "2", state: "pending"});
    await tick();
    // One call at a time
    expect(gateway.reads.length).toBe(1);
    gateway.reads[0].answer.resolve({id: 7, name: "a", state: "read", message: ""});
    await tick();
    expect(scan.finished).toBe(1);
    gateway.reads[1].answer.resolve({id: 8, name: "b", state: "review", message: ""});
    await tick();
    await done;
    expect(scan.finished).toBe(2);
    expect(scan.isBusy).toBe(false);
    expect([...scan.state.ids]).toEqual([7, 8]);
    expect(changed).toEqual([7, 8, 7, 8]);
});

test("an unreadable receipt does not stop the others", async () => {
    const scan = new ReceiptScan(quickGateway({2: "failed"}));
    await scan.addFiles(files(3));
    expect(scan.state.results.map((r) => r.state)).toEqual(["read", "failed", "read"]);
    expect(scan.state.stopped).toBe(null);
});

test("when nobody answers, the rest waits and is not asked for", async () => {
    const gateway = quickGateway({2: "pending"});
    const scan = new ReceiptScan(gateway);
    await scan.addExpenses([1, 2, 3, 4]);
    expect(gateway.asked).toEqual([1, 2]);
    expect(scan.state.results.map((r) => r.state)).toEqual([
        "read",
        "pending",
        "pending",
        "pending",
    ]);
    expect(scan.state.stopped).toBe("m2");
    expect(scan.isBusy).toBe(false);
});

test("a broken connection while reading is told, not thrown", async () => {
    const scan = new ReceiptScan({
        read: async () => {
            throw new Error("No connection.");
        },
    });
    await scan.addExpenses([1]);
    expect(scan.state.stopped).toBe("No connection.");
    expect(scan.state.results.length).toBe(1);
});

test("a file that did not arrive can be sent again", async () => {
    const gateway = quickGateway();
    const send = gateway.send;
    let isDown = true;
    gateway.send = async (file) => {
        if (isDown && file.name === "2.jpg") {
            throw new Error("Odoo did not answer.");
        }
        return send(file);
    };
    const scan = new ReceiptScan(gateway);
    await scan.addFiles(files(3));
    expect(scan.state.refused.map((r) => [r.name, r.message])).toEqual([
        ["2.jpg", "Odoo did not answer."],
    ]);
    expect(scan.finished).toBe(3);
    isDown = false;
    await scan.retry();
    expect(scan.state.refused.length).toBe(0);
    expect(scan.state.total).toBe(3);
    expect(scan.finished).toBe(3);
});

test("receipts that are not read automatically are done when they are saved", async () => {
    const gateway = quickGateway();
    gateway.send = async () => ({id: 5, name: "e", state: false});
    const scan = new ReceiptScan(gateway);
    await scan.addFiles(files(1));
    expect(gateway.asked).toEqual([]);
    expect(scan.finished).toBe(1);
});

test("a new run begins at nothing, files added meanwhile join the run", async () => {
    const scan = new ReceiptScan(quickGateway());
    const first = scan.addFiles(files(2));
    const second = scan.addFiles(files(1));
    expect(scan.state.total).toBe(3);
    await Promise.all([first, second]);
    expect(scan.finished).toBe(3);
    await scan.addFiles(files(1));
    expect(scan.state.total).toBe(1);
    expect([...scan.state.ids]).toEqual([4]);
});
