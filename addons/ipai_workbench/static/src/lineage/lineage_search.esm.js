/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useRef, useState} from "@odoo/owl";
import {kinds, layers, place} from "./lineage_model.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {useDebounced} from "@web/core/utils/timing";
import {useService} from "@web/core/utils/hooks";

const PAUSE = 250;

/** The search: type a field, a column, a table, a metric; choose with keys or a click. */
export class LineageSearch extends Component {
    static template = "ipai_workbench.LineageSearch";
    static props = {onChoose: Function, onError: Function};

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.kinds = kinds();
        this.layers = layers();
        this.place = place;
        this.state = useState({found: null, at: 0});
        this.last = new KeepLast();
        this.searchSoon = useDebounced(() => this.search(), PAUSE);
    }

    get text() {
        return this.input.el.value.trim();
    }

    async search() {
        if (!this.text) {
            this.close();
            return;
        }
        try {
            this.state.found = await this.last.add(
                this.orm.silent.call("ipai.lineage", "find", [this.text])
            );
            this.state.at = 0;
        } catch (error) {
            this.props.onError(error);
        }
    }

    /** Show no list, not even of an answer that is still under way. */
    close() {
        this.searchSoon.cancel();
        this.last.add(Promise.resolve());
        this.state.found = null;
    }

    choose(node) {
        this.input.el.value = "";
        this.close();
        this.props.onChoose(node);
    }

    onKeydown(event) {
        const found = this.state.found || [];
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            const step = event.key === "ArrowDown" ? 1 : found.length - 1;
            this.state.at = found.length ? (this.state.at + step) % found.length : 0;
            event.preventDefault();
        } else if (event.key === "Enter" && found.length) {
            this.choose(found[this.state.at]);
        } else if (event.key === "Escape") {
            this.close();
        }
    }
}
