/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    Component,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {
    boxOnStage,
    clampZoom,
    linesOfPage,
    scrollAfterZoom,
    scrollFor,
    stageOf,
    transformOf,
    turn,
} from "./receipt_geometry.esm";
import {PdfPages} from "./receipt_pages.esm";
import {useFileViewer} from "@web/core/file_viewer/file_viewer_hook";
import {usePanning} from "./receipt_panning.esm";

const STEP = 1.3;
// Pictures no browser but one shows; the server draws them.
const FOREIGN = ["image/heic", "image/heif", "image/tiff"];

/**
 * The pages of a receipt to look at closely: zoom, turn, pan, other pages. Frames are lit
 * and scrolled to; lines of text can be pointed at while there is a value to fill.
 */
export class ReceiptPane extends Component {
    static template = "ipai_expense_ocr.ReceiptPane";
    static props = {
        fileId: [Number, Boolean],
        fileName: String,
        mimetype: String,
        pages: Array,
        lines: {type: Array, optional: true},
        frames: {type: Array, optional: true},
        targetLabel: {type: String, optional: true},
        isBusy: {type: Boolean, optional: true},
        onPick: {type: Function, optional: true},
    };
    static defaultProps = {lines: [], frames: [], targetLabel: "", isBusy: false};

    setup() {
        this.viewport = useRef("viewport");
        this.fileViewer = useFileViewer();
        this.state = useState({});
        this.reset(this.props);
        onWillStart(() => this.openPdf(this.props));
        onWillUpdateProps((next) => this.follow(next));
        onWillUnmount(() => this.closePdf());
        usePanning(this.viewport, {
            zoomBy: (ratio, pointer) => this.zoomBy(ratio, pointer),
        });
        useEffect(
            (viewport) => {
                if (!viewport) {
                    return;
                }
                const observer = new ResizeObserver(() => this.measure());
                observer.observe(viewport);
                this.measure();
                return () => observer.disconnect();
            },
            () => [this.viewport.el]
        );
        useEffect(
            () => this.showLit(),
            () => [this.litFrame?.box?.join(), this.state.number, this.state.paneWidth]
        );
    }

    reset(props) {
        Object.assign(this.state, {
            number: 1,
            zoom: 1,
            rotation: props.pages[0]?.rotation || 0,
            natural: null,
            isBroken: false,
            isDrawnByServer: FOREIGN.includes(props.mimetype),
            pdfPages: 0,
            pdfPicture: null,
        });
    }

    async follow(next) {
        if (next.fileId !== this.props.fileId) {
            this.closePdf();
            this.reset(next);
            await this.openPdf(next);
            return;
        }
        const lit = next.frames.findLast(({isLit}) => isLit);
        if (lit && lit.page !== this.state.number && lit.page <= this.pageCount) {
            this.goTo(lit.page);
        }
    }

    async openPdf({fileId, mimetype}) {
        if (mimetype !== "application/pdf") {
            return;
        }
        const pdf = new PdfPages(`/web/content/${fileId}`);
        this.pdf = pdf;
        try {
            const count = await pdf.open();
            const picture = await pdf.picture(1);
            if (this.pdf === pdf) {
                Object.assign(this.state, {pdfPages: count, pdfPicture: picture});
            }
        } catch {
            // Damaged or locked: the browser's own viewer may still say why. A file that was
            // closed while it was opened fails too, and says nothing of the one shown now.
            if (this.pdf === pdf) {
                this.state.isBroken = true;
            }
        }
    }

    closePdf() {
        this.pdf?.close();
        this.pdf = null;
    }

    measure() {
        this.state.paneWidth = this.viewport.el?.clientWidth || 0;
    }

    get file() {
        const url = `/web/content/${this.props.fileId}`;
        const isPdf = this.props.mimetype === "application/pdf";
        const viewer = "/web/static/lib/pdfjs/web/viewer.html?file=";
        return {
            name: this.props.fileName,
            displayName: this.props.fileName,
            isPdf,
            isImage: this.props.mimetype.startsWith("image/"),
            isViewable: true,
            url,
            defaultSource: isPdf
                ? `${viewer}${encodeURIComponent(url)}#pagemode=none`
                : url,
            downloadUrl: `${url}?download=true`,
        };
    }

