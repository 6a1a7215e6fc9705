/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {COLOURS} from "./lineage_drawing.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {LineageDetails} from "./lineage_details.esm";
import {LineageGraph} from "./lineage_graph.esm";
import {LineageSearch} from "./lineage_search.esm";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {downloadFile} from "@web/core/network/download";
import {layers} from "./lineage_model.esm";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {user} from "@web/core/user";

const LEVELS = 2;
const PAUSE = 1500;
const {DateTime} = luxon;

/** Lineage: search, the graph around a node, what it comes from and where it is used. */
export class LineageAction extends Component {
    static template = "ipai_workbench.LineageAction";
    static components = {Layout, LineageDetails, LineageGraph, LineageSearch};
    static props = {...standardActionServiceProps};
    static displayName = _t("Lineage");

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.layout = {controlPanel: {}};
        this.layers = layers();
        this.colours = COLOURS;
        this.last = new KeepLast();
        const {context = {}, params = {}} = this.props.action;
        const before = this.props.state || {};
        const focus = before.focus || context.lineage_focus || params.focus || null;
        this.state = useState({
            reading: null,
            starts: [],
            focus,
            isAll: Boolean(before.isAll),
            level: before.level || "table",
            withIndirect: Boolean(before.withIndirect),
            chosen: before.chosen || focus,
            direction: context.lineage_direction || null,
            picture: null,
            error: null,
            isReading: false,
        });
        useSetupAction({getLocalState: () => this.localState()});
        this.fail = this.fail.bind(this);
        onWillStart(() => this.start());
        onWillUnmount(() => {
            this.isGone = true;
        });
    }

    localState() {
        const {focus, isAll, level, withIndirect, chosen} = this.state;
        return {focus, isAll, level, withIndirect, chosen};
    }

    call(method, ...args) {
        return this.orm.call("ipai.lineage", method, args);
    }

    async start() {
        this.mayRefresh = await user.hasGroup("ipai_base.group_reviewer");
        await this.loadReading();
        if (this.state.reading && (this.state.focus || this.state.isAll)) {
            await this.load();
        }
    }

    async loadReading() {
        try {
            const [reading, gold, platinum] = await Promise.all([
                this.call("summary"),
                this.call("find", "", "gold", 100),
                this.call("find", "", "platinum", 100),
            ]);
            Object.assign(this.state, {
                reading,
                starts: [...gold, ...platinum],
                error: null,
            });
        } catch (error) {
            this.fail(error);
        }
    }

    /** Show a sentence in place of a dialog; what is no error of a call goes on. */
    fail(error) {
        const sentence = error?.data?.message;
        if (!sentence) {
            throw error;
        }
        this.state.error = sentence;
    }

    async load(more = {}) {
        const {focus, level, withIndirect} = this.state;
        const wanted = {
            focus,
            level,
            up: LEVELS,
            down: LEVELS,
            with_indirect: withIndirect,
            ...more,
        };
        try {
            this.state.picture = await this.last.add(this.call("picture", wanted));
            this.state.error = null;
        } catch (error) {
            this.fail(error);
        }
    }

    /** Put a node into the middle; a column is shown among columns. */
    focusOn(id) {
        this.state.focus = id;
        this.state.isAll = false;
        this.state.chosen = id;
        if (id.includes("/")) {
            this.state.level = "column";
        }
        return this.load();
    }

    choose(id) {
        this.state.chosen = id;
    }

    found(node) {
        return this.focusOn(node.id);
    }

    expand(more) {
        const shown = this.state.picture.nodes.map((node) => node.id);
        return this.load({shown, expand: [more]});
    }

    showAll() {
        Object.assign(this.state, {
            focus: null,
            isAll: true,
            level: "table",
            chosen: null,
        });
        return this.load();
    }

    home() {
        // A picture still under way is not wanted any more.
        this.last.add(Promise.resolve());
        const nothing = {focus: null, isAll: false, chosen: null, picture: null};
        Object.assign(this.state, nothing, {level: "table", error: null});
    }

    setLevel(level) {
        this.state.level = level;
        if (level === "table" && this.state.focus?.includes("/")) {
            this.state.focus = this.state.focus.split("/")[0];
        }
        return this.load();
    }

    toggleIndirect() {
        this.state.withIndirect = !this.state.withIndirect;
        return this.load();
    }

    get age() {
        return DateTime.fromISO(this.state.reading.ended_at).toRelative();
    }

    get isOpen() {
        return Boolean(this.state.picture);
    }

    get usedLayers() {
        const present = new Set(this.state.picture.nodes.map((node) => node.layer));
        return Object.keys(this.layers).filter((layer) => present.has(layer));
    }

    keepGraph(graph) {
        this.graph = graph;
    }

    png() {
        const image = this.graph?.png();
        if (image) {
            const name = (this.state.focus || "all").replace(/[^A-Za-z0-9]+/g, "_");
            downloadFile(image, `lineage_${name}.png`, "image/png");
        }
    }

    /** Ask for a new reading and wait until its job has ended. */
    async refresh() {
        this.state.isReading = true;
        try {
            const job = await this.call("refresh");
            let answer = {state: "todo"};
            while (!this.isGone && ["todo", "doing"].includes(answer.state)) {
                await new Promise((resolve) => browser.setTimeout(resolve, PAUSE));
                answer = await this.call("refresh_state", job);
            }
            if (this.isGone) {
                return;
            }
            if (answer.state !== "succeeded") {
                this.notification.add(
                    answer.error ||
                        _t("The lineage could not be read; the log says why."),
                    {type: "danger"}
                );
                return;
            }
            await this.loadReading();
            if (this.isOpen) {
                await this.load();
            }
        } catch (error) {
            this.fail(error);
        } finally {
            this.state.isReading = false;
        }
    }
}

registry.category("actions").add("ipai_lineage", LineageAction);
