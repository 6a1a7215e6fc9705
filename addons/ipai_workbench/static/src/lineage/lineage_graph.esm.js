/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {elements, manners, style} from "./lineage_drawing.esm";
import {BOX} from "./lineage_layout.esm";
import {loadLibraries} from "./lineage_libraries.esm";

const READABLE = 0.65;

/** The graph itself: draws a picture; tells what was chosen and what is to be opened. */
export class LineageGraph extends Component {
    static template = "ipai_workbench.LineageGraph";
    static props = {
        picture: Object,
        focus: {type: [String, {value: null}], optional: true},
        chosen: {type: [String, {value: null}], optional: true},
        onChoose: Function,
        onFocus: Function,
        onExpand: Function,
        ready: {type: Function, optional: true},
    };

    setup() {
        this.place = useRef("place");
        this.state = useState({isMissing: false, ms: 0});
        onMounted(() => this.start());
        useEffect(
            () => {
                this.draw();
            },
            () => [this.props.picture]
        );
        useEffect(
            () => {
                this.mark();
            },
            () => [this.props.chosen]
        );
        onWillUnmount(() => {
            this.isGone = true;
            this.cy?.destroy();
        });
    }

    /** Load the libraries; without them the lists beside the graph still work. */
    async start() {
        try {
            await loadLibraries();
        } catch {
            this.state.isMissing = true;
            return;
        }
        if (!this.isGone) {
            this.draw();
        }
    }

    draw() {
        if (!window.cytoscape || !window.dagre || !this.place.el) {
            return;
        }
        const started = performance.now();
        const {picture, focus} = this.props;
        const before = this.cy && {pan: {...this.cy.pan()}, zoom: this.cy.zoom()};
        this.cy?.destroy();
        this.cy = window.cytoscape({
            container: this.place.el,
            elements: elements(picture, window.dagre, focus),
            style: style(),
            layout: {name: "preset", fit: false},
            minZoom: 0.05,
            maxZoom: 2.5,
            boxSelectionEnabled: false,
            autoungrabify: true,
            ...manners(picture),
        });
        this.listen();
        this.mark();
        const isKept =
            before && this.drawnFocus === focus && this.drawnLevel === this.level;
        if (isKept) {
            this.cy.viewport(before);
        } else {
            this.look();
        }
        this.drawnFocus = focus;
        this.drawnLevel = this.level;
        this.cy.one("render", () => {
            this.state.ms = Math.round(performance.now() - started);
        });
        this.props.ready?.(this);
    }

    get level() {
        return this.props.picture.nodes.some((node) => node.dataset)
            ? "column"
            : "table";
    }

    listen() {
        this.cy.on("tap", "node", ({target}) => {
            const more = target.data("more");
            if (more) {
                this.props.onExpand(more);
            } else {
                this.props.onChoose(target.id());
            }
        });
        this.cy.on("dbltap", "node", ({target}) => {
            if (!target.data("more")) {
                this.props.onFocus(target.id());
            }
        });
        this.cy.on("tap", ({target}) => {
            if (target === this.cy) {
                this.props.onChoose(null);
            }
        });
    }

    /** The chosen node with its arrows in colour, what is not beside it pale. */
    mark() {
        if (!this.cy) {
            return;
        }
        this.cy.batch(() => {
            this.cy.elements().removeClass("chosen near far");
            const chosen = this.props.chosen || "";
            const [node] = [chosen, chosen.split("/")[0]]
                .map((id) => this.cy.getElementById(id))
                .filter((found) => found.nonempty());
            if (node) {
                const near = node.union(node.descendants()).connectedEdges();
                node.addClass("chosen");
                near.addClass("near");
                this.cy.edges().not(near).addClass("far");
            }
        });
    }

    /** All of it; when that would be too small to read, the focus or the beginning. */
    look() {
        // Of a large picture the places are enough: measuring every label takes a second.
        const {left, top, width, height} = this.frame();
        const room = this.place.el.getBoundingClientRect();
        if (Math.min(room.width / width, room.height / height) < READABLE) {
            const focus = this.cy.getElementById(this.props.focus || "");
            this.cy.zoom(READABLE);
            if (focus.nonempty()) {
                this.cy.center(focus);
            } else {
                this.cy.pan({x: 24 - left * READABLE, y: 24 - top * READABLE});
            }
            return;
        }
        this.cy.fit(undefined, 36);
        if (this.cy.zoom() > 1) {
            this.cy.zoom(1);
            this.cy.center();
        }
    }

    /** Where the boxes are, in the measure of the picture. */
    frame() {
        const places = this.cy.nodes().map((node) => node.position());
        const across = places.map(({x}) => x);
        const down = places.map(({y}) => y);
        const left = Math.min(...across) - BOX.width / 2;
        const top = Math.min(...down) - BOX.height / 2;
        return {
            left,
            top,
            width: Math.max(...across) + BOX.width / 2 - left,
            height: Math.max(...down) + BOX.height / 2 - top,
        };
    }

    fit() {
        this.cy?.fit(undefined, 36);
    }

    zoom(factor) {
        const {width, height} = this.place.el.getBoundingClientRect();
        this.cy?.zoom({
            level: this.cy.zoom() * factor,
            renderedPosition: {x: width / 2, y: height / 2},
        });
    }

    /** The whole picture, also what is outside the window, as a Blob. */
    png() {
        const size = {maxWidth: 8000, maxHeight: 8000};
        return this.cy?.png({
            output: "blob",
            full: true,
            scale: 2,
            bg: "#ffffff",
            ...size,
        });
    }
}
