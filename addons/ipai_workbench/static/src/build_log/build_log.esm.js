/* Copyright 2026 Smart Delta
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useEffect, useRef, useState} from "@odoo/owl";
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
        // The pager puts another build into the same widget.
        useEffect(
            (build) => this.follow(build),
            () => [this.props.record.resId]
        );
    }

    /** Read the log of a build from its start, until another one or none is shown. */
    follow(build) {
        const reading = {build, after: 0, isOver: false};
        Object.assign(this.state, {lines: [], error: ""});
        this.read(reading);
        return () => {
            reading.isOver = true;
            clearTimeout(reading.timer);
        };
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

    async read(reading) {
        let told = null;
        let problem = "";
        try {
            told = await this.orm.silent.call("ipai.build", "follow", [
                [reading.build],
                reading.after,
            ]);
        } catch (error) {
            problem =
                error.data?.message || _t("The log cannot be read at the moment.");
        }
        if (reading.isOver) {
            return;
        }
        this.state.error = problem;
        if (told) {
            this.take(reading, told);
        }
        const hasEnded = told && told.state !== "running" && !told.lines.length;
        if (!hasEnded) {
            reading.timer = setTimeout(() => this.read(reading), PAUSE_MS);
        }
    }

    take(reading, {lines, state, nodes_done}) {
        const {data} = this.props.record;
        if (lines.length) {
            reading.after = lines.at(-1).id;
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
