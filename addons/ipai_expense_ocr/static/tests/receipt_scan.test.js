/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {describe, expect, test} from "@odoo/hoot";
import {Deferred} from "@odoo/hoot-mock";
import {ReceiptScan} from "@ipai_expense_ocr/scan/receipt_scan.esm";

describe.current.tags("headless");

/**
 * A server in memory: files in order become the receipts 1, 2, 3 …, `rounds` says what
 * each question about them is answered: {id: state or {state, …}}; the clock goes on by
 * one second a question.
 */
function gatewayOf(rounds = [], {send} = {}) {
    const known = new Map();
    let sent = 0;
    const gateway = {
        asked: [],
        remembered: [],
        clock: 0,
        onWait: null,
        send:
            send ||
            (async (file) => {
                sent++;
                return {id: sent, name: file.name, state: "pending"};
            }),
        async progress(ids) {
            gateway.asked.push([...ids]);
            gateway.clock += 1000;
            if (!rounds.length && !ids.every((id) => known.has(id))) {
                throw new Error("Asked too often.");
            }
            const round = rounds.shift() || {};
            for (const id in round) {
                const news = round[id];
                known.set(Number(id), typeof news === "string" ? {state: news} : news);
            }
            return ids
                .filter((id) => known.get(id)?.state !== "deleted")
                .map((id) => ({
                    id,
                    name: `e${id}`,
                    message: "",
                    stopped: false,
                    ...(known.get(id) || {state: "pending"}),
                }));
        },
        wait: async () => gateway.onWait?.(),
        now: () => gateway.clock,
        remember: (ids) => gateway.remembered.push([...ids]),
    };
    return gateway;
}

const files = (count) =>
    Array.from({length: count}, (_, i) => ({name: `${i + 1}.jpg`}));
const states = (scan) => scan.state.receipts.map(({state}) => state);

test("files are sent one after the other and counted as the server tells", async () => {
    const gateway = gatewayOf([{1: "read"}, {2: "review"}, {3: "failed"}]);
    const scan = new ReceiptScan(gateway);
    const changed = [];
    scan.bus.addEventListener("changed", ({detail}) => changed.push(...detail.ids));
    await scan.addFiles(files(3));
    expect(states(scan)).toEqual(["read", "review", "failed"]);
    expect(scan.finished).toBe(3);
    expect(scan.isBusy).toBe(false);
    expect(scan.ids).toEqual([1, 2, 3]);
    expect(new Set(changed)).toEqual(new Set([1, 2, 3]));
});

test("only what is still pending is asked for", async () => {
    const gateway = gatewayOf([{1: "read"}, {2: "read", 3: "read"}]);
    const scan = new ReceiptScan(gateway);
    await scan.addExpenses([1, 2, 3]);
    expect(gateway.asked).toEqual([
        [1, 2, 3],
        [2, 3],
    ]);
});

test("the bar is never ahead of the server", async () => {
    const gateway = gatewayOf([{1: "read"}, {}, {2: "read"}]);
    const scan = new ReceiptScan(gateway);
    const seen = [];
    gateway.onWait = () => seen.push(scan.finished);
    await scan.addExpenses([1, 2]);
    expect(seen).toEqual([1, 1]);
    expect(scan.finished).toBe(2);
});

test("a pace and a rest are told as soon as one receipt is done", async () => {
    const gateway = gatewayOf([{}, {1: "read"}, {2: "read"}, {3: "read", 4: "read"}]);
    const scan = new ReceiptScan(gateway);
    const paces = [];
    gateway.onWait = () => paces.push([scan.secondsEach, scan.secondsLeft]);
    await scan.addExpenses([1, 2, 3, 4]);
    expect(paces).toEqual([
        [null, null],
        [2, 6],
        [1.5, 3],
    ]);
});

