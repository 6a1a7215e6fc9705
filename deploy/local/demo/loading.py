"""Third act: Odoo's rows become bronze, dbt builds gold, and gold agrees with Odoo."""

from decimal import Decimal
from typing import Any

from . import tables
from .checks import different, gold_boxes
from .records import QUARTER
from .scene import Act, Scene, played

MARTS = {
    "gold.finance_expenses": "one row an expense",
    "gold.vat_lines": "one row a journal item and class of VAT",
    "gold.monthly_results": "one row a company and month",
}
STRANGER = 2_000_000_000
"""A company nobody has: a reader with only this claim must see nothing."""
MONTHS_SHOWN = 6


def load_warehouse(scene: Scene) -> Act:
    """Synchronise, build, and compare the number of living rows of every table with Odoo."""
    with played("Warehouse: rows of Odoo in bronze", "Copying the books and building gold") as act:
        job = scene.sidecar.post("/sync/runs", json={"build": True})
        run = scene.sidecar.wait_for(job["job_id"])["result"]["sync"]
        built = scene.sidecar.wait_for(scene.sidecar.last_job("transforms.build"))
        build = built["result"]["build"]
        [source] = [
            source
            for source in scene.sidecar.get("/sync/status")["sources"]
            if source["source"] == run["source"]
        ]
        held = {table["model"]: table["living"] for table in source["tables"]}
        there = {model: scene.books.count(model.replace(".", "_")) for model in held}
        act.problems += different("Rows of", there, held)
        act.lines = show_load(there, held, run, build)
    return act


def show_load(
    there: dict[str, int], held: dict[str, int], run: dict[str, Any], build: dict[str, Any]
) -> list[str]:
    """The table of synchronised models."""
    rows = [
        [
            model,
            *(tables.count(n) for n in (there[model], held[model], run["by_model"].get(model, 0))),
        ]
        for model in held
    ]
    return [
        *tables.aligned(["Odoo model", "In Odoo", "In bronze", "Copied now"], rows, "lrrr"),
        f"  {tables.count(run['rows_written'])} row versions copied in {run['seconds']:.1f} s; "
        f"dbt built {build['models']} models and ran {build['tests']} tests "
        f"in {build['seconds']:.1f} s.",
    ]


def read_gold(scene: Scene, boxes: dict[str, Decimal]) -> Act:
    """Read the marts as the finance manager and hold them against Odoo and the return."""
    with played("Gold, as the finance manager sees it", "Reading gold") as act:
        claims = {"company_ids": [company["id"] for company in scene.companies]}
        rows = []
        for mart, grain in MARTS.items():
            seen = scene.warehouse.count(mart, claims=claims)
            hidden = scene.warehouse.count(mart, claims={"company_ids": [STRANGER]})
            rows.append([mart, grain, tables.count(seen), tables.count(hidden)])
            if not seen or hidden:
                act.problems.append(
                    f"{mart} shows {seen} rows to the finance manager and {hidden} to a stranger."
                )
        if boxes:
            wanted = gold_boxes(vat_sums(scene, claims))
            filed = {code: boxes[code] for code in wanted}
            act.problems += different("Box", filed, wanted)
        act.problems += different("Expenses, ", expense_totals(scene), gold_expenses(scene, claims))
        head = ["Mart", "Grain", "Rows seen", "By a stranger"]
        act.lines = [*tables.aligned(head, rows, "llrr"), "", *show_months(scene, claims)]
    return act


def vat_sums(
    scene: Scene, claims: dict[str, Any]
) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Base and tax of the quarter by side and nature."""
    rows = scene.warehouse.rows(
        "select side, nature, sum(base_amount) as base, sum(vat_amount) as tax"
        " from gold.vat_lines where tax_date between %s and %s group by side, nature",
        QUARTER,
        claims=claims,
    )
    return {(row["side"], row["nature"]): (row["base"], row["tax"]) for row in rows}


def expense_totals(scene: Scene) -> dict[str, Any]:
    """Number and total of the expenses Odoo holds."""
    [row] = scene.books.rows(
        "select count(*) as number, round(sum(total_amount)::numeric, 2) as total from hr_expense"
    )
    return row


def gold_expenses(scene: Scene, claims: dict[str, Any]) -> dict[str, Any]:
    """The same, out of gold."""
    [row] = scene.warehouse.rows(
        "select count(*) as number, sum(amount_total) as total from gold.finance_expenses",
        claims=claims,
    )
    return row


def show_months(scene: Scene, claims: dict[str, Any]) -> list[str]:
    """The latest months of the summary, oldest first."""
    found = scene.warehouse.rows(
        "select * from gold.monthly_results order by month desc limit %s",
        [MONTHS_SHOWN],
        claims=claims,
    )
    amounts = ("revenue", "expenses", "net_income", "output_vat", "input_vat", "net_vat")
    rows = [
        [f"{row['month']:%b %Y}", *(tables.money(row[name]) for name in amounts)]
        for row in reversed(found)
    ]
    head = ["Month", "Revenue", "Expenses", "Net income", "Output VAT", "Input VAT", "Net VAT"]
    return tables.aligned(head, rows, "lrrrrrr")
