/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {loadJS} from "@web/core/assets";

const PDFJS = "/web/static/lib/pdfjs/build/";
// Sharp enough to read small print when zoomed in, small enough for a phone.
const PDF_WIDTH = 1600;

async function pdfjs() {
    await loadJS(`${PDFJS}pdf.js`);
    const library = globalThis.pdfjsLib;
    library.GlobalWorkerOptions.workerSrc = `${PDFJS}pdf.worker.js`;
    return library;
}

/**
 * The pages of one PDF as pictures, so that boxes can be drawn on them. Pages are drawn
 * when they are asked for and kept until close().
 */
export class PdfPages {
    constructor(url) {
        this.url = url;
        this.pictures = new Map();
    }

    /** Open the file. Throws when it is damaged or needs a password. */
    async open() {
        const library = await pdfjs();
        this.document = await library.getDocument({url: this.url}).promise;
        return this.document.numPages;
    }

    /** Address of the picture of a page, drawn once. */
    picture(number) {
        if (!this.pictures.has(number)) {
            this.pictures.set(number, this._draw(number));
        }
        return this.pictures.get(number);
    }

    async _draw(number) {
        const page = await this.document.getPage(number);
        const {width} = page.getViewport({scale: 1});
        const viewport = page.getViewport({scale: PDF_WIDTH / width});
        const canvas = document.createElement("canvas");
        canvas.width = viewport.width;
        canvas.height = viewport.height;
        await page.render({canvasContext: canvas.getContext("2d"), viewport}).promise;
        const blob = await new Promise((resolve) => canvas.toBlob(resolve));
        return URL.createObjectURL(blob);
    }

    async close() {
        for (const picture of this.pictures.values()) {
            picture.then(URL.revokeObjectURL, () => null);
        }
        this.pictures.clear();
        await this.document?.destroy();
    }
}
