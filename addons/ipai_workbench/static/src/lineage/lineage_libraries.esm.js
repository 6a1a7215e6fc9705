/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {browser} from "@web/core/browser/browser";
import {loadJS} from "@web/core/assets";

const LIB = "/ipai_workbench/static/lib";
const PAUSE = 400;

/** Load a script; a server that has just started may refuse the first request. */
async function load(path) {
    try {
        await loadJS(`${LIB}/${path}`);
    } catch {
        await new Promise((resolve) => browser.setTimeout(resolve, PAUSE));
        await loadJS(`${LIB}/${path}`);
    }
}

/** The libraries that draw graphs: window.cytoscape and window.dagre. */
export async function loadLibraries() {
    await load("dagre/dagre.min.js");
    await load("cytoscape/cytoscape.min.js");
}
