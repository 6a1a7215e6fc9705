/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const STATES = {pass: "ok", warn: "warn", fail: "error", error: "error"};

/** One check of a table, how it ended, and on demand the rows that broke it. */
export class QualityCheck extends Component {
    static template = "ipai_workbench.QualityCheck";
    static props = {check: Object, canSeeRows: Boolean};

    setup() {
        this.orm = useService("orm");
        this.state = useState({found: null, problem: null, isLoading: false});
    }

    get dot() {
        return STATES[this.props.check.status] || "unknown";
    }

    get result() {
        const {status, failures} = this.props.check;
        if (failures) {
            return _t("%s rows break it", failures);
        }
        return (
            {
                pass: _t("passed"),
                warn: _t("warns"),
                fail: _t("failed"),
                error: _t("could not run"),
            }[status] || _t("has not run yet")
        );
    }

    get tested() {
        const {tested_at: moment} = this.props.check;
        return moment ? luxon.DateTime.fromISO(moment).toRelative() : "";
    }

    /** A value as text; true and false are shown too. */
    shown(value) {
        return String(value);
    }

    async toggle() {
        if (this.state.found || this.state.problem) {
            Object.assign(this.state, {found: null, problem: null});
            return;
        }
        this.state.isLoading = true;
        try {
            this.state.found = await this.orm.silent.call(
                "ipai.quality.table",
                "failing_rows",
                [this.props.check.check]
            );
        } catch (error) {
            this.state.problem = error.data?.message || error.message;
        } finally {
            this.state.isLoading = false;
        }
    }
}
