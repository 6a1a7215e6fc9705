/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, reactive, useState, xml} from "@odoo/owl";
import {animationFrame, Deferred} from "@odoo/hoot-mock";
import {expect, test} from "@odoo/hoot";
import {mountWithCleanup, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {ReceiptPane} from "@ipai_expense_ocr/receipt/receipt_pane.esm";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {loadJS} from "@web/core/assets";
import {queryOne, waitUntil} from "@odoo/hoot-dom";

// The web client's services that come with mail ask the server for its models.
defineMailModels();

test("a PDF that fails after it was left does not hide the next receipt", async () => {
    await loadJS("/web/static/lib/pdfjs/build/pdf.js");
    const damaged = new Deferred();
    const page = {
        getViewport: () => ({width: 30, height: 40}),
        render: () => ({promise: Promise.resolve()}),
    };
    const whole = {numPages: 1, getPage: () => page, destroy: () => null};
    let opened = null;
    patchWithCleanup(globalThis, {
        pdfjsLib: {
            GlobalWorkerOptions: {},
            getDocument: ({url}) => {
                opened = url;
                return {promise: url.endsWith("/2") ? damaged : whole};
            },
        },
    });
    const file = (fileId) => ({
        fileId,
        mimetype: "application/pdf",
        fileName: `receipt ${fileId}`,
        pages: [],
    });
    const shown = reactive({file: file(1)});
    class Review extends Component {
        static components = {ReceiptPane};
        static props = {};
        static template = xml`<ReceiptPane t-props="shown.file"/>`;
        setup() {
            this.shown = useState(shown);
        }
    }
    await mountWithCleanup(Review);
    shown.file = file(2);
    await waitUntil(() => opened === "/web/content/2");
    shown.file = file(3);
    await waitUntil(() => opened === "/web/content/3");
    await waitUntil(() => queryOne(".o_ipai_receipt_picture img"));
    damaged.reject(new Error("damaged"));
    await animationFrame();
    expect(".o_ipai_receipt_picture img").toHaveCount(1);
});