    /** Address of the picture of this page; null when it cannot be shown as one. */
    get picture() {
        if (this.state.isBroken) {
            return null;
        }
        if (this.file.isPdf) {
            return this.state.pdfPicture;
        }
        const {fileId} = this.props;
        return this.state.isDrawnByServer
            ? `/ipai/receipts/${fileId}/pages/${this.state.number}.jpg`
            : this.file.isImage && this.file.url;
    }

    get pageCount() {
        return Math.max(this.props.pages.length, this.state.pdfPages, 1);
    }

    /** Size of this page in the pixels that boxes are given in. */
    get page() {
        const known = this.props.pages.find(({number}) => number === this.state.number);
        return known || this.state.natural || {width: 3, height: 4};
    }

    get stage() {
        const {rotation, paneWidth, zoom} = this.state;
        return stageOf(this.page, rotation, paneWidth || 1, zoom);
    }

    get stageStyle() {
        const {width, height} = this.stage;
        return `width: ${width}px; height: ${height}px`;
    }

    get pageStyle() {
        const {scale} = this.stage;
        const {width, height} = this.page;
        const transform = transformOf(this.page, this.state.rotation, scale);
        return `width: ${width * scale}px; height: ${height * scale}px; transform: ${transform}`;
    }

    get lines() {
        return linesOfPage(this.props.lines, this.state.number);
    }

    get frames() {
        return this.props.frames.filter(({page}) => page === this.state.number);
    }

    get litFrame() {
        return this.frames.findLast(({isLit}) => isLit);
    }

    rect([x0, y0, x1, y1], margin = 0) {
        return {
            x: x0 - margin,
            y: y0 - margin,
            width: x1 - x0 + 2 * margin,
            height: y1 - y0 + 2 * margin,
        };
    }

    onLoad({target}) {
        this.state.natural = {width: target.naturalWidth, height: target.naturalHeight};
    }

    /** Perhaps the file is not what its name says: the server looks into it. */
    onError() {
        if (this.state.isDrawnByServer) {
            this.state.isBroken = true;
        } else {
            this.state.isDrawnByServer = true;
        }
    }

    showLit() {
        const {el} = this.viewport;
        if (!el || !this.litFrame) {
            return;
        }
        const {rotation} = this.state;
        const box = boxOnStage(
            this.litFrame.box,
            this.page,
            rotation,
            this.stage.scale
        );
        const view = {
            left: el.scrollLeft,
            top: el.scrollTop,
            width: el.clientWidth,
            height: el.clientHeight,
        };
        el.scrollTo({...scrollFor(box, view), behavior: "smooth"});
    }

    zoomIn() {
        this.zoomBy(STEP);
    }

    zoomOut() {
        this.zoomBy(1 / STEP);
    }

    zoomBy(ratio, pointer) {
        const {el} = this.viewport;
        const zoom = clampZoom(this.state.zoom * ratio);
        const at = pointer || {x: el.clientWidth / 2, y: el.clientHeight / 2};
        const scroll = scrollAfterZoom(
            {left: el.scrollLeft, top: el.scrollTop},
            at,
            zoom / this.state.zoom
        );
        this.state.zoom = zoom;
        // The stage has its new size in the next frame
        requestAnimationFrame(() => el.scrollTo(scroll));
    }

    /** The width of the pane, or the whole page when that is shown already. */
    fit() {
        const {el} = this.viewport;
        const {height} = stageOf(this.page, this.state.rotation, el.clientWidth, 1);
        const whole = Math.min(1, el.clientHeight / height);
        this.state.zoom = this.state.zoom === 1 ? clampZoom(whole) : 1;
    }

    rotate() {
        this.state.rotation = turn(this.state.rotation, 90);
    }

    async goTo(number) {
        const page = this.props.pages.find((known) => known.number === number);
        this.state.number = number;
        this.state.rotation = page?.rotation || 0;
        const {pdf} = this;
        if (pdf) {
            const picture = await pdf.picture(number);
            if (this.pdf === pdf && this.state.number === number) {
                this.state.pdfPicture = picture;
            }
        }
    }

    enlarge() {
        this.fileViewer.open(this.file);
    }

    pick(line) {
        if (this.props.targetLabel) {
            this.props.onPick?.(line);
        }
    }
}
