/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component} from "@odoo/owl";
import {humanSize} from "@web/core/utils/binary";

/**
 * What was kept when the return was filed, each file with its checksum.
 */
export class ProofPanel extends Component {
    static template = "ipai_bir.ProofPanel";
    static props = {sheet: Object, onVerify: Function};

    size(proof) {
        return humanSize(proof.size);
    }
}
