"""What the demo holds its own results against: pure comparisons that answer with sentences."""

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import SequenceMatcher

Boxes = Mapping[str, Decimal]

TOTALS = {
    "34A": "31A + 32A + 33A",
    "34B": "31B",
    "37B": "34B - 35B + 36B",
    "43B": "38B + 39B + 40B + 41B + 42B",
    "50A": "44A + 45A + 46A + 47A + 48A + 49A",
    "50B": "44B + 45B + 46B + 47B",
    "51B": "43B + 50B",
    "57B": "52B + 53B + 54B + 55B + 56B",
    "59B": "57B + 58B",
    "60B": "51B - 59B",
    "61B": "37B - 60B",
    "15": "61B",
    "20": "16 + 17 + 18 + 19",
    "21": "15 - 20",
    "25": "22 + 23 + 24",
    "26": "21 + 25",
}
"""How the totals of the 2550Q of April 2024 follow from its other boxes (RMC 68-2024)."""
FROM_BOOKS = {
    "31": ("output", ("vatable", "government")),
    "32": ("output", ("zero_rated",)),
    "33": ("output", ("exempt",)),
    "44": ("input", ("goods", "services", "capital_goods")),
    "45": ("input", ("nonresident_services",)),
    "46": ("input", ("import",)),
    "47": ("input", ("other",)),
    "48": ("input", ("no_input_tax",)),
    "49": ("input", ("import_exempt",)),
}
"""Which natures of gold.vat_lines a box of the books adds up: column A the base, B the tax."""
WITHOUT_TAX = ("32", "33", "48", "49")
SAME_NAME = 0.85


def wrong_totals(boxes: Boxes) -> list[str]:
    """A sentence for every total that does not follow from the boxes it is made of."""
    found = []
    for box, rule in TOTALS.items():
        expected = evaluate(rule, boxes)
        if boxes[box] != expected:
            found.append(f"Box {box} says {boxes[box]:,.2f}, but {rule} is {expected:,.2f}.")
    return found


def evaluate(rule: str, boxes: Boxes) -> Decimal:
    """The value of a sum or difference of boxes."""
    sign, total = 1, Decimal(0)
    for word in rule.split():
        if word in "+-":
            sign = 1 if word == "+" else -1
        else:
            total += sign * boxes[word]
    return total


def gold_boxes(sums: Mapping[tuple[str, str], tuple[Decimal, Decimal]]) -> dict[str, Decimal]:
    """The boxes of the books as gold has them; sums: (side, nature) -> (base, tax)."""
    boxes: dict[str, Decimal] = {}
    for box, (side, natures) in FROM_BOOKS.items():
        found = [sums.get((side, nature), (Decimal(0), Decimal(0))) for nature in natures]
        boxes[f"{box}A"] = sum((base for base, _ in found), Decimal(0))
        if box not in WITHOUT_TAX:
            boxes[f"{box}B"] = sum((tax for _, tax in found), Decimal(0))
    return boxes


def different(what: str, ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[str]:
    """A sentence for every key on which two sources do not agree exactly."""
    return [
        f"{what} {key}: {ours.get(key)} in Odoo, {theirs.get(key)} in the warehouse."
        for key in sorted({*ours, *theirs})
        if ours.get(key) != theirs.get(key)
    ]


def same_vendor(read: str | None, printed: str) -> bool:
    """Whether two vendor names are one: letters and digits compared, small misreadings allowed."""
    left, right = (re.sub(r"[^a-z0-9]", "", (name or "").casefold()) for name in (read, printed))
    return SequenceMatcher(None, left, right).ratio() >= SAME_NAME
