/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {byLayer, kinds, layers, place, reachRows, toCsv} from "./lineage_model.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {downloadFile} from "@web/core/network/download";
import {useService} from "@web/core/utils/hooks";

const SHOWN = 60;

/** What is known of one node: description, columns, what it comes from, what uses it. */
export class LineageDetails extends Component {
    static template = "ipai_workbench.LineageDetails";
    static props = {
        id: String,
        direction: {type: [String, {value: null}], optional: true},
        onChoose: Function,
        onFocus: Function,
        onError: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.kinds = kinds();
        this.layers = layers();
        this.place = place;
        this.last = new KeepLast();
        this.state = useState({
            node: null,
            columns: [],
            // What is asked for; `reachedBy` is the way of the list that is shown.
            reachedBy: null,
            direction: this.props.direction || "down",
            isTurned: Boolean(this.props.direction),
            reached: [],
            isDirectOnly: false,
            all: {},
        });
        onWillStart(() => this.load(this.props.id));
        onWillUpdateProps((next) => {
            if (next.id !== this.props.id) {
                this.load(next.id);
            }
        });
    }

    /** Of a figure people ask where it comes from, of a field where it is used; until
     * they say what they want. */
    turnBy(id) {
        if (!this.state.isTurned) {
            const isEnd = /^(gold|platinum)\.|^(metric|screen):/.test(id);
            this.state.direction = isEnd ? "up" : "down";
        }
    }

    async load(id) {
        this.turnBy(id);
        const {direction} = this.state;
        try {
            const answer = await this.last.add(
                this.orm.silent.call("ipai.lineage", "reach", [id, direction])
            );
            Object.assign(this.state, {
                node: answer.node,
                reached: answer.reached,
                reachedBy: direction,
                columns: answer.columns,
                all: {},
            });
        } catch (error) {
            this.props.onError(error);
        }
    }

    turn(direction) {
        Object.assign(this.state, {direction, isTurned: true});
        return this.load(this.props.id);
    }

    get reached() {
        const {reached, isDirectOnly} = this.state;
        return isDirectOnly ? reached.filter((node) => node.is_direct) : reached;
    }

    get hasIndirect() {
        return this.state.reached.some((node) => !node.is_direct);
    }

    get groups() {
        return byLayer(this.reached, this.state.reachedBy).map(([layer, nodes]) => ({
            layer,
            title: this.layers[layer] || layer,
            count: nodes.length,
            nodes: this.state.all[layer] ? nodes : nodes.slice(0, SHOWN),
            rest: this.state.all[layer] ? 0 : Math.max(0, nodes.length - SHOWN),
        }));
    }

    get nothing() {
        const {reachedBy, node} = this.state;
        if (reachedBy === "down") {
            return node.dataset
                ? _t("Nothing in the warehouse uses it.")
                : _t("Nothing reads it.");
        }
        if (node.details.made?.includes("sync")) {
            return _t("The synchronisation writes it; it is no field of Odoo.");
        }
        if (node.details.made) {
            return _t("It is a constant, or made while the table is built.");
        }
        return _t("This is where it begins.");
    }

    get canOpen() {
        const {node} = this.state;
        return node.can_open || node.details.action || node.details.url;
    }

    open() {
        const {node} = this.state;
        if (node.can_open) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                name: node.title || node.name,
                res_model: node.name,
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            });
        }
        if (node.details.action) {
            return this.action.doAction(node.details.action);
        }
        return this.action.doAction({
            type: "ir.actions.act_url",
            url: node.details.url,
            target: node.details.url.startsWith("/") ? "self" : "new",
        });
    }

    csv() {
        const {node, reachedBy} = this.state;
        const head = [
            _t("Layer"),
            _t("Kind"),
            _t("Table"),
            _t("Name"),
            _t("Label in Odoo"),
            _t("Steps"),
            _t("Way"),
        ];
        const text = toCsv(head, reachRows(this.reached));
        const name = node.id.replace(/[^A-Za-z0-9]+/g, "_");
        const file = `lineage_${name}_${reachedBy === "up" ? "sources" : "uses"}.csv`;
        downloadFile(text, file, "text/csv;charset=utf-8");
    }
}
