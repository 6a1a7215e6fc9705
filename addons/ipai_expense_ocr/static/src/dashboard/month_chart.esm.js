/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";

/** Amounts by month as bars; a click on one opens its list. */
export class MonthChart extends Component {
    static template = "ipai_expense_ocr.MonthChart";
    static props = {
        months: Array,
        format: Function,
        open: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (months) => {
                const chart = this.draw(months);
                return () => chart.destroy();
            },
            () => [this.props.months]
        );
    }

    label(month) {
        return luxon.DateTime.fromISO(month).toFormat("LLL yyyy");
    }

    draw(months) {
        const style = getComputedStyle(this.canvas.el);
        const ticks = {color: style.color};
        return new window.Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: months.map(({month}) => this.label(month)),
                datasets: [
                    {
                        data: months.map(({amount}) => amount),
                        backgroundColor: style.accentColor,
                        borderRadius: 3,
                        maxBarThickness: 42,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                onClick: (event, [bar]) => bar && this.props.open(months[bar.index]),
                onHover: ({native}, [bar]) => {
                    native.target.style.cursor = bar ? "pointer" : "default";
                },
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        callbacks: {
                            label: ({dataIndex}) => this.tip(months[dataIndex]),
                        },
                    },
                },
                scales: this.scales(ticks),
            },
        });
    }

    scales(ticks) {
        return {
            x: {grid: {display: false}, ticks},
            y: {
                beginAtZero: true,
                border: {display: false},
                ticks: {
                    ...ticks,
                    maxTicksLimit: 5,
                    callback: (value) => this.props.format(value, true),
                },
            },
        };
    }

    tip({amount, count}) {
        return `${this.props.format(amount)} (${count})`;
    }
}
