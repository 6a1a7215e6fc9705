/* Copyright 2026 Smart Delta
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const PAUSE_MS = 2500;
const SHOWN_LINES = 2000;

/** The lines a build says, read on while it runs. */
export class BuildLog extends Component {
    static template = "ipai_workbench.BuildLog";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.box = useRef("box");
        this.state = useState({lines: [], error: "", isOnlyTroubles: false});
        this.after = 0;
        onMounted(() => this.read());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get shown() {
        const {lines, isOnlyTroubles} = this.state;
        return isOnlyTroubles ? lines.filter((one) => one.level !== "info") : lines;
    }

    get isRunning() {
        return this.props.record.data.state === "running";
    }

    time(line) {
        return luxon.DateTime.fromISO(line.at).toFormat("HH:mm:ss");
    }

    async read() {
        let told = null;
        try {
            told = await this.orm.silent.call("ipai.build", "follow", [
                [this.props.record.resId],
                this.after,
            ]);
            this.state.error = "";
        } catch (error) {
            this.state.error =
                error.data?.message || _t("The log cannot be read at the moment.");
        }
        if (this.__owl__.status >= 3) {
            return;
        }
        if (told) {
            this.take(told);
        }
        const hasEnded = told && told.state !== "running" && !told.lines.length;
        if (!hasEnded) {
            this.timer = setTimeout(() => this.read(), PAUSE_MS);
        }
    }

    take({lines, state, nodes_done}) {
        const {data} = this.props.record;
        if (lines.length) {
            this.after = lines.at(-1).id;
            this.state.lines.push(...lines);
            this.state.lines.splice(0, this.state.lines.length - SHOWN_LINES);
            requestAnimationFrame(() => {
                if (this.box.el) {
                    this.box.el.scrollTop = this.box.el.scrollHeight;
                }
            });
        }
        if (state !== data.state || nodes_done !== data.nodes_done) {
            this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("ipai_build_log", {component: BuildLog});
