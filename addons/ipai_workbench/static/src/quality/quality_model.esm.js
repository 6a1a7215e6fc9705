/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";

/** What people report from comes first. */
export const LAYERS = ["gold", "platinum", "silver", "bronze"];
export const DIMENSIONS = ["completeness", "uniqueness", "timeliness", "consistency"];
const RANK = {error: 0, warn: 1, ok: 2, unknown: 3};
const SIZES = ["B", "kB", "MB", "GB", "TB"];

export function layerLabel(layer) {
    return {
        gold: _t("Gold"),
        platinum: _t("Platinum"),
        silver: _t("Silver"),
        bronze: _t("Bronze"),
    }[layer];
}

export function dimensionLabel(dimension) {
    return {
        score: _t("Score"),
        completeness: _t("Completeness"),
        uniqueness: _t("Uniqueness"),
        timeliness: _t("Timeliness"),
        consistency: _t("Consistency"),
    }[dimension];
}

export function stateLabel(state) {
    return {
        ok: _t("Good"),
        warn: _t("Warning"),
        error: _t("Error"),
        unknown: _t("Not measured"),
    }[state];
}

/** The name without its layer. */
export function shortName(relation) {
    return relation.slice(relation.indexOf(".") + 1);
}

/** 98.5, or "–" for what could not be measured. */
export function scoreText(score) {
    if (score === null || score === undefined || score === false) {
        return "–";
    }
    // Nearly all is not all: 99.97 is not shown as 100.
    const shown = score < 100 ? Math.min(score, 99.99) : score;
    return String(Math.floor(shown * 10) / 10);
}

/** A stretch of seconds in the two units that matter, whose signs are the same in every
 * language. */
export function stretch(seconds) {
    const minutes = Math.max(0, Math.round(seconds / 60));
    if (minutes < 60) {
        return `${minutes} min`;
    }
    const hours = Math.floor(minutes / 60);
    if (hours < 48) {
        return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
    }
    const days = Math.floor(hours / 24);
    return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** 1,234,567 bytes as "1.2 MB". */
export function sizeText(bytes) {
    if (!bytes) {
        return "–";
    }
    let size = bytes;
    let unit = 0;
    while (size >= 1000 && unit < SIZES.length - 1) {
        size /= 1000;
        unit++;
    }
    return `${size < 10 && unit ? size.toFixed(1) : Math.round(size)} ${SIZES[unit]}`;
}

/** Whether a table asks for somebody's attention; a muted one does not. */
export function needsAttention(table) {
    return (
        !table.muted_until && (["warn", "error"].includes(table.state) || table.error)
    );
}

/** The tables that fit the search: every word in name, owner or description. */
export function matching(tables, {text = "", show = "all", withViews = false}) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return tables.filter((table) => {
        const said =
            `${table.relation} ${table.owner || ""} ${table.description}`.toLowerCase();
        if (!words.every((word) => said.includes(word))) {
            return false;
        }
        if (show === "attention") {
            return needsAttention(table);
        }
        if (show === "muted") {
            return Boolean(table.muted_until);
        }
        return withViews || table.layer !== "bronze" || table.kind !== "view";
    });
}

/** The layers with their tables, the worst first, and what they add up to. */
export function sections(tables) {
    return LAYERS.map((layer) => {
        const members = tables
            .filter((table) => table.layer === layer)
            .sort(
                (one, other) =>
                    Boolean(one.muted_until) - Boolean(other.muted_until) ||
                    RANK[one.state] - RANK[other.state] ||
                    one.relation.localeCompare(other.relation)
            );
        const scores = members
            .map((table) => table.score)
            .filter((score) => score !== null && score !== undefined);
        return {
            layer,
            tables: members,
            rows: members
                .filter((table) => table.kind === "table")
                .reduce((sum, table) => sum + (table.row_count || 0), 0),
            attention: members.filter(needsAttention).length,
            score: scores.length
                ? scores.reduce((sum, score) => sum + score, 0) / scores.length
                : null,
        };
    }).filter((section) => section.tables.length);
}

/** Points of an svg line through a trend ([[day, score], ...]), time from left to right.
 * The scale ends at 100 and begins at 80 or the lowest score, so that small drops show. */
export function sparkline(trend, width, height) {
    if (!trend.length) {
        return null;
    }
    const times = trend.map(([day]) => Date.parse(day));
    const first = times[0];
    const span = times.at(-1) - first || 1;
    const low = Math.min(80, ...trend.map(([, score]) => score));
    const points = trend.map(([, score], index) => [
        trend.length === 1 ? width : ((times[index] - first) / span) * width,
        height - ((score - low) / (100 - low || 1)) * height,
    ]);
    return {
        line: points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
        last: points.at(-1),
    };
}
