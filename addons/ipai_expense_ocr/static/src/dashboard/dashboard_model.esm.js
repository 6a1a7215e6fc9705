/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";

/** A stretch of time in the two units that matter: "3 d 4 h", "12 min", "0.6 s". The
 * signs of units are the same in every language. */
export function stretch(seconds) {
    if (seconds == null) {
        return "–";
    }
    if (seconds < 60) {
        return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
    }
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) {
        return `${minutes} min`;
    }
    const hours = Math.floor(minutes / 60);
    if (hours < 24) {
        return `${hours} h ${minutes % 60} min`;
    }
    return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A share as whole percent; "–" when there is nothing to take a share of. */
export function percent(share) {
    return share == null ? "–" : `${Math.round(100 * share)} %`;
}

/** Rows with the length of their bar, the longest filling its place. */
export function withBars(rows, key) {
    const most = Math.max(0, ...rows.map((row) => row[key]));
    return rows.map((row) => ({
        ...row,
        length: most ? Math.round((100 * row[key]) / most) : 0,
    }));
}

export function periods() {
    return [
        ["week", _t("7 days")],
        ["month", _t("30 days")],
        ["quarter", _t("3 months")],
        ["year", _t("12 months")],
        ["all", _t("All")],
    ];
}
