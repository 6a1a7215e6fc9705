"""Second act: the 2550Q of the last closed quarter, computed by the finance manager in Odoo."""

from decimal import Decimal
from typing import Any

from . import tables
from .checks import wrong_totals
from .records import QUARTER
from .scene import Act, Scene, played

SHOWN = (
    *("31", "32", "33", "34", "37", "44", "45", "46", "48", "49", "50", "51", "57", "60"),
    *("61", "16", "21", "26"),
)
"""The boxes of the table, in the order of the form's reasoning."""
ATTRIBUTED = "S2.2T"
"""Input tax that serves taxable and exempt sales alike: a person's statement, not a posting."""
REASON = "Handbooks are sold beside the services: no purchase serves exempt sales alone."


def compute_return(scene: Scene) -> tuple[Act, dict[str, Decimal]]:
    """Make the return if needed, compute it, hold its totals against its boxes.

    Returns the act and the amounts by box; no amounts when Odoo refused.
    """
    date_from, date_to = (day.isoformat() for day in QUARTER)
    title = f"BIR form 2550Q, {QUARTER[0]:%B} to {QUARTER[1]:%B %Y}"
    boxes: dict[str, Decimal] = {}
    with played(title, "Computing the 2550Q from the books") as act:
        manager, company = scene.manager, scene.companies[0]
        period = [("date_from", "=", date_from), ("date_to", "=", date_to)]
        own = [("form_code", "=", "2550Q"), ("company_id", "=", company["id"]), *period]
        found = manager.call("ipai.bir.return", "search", own) or [
            manager.call(
                "ipai.bir.return",
                "create",
                {
                    "form_code": "2550Q",
                    "company_id": company["id"],
                    "date_from": date_from,
                    "date_to": date_to,
                },
            )
        ]
        manager.call("ipai.bir.return", "action_compute", found[:1])
        lines = read_boxes(scene, found[0])
        manager.call(
            "ipai.bir.return",
            "set_box",
            found[:1],
            ATTRIBUTED,
            f"{lines['50B']['amount']:.2f}",
            note=REASON,
        )
        lines = read_boxes(scene, found[0])
        boxes = {code: Decimal(f"{line['amount']:.2f}") for code, line in lines.items()}
        act.problems += wrong_totals(boxes)
        act.lines = [
            *show(company["name"], lines, boxes),
            f"  Open: {scene.stack.odoo_url}/odoo/bir-returns/{found[0]}",
        ]
    return act, boxes


def read_boxes(scene: Scene, return_id: int) -> dict[str, dict[str, Any]]:
    """The boxes of a return by code, with label and number of journal items."""
    found = scene.manager.find(
        "ipai.bir.return.box",
        [("return_id", "=", return_id)],
        ["code", "label", "amount", "line_count"],
    )
    return {box["code"]: box for box in found}


def show(company: str, lines: dict[str, dict[str, Any]], boxes: dict[str, Decimal]) -> list[str]:
    """The main boxes: base (A) and tax (B) of an item in one row."""
    rows = []
    for item in SHOWN:
        codes = [code for code in (item, f"{item}A", f"{item}B") if code in lines]
        tax = boxes.get(f"{item}B", boxes.get(item))
        items = sum(lines[code]["line_count"] for code in codes)
        label = lines[codes[0]]["label"].partition(" (")[0]
        base = boxes.get(f"{item}A")
        rows.append(
            [item, label, tables.money(base), tables.money(tax), tables.count(items or None)]
        )
    head = ["Item", "What it says", "Sales or purchases", "Tax", "Journal items"]
    return [f"  {company}", *tables.aligned(head, rows, "llrrr")]
