/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {keyHelp} from "./review_keyboard.esm";

/** The keys of the review screen. */
export class KeysDialog extends Component {
    static template = "ipai_expense_ocr.KeysDialog";
    static components = {Dialog};
    static props = {close: Function};

    setup() {
        this.keys = keyHelp();
    }
}