test("when nobody answers, the rest waits and is asked for no more", async () => {
    const silence = {state: "pending", stopped: true, message: "Nobody there."};
    // Only the first one was asked for in vain
    const gateway = gatewayOf([{1: "read", 2: silence, 3: "pending"}]);
    const scan = new ReceiptScan(gateway);
    await scan.addExpenses([1, 2, 3]);
    expect(scan.state.stopped).toBe("Nobody there.");
    expect(scan.isBusy).toBe(false);
    expect(states(scan)).toEqual(["read", "pending", "pending"]);
    expect(gateway.asked.length).toBe(4);
    // A reload finds them again
    expect(gateway.remembered.at(-1)).toEqual([1, 2, 3]);
});

test("a broken connection is told, not thrown", async () => {
    const gateway = gatewayOf();
    gateway.progress = async () => {
        throw new Error("No connection.");
    };
    const scan = new ReceiptScan(gateway);
    await scan.addExpenses([1]);
    expect(scan.state.stopped).toBe("No connection.");
    expect(scan.finished).toBe(0);
});

test("a batch is remembered until its last receipt is done", async () => {
    const gateway = gatewayOf([{1: "read", 2: "review"}]);
    const scan = new ReceiptScan(gateway);
    await scan.addFiles(files(2));
    expect(gateway.remembered).toInclude([1]);
    expect(gateway.remembered.at(-1)).toEqual([]);
});

test("after a reload the server says how far the batch is", async () => {
    const gateway = gatewayOf([{5: "read", 6: "read"}, {7: "failed"}]);
    const scan = new ReceiptScan(gateway);
    await scan.resume([5, 6, 7]);
    expect(scan.state.total).toBe(3);
    expect(states(scan)).toEqual(["read", "read", "failed"]);
});

test("a deleted receipt does not hold up the batch", async () => {
    const gateway = gatewayOf([{1: "deleted", 2: "read"}]);
    const scan = new ReceiptScan(gateway);
    await scan.addExpenses([1, 2]);
    expect(scan.isBusy).toBe(false);
    expect(scan.finished).toBe(2);
});

test("stopping leaves the rest queued and sends no more", async () => {
    const answers = [];
    const gateway = gatewayOf([], {
        send: (file) => {
            const answer = new Deferred();
            answers.push({file, answer});
            return answer;
        },
    });
    const scan = new ReceiptScan(gateway);
    const done = scan.addFiles(files(3));
    scan.cancel();
    answers[0].answer.resolve({id: 1, name: "1", state: "read"});
    await done;
    expect(answers.length).toBe(1);
    expect(scan.isBusy).toBe(false);
    expect(scan.state.unsent.map(({name}) => name)).toEqual(["2.jpg", "3.jpg"]);
    expect(scan.finished).toBe(3);
});

test("a file that did not arrive can be sent again", async () => {
    const gateway = gatewayOf([{1: "read", 2: "read", 3: "read"}, {3: "read"}]);
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
    isDown = false;
    await scan.retry();
    expect(scan.state.refused.length).toBe(0);
    expect(scan.state.total).toBe(3);
    expect(scan.finished).toBe(3);
});

test("receipts that are not read automatically are done when they are saved", async () => {
    const gateway = gatewayOf([], {
        send: async () => ({id: 5, name: "e", state: false}),
    });
    const scan = new ReceiptScan(gateway);
    await scan.addFiles(files(1));
    expect(gateway.asked).toEqual([]);
    expect(scan.finished).toBe(1);
});

test("files added meanwhile join the batch, a new one begins at nothing", async () => {
    const gateway = gatewayOf([{1: "read", 2: "read", 3: "read"}, {4: "read"}]);
    const scan = new ReceiptScan(gateway);
    const first = scan.addFiles(files(2));
    const second = scan.addFiles(files(1));
    expect(scan.state.total).toBe(3);
    await Promise.all([first, second]);
    expect(scan.finished).toBe(3);
    await scan.addFiles(files(1));
    expect(scan.state.total).toBe(1);
    expect(scan.ids).toEqual([4]);
});
