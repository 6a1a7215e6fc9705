/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {dimensionLabel, DIMENSIONS} from "./quality_model.esm";
import {loadBundle} from "@web/core/assets";

/* Told apart without red and green, which stand for states here. */
const COLORS = {
    completeness: "#1f77b4",
    uniqueness: "#9467bd",
    timeliness: "#e0a100",
    consistency: "#17a2a2",
};

/** Thirty days of the score and its four dimensions. */
export class QualityChart extends Component {
    static template = "ipai_workbench.QualityChart";
    static props = {trends: Object};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (trends) => {
                const chart = this.draw(trends);
                return () => chart.destroy();
            },
            () => [this.props.trends]
        );
    }

    get days() {
        const days = Object.values(this.props.trends).flatMap((trend) =>
            trend.map(([day]) => day)
        );
        return [...new Set(days)].sort();
    }

    draw(trends) {
        const style = getComputedStyle(this.canvas.el);
        const days = this.days;
        const line = (key, color, borderWidth) => {
            const scores = Object.fromEntries(trends[key] || []);
            return {
                label: dimensionLabel(key),
                data: days.map((day) => scores[day] ?? null),
                borderColor: color,
                backgroundColor: color,
                borderWidth,
                pointRadius: days.length > 1 ? 0 : 4,
                pointHitRadius: 8,
                spanGaps: true,
            };
        };
        const ticks = {color: style.color};
        return new window.Chart(this.canvas.el, {
            type: "line",
            data: {
                labels: days.map((day) =>
                    luxon.DateTime.fromISO(day).toFormat("d LLL")
                ),
                datasets: [
                    line("score", style.accentColor, 3),
                    ...DIMENSIONS.map((key) => line(key, COLORS[key], 1.5)),
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: {mode: "index", intersect: false},
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {boxWidth: 12, color: style.color},
                    },
                },
                scales: {
                    x: {grid: {display: false}, ticks: {...ticks, maxTicksLimit: 8}},
                    y: {
                        suggestedMin: 80,
                        max: 100,
                        ticks: {...ticks, maxTicksLimit: 5},
                    },
                },
            },
        });
    }
}
