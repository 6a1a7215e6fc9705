/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const LEVELS = [
    {key: "error", title: _t("Errors"), help: _t("The return cannot be reviewed.")},
    {
        key: "warning",
        title: _t("Warnings"),
        help: _t("Correct the records, or accept with a reason."),
    },
    {key: "note", title: _t("Notes"), help: _t("For information.")},
];

/**
 * What the checks found, worst first; warnings are accepted here with a reason.
 */
export class CheckPanel extends Component {
    static template = "ipai_bir.CheckPanel";
    static props = {
        checks: Array,
        computed: Boolean,
        onAccept: Function,
        onWithdraw: Function,
        onOpen: Function,
        onBox: Function,
    };

    setup() {
        this.state = useState({accepting: null, reason: ""});
    }

    get groups() {
        return LEVELS.map((level) => ({
            ...level,
            checks: this.props.checks.filter((check) => check.level === level.key),
        })).filter(({checks}) => checks.length);
    }

    ask(check) {
        this.state.accepting = check.id;
        this.state.reason = "";
    }

    onKeydown(ev, check) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.accept(check);
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.state.accepting = null;
        }
    }

    async accept(check) {
        const reason = this.state.reason.trim();
        if (reason) {
            await this.props.onAccept(check, reason);
            // By now the reason for another one may be asked for.
            if (this.state.accepting === check.id) {
                this.state.accepting = null;
            }
        }
    }
}
