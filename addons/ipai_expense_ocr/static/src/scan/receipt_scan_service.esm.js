/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {ReceiptScan} from "./receipt_scan.esm";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {reactive} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {user} from "@web/core/user";

/** The server's sentence when it sent one, else what to do about the connection. */
function sentence(error) {
    return (
        error.data?.message ||
        _t("Odoo did not answer. Check your connection, then try again.")
    );
}

/**
 * Keeps the receipts of this browser tab going, whichever screen is open, and tells the
 * screens when an expense changed.
 */
export const receiptScanService = {
    dependencies: ["orm", "http"],
    start(env, {orm, http}) {
        const limit = session.max_file_upload_size || 128 * 1024 * 1024;

        async function send(file) {
            if (file.size > limit) {
                throw new Error(
                    _t(
                        "This file is larger than the %s MB Odoo takes. Send a smaller picture.",
                        Math.floor(limit / 1024 / 1024)
                    )
                );
            }
            let answer = null;
            try {
                answer = await http.post("/ipai/receipts", {
                    csrf_token: odoo.csrf_token,
                    ufile: file,
                    company_ids: JSON.stringify(user.context.allowed_company_ids),
                });
            } catch (error) {
                throw new Error(sentence(error));
            }
            if (answer.error) {
                throw new Error(answer.error);
            }
            return answer;
        }

        async function progress(ids) {
            try {
                return await orm.silent.call("hr.expense", "ipai_reading_progress", [
                    ids,
                ]);
            } catch (error) {
                throw new Error(sentence(error));
            }
        }

        // The batch is found again after a reload, how far it is says the server.
        const key = `ipai_receipts_${user.userId}`;

        function remember(ids) {
            if (ids.length) {
                browser.localStorage.setItem(key, JSON.stringify(ids));
            } else {
                browser.localStorage.removeItem(key);
            }
        }

        const scan = new ReceiptScan({
            send,
            progress,
            remember,
            wait: (ms) => new Promise((resolve) => browser.setTimeout(resolve, ms)),
            now: () => Date.now(),
        });
        const left = JSON.parse(browser.localStorage.getItem(key) || "[]");
        if (left.length) {
            scan.resume(left);
        }
        // A file that is still on its way would be lost with the tab.
        browser.addEventListener("beforeunload", (event) => {
            if (scan.state.sending) {
                event.preventDefault();
            }
        });

        let mode = null;
        scan.mode = () => {
            mode ??= orm.call("res.company", "ipai_receipt_reading", []);
            return mode;
        };
        scan.observe = (callback) => reactive(scan.state, callback);
        return scan;
    },
};

registry.category("services").add("ipai_receipt_scan", receiptScanService);

registry.category("actions").add("ipai_read_receipts", (env, action) => {
    env.services.ipai_receipt_scan.addExpenses(action.params.ids);
    return {type: "ir.actions.act_window_close"};
});
