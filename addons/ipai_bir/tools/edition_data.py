# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The folder of one edition of a form: parts.csv and boxes.csv, read and checked.

A folder is refused as a whole, with every problem it has, before anything of it
reaches a database: unknown kinds or classes, a part that is not there, a formula
that cannot be worked out.
"""

import csv
from decimal import Decimal
from io import StringIO

from . import formula

KINDS = {
    "header",
    "tax_base",
    "tax_amount",
    "formula",
    "manual",
    "schedule",
    "carry_over",
}
LAYOUTS = {"header", "lines", "schedule"}
SIGNS = {"debit", "credit"}


class EditionError(Exception):
    """An edition's folder that cannot be used; the text lists every problem."""


def read(parts_text: str, boxes_text: str, classes: set[str]) -> tuple[list, list]:
    """Rows of parts.csv and boxes.csv, checked against each other.

    :param classes: the tax classes that exist
    :raises EditionError: with one line a problem
    """
    parts = list(csv.DictReader(StringIO(parts_text)))
    boxes = list(csv.DictReader(StringIO(boxes_text)))
    problems = [
        *_twice("part", parts),
        *_twice("box", boxes),
        *(p for box in boxes for p in _box_problems(box, parts, classes)),
    ]
    if not problems:
        problems = list(_formula_problems(boxes))
    if problems:
        raise EditionError("\n".join(problems))
    return parts, boxes


def _twice(what, rows):
    codes = [row["code"] for row in rows]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{what} {code} is there twice."


def _box_problems(box, parts, classes):
    where = f"box {box['code']}:"
    if box["part"] not in {part["code"] for part in parts}:
        yield f"{where} there is no part {box['part']}."
    if box["kind"] not in KINDS:
        yield f"{where} there is no kind {box['kind']}."
    for name in box["classes"].split():
        if name not in classes:
            yield f"{where} there is no tax class {name}."
    if bool(box["classes"]) != bool(box["sign"]):
        yield f"{where} tax classes and sign go together."
    if box["sign"] and box["sign"] not in SIGNS:
        yield f"{where} the sign is debit or credit, not {box['sign']}."
    if box["kind"] in ("formula", "carry_over") and not box["formula"]:
        yield f"{where} the formula is missing."


def _formula_problems(boxes):
    """Work all formulas out once on made-up amounts: names, circles and grammar."""
    amounts = [box for box in boxes if box["kind"] not in ("header", "schedule")]
    columns = {box["code"] for box in boxes if box["kind"] == "schedule"}
    formulas = {b["code"]: b["formula"] for b in amounts if b["kind"] == "formula"}
    values = {b["code"]: Decimal(1) for b in amounts if b["kind"] != "formula"}
    rows = {code: [Decimal(1)] for code in columns}
    attempts = [(formulas, values, rows)]
    known = dict.fromkeys([b["code"] for b in amounts], Decimal(1))
    for box in boxes:
        names = dict.fromkeys(columns, Decimal(1)) if box["code"] in columns else known
        for key in ("formula", "check", "advice_when", "carry"):
            text = box[key]
            if text and text != "copy" and box["code"] not in formulas:
                attempts.append(({f"{box['code']} ({key})": text}, names, rows))
    for attempt in attempts:
        try:
            formula.evaluate(*attempt)
        except formula.FormulaError as error:
            if "divides by zero" not in error.sentence:
                yield str(error)
