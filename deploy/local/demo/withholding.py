"""Third act: the withholding returns still to be filed, and where the filing year stands."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from . import tables
from .filing import read_boxes
from .records import DEMO
from .scene import Act, Scene, played

SHOWN = {
    "1601-C": ("14", "21", "22", "25", "36"),
    "1601-EQ": ("19", "20", "21", "26", "31"),
}
"""The boxes of the table, in the order of the form's reasoning."""
STATES = ("filed", "paid", "overdue", "due", "upcoming")


def compute_withholding(scene: Scene) -> Act:
    """Compute October's 1601-C and the quarter's 1601-EQ, and read the calendar of the year."""
    title = "BIR forms 1601-C, October 2026, and 1601-EQ, third quarter; the filing year"
    with played(title, "Computing the withholding returns") as act:
        rows = []
        for form, period in (("1601-C", {"month": "10"}), ("1601-EQ", {"quarter": "3"})):
            found = find_or_make(scene, form, period)
            scene.accountant.call("ipai.bir.return", "action_compute", [found])
            boxes = read_boxes(scene, found)
            act.problems += wrong_lists(scene, form, found, boxes)
            rows += [
                [form, code, boxes[code]["label"].partition(" (")[0], amount(boxes, code)]
                for code in SHOWN[form]
            ]
        head = ["Form", "Item", "What it says", "Amount"]
        act.lines = [*tables.aligned(head, rows, "lllr"), "", *standing(scene)]
    return act


def find_or_make(scene: Scene, form: str, period: dict[str, str]) -> int:
    """Id of the return of a period, made by the accountant unless it is there."""
    values = {
        "form_code": form,
        "company_id": scene.companies[0]["id"],
        "year": DEMO.year,
        **period,
    }
    domain = [[name, "=", value] for name, value in values.items()]
    found = scene.accountant.call("ipai.bir.return", "search", domain)
    return int(found[0] if found else scene.accountant.call("ipai.bir.return", "create", values))


def wrong_lists(scene: Scene, form: str, found: int, boxes: dict[str, Any]) -> list[str]:
    """A sentence when the list that goes with a return does not add up to it."""
    if form != "1601-EQ":
        return []
    lines = scene.accountant.find(
        "ipai.bir.list.line", [("return_id", "=", found), ("list_code", "=", "qap")], ["tax"]
    )
    total = sum((Decimal(f"{line['tax']:.2f}") for line in lines), Decimal(0))
    if lines and total == Decimal(amount(boxes, "19").replace(",", "")):
        return []
    return [f"The list of payees adds up to {total:,.2f}, item 19 says {amount(boxes, '19')}."]


def amount(boxes: dict[str, Any], code: str) -> str:
    """The amount of a box as shown."""
    return tables.money(Decimal(f"{boxes[code]['amount']:.2f}"))


def standing(scene: Scene) -> list[str]:
    """How many returns of the year are filed, paid, due and overdue, a row a form."""
    year = [("date_to", ">=", str(date(DEMO.year, 1, 1))), ("date_to", "<=", str(DEMO.last_day))]
    own = ("company_id", "=", scene.companies[0]["id"])
    found = scene.manager.find("ipai.bir.obligation", [own, *year], ["form_id", "state"])
    counted = Counter((entry["form_id"][1], entry["state"]) for entry in found)
    rows = [
        [form, *(tables.count(counted[form, state] or None) for state in STATES)]
        for form in sorted({form for form, _ in counted})
    ]
    head = ["Obligations of the year", *(state.capitalize() for state in STATES)]
    return tables.aligned(head, rows, "lrrrrr")
