# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The folder of one edition of a form: parts.csv and boxes.csv, read and checked.

A folder is refused as a whole, with every problem it has, before anything of it
reaches a database: unknown kinds, classes, forms or periods, a part that is not there,
a formula that cannot be worked out.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from . import formula, period

KINDS = {
    "header",
    "tax_base",
    "tax_amount",
    "account",
    "formula",
    "manual",
    "schedule",
    "carry_over",
    "return",
    "amended",
    "provider",
}
LAYOUTS = {"header", "lines", "schedule"}
SIGNS = {"debit", "credit"}
SIDES = {"", "A", "B"}
VALUE_TYPES = {"", "text", "date", "number", "money"}
BOOK_READS = {
    *("month", "partner", "partner_tin", "country"),
    *("atc", "atc_rate", "atc_nature", "tax_rate"),
    *("tax_base", "tax_amount", "tax_owed"),
}
RETURN_READS = {
    *("return_period", "return_paid_on", "return_bank", "return_reference"),
    "return_box",
}
PART_COLUMNS = ("code", "title", "section", "layout", "head_a", "head_b", "rows_from")
BOX_COLUMNS = (
    *("code", "part", "item", "side", "label", "kind", "classes", "sign", "formula"),
    *("check", "advice_when", "advice", "reads", "value_type", "carry", "emphasis"),
)
_OPTIONAL = {"rows_from"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FORMULA_KINDS = ("formula", "carry_over", "return", "amended")


class EditionError(Exception):
    """An edition's folder that cannot be used; the text lists every problem."""


@dataclass(frozen=True)
class Words:
    """What the data of an edition may name: tax classes, account types, forms, and
    what an item of the heading can say."""

    classes: frozenset[str] = frozenset()
    account_types: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    headers: frozenset[str] = frozenset()


def read(
    parts_text: str, boxes_text: str, words: Words, named: dict | None = None
) -> tuple[list, list]:
    """Rows of parts.csv and boxes.csv, checked against each other.

    :param words: what exists in the database
    :param named: {field: box} that the edition itself names
    :raises EditionError: with one line a problem
    """
    parts, boxes = _rows(parts_text), _rows(boxes_text)
    problems = [
        *_column_problems("parts.csv", parts, PART_COLUMNS),
        *_column_problems("boxes.csv", boxes, BOX_COLUMNS),
    ]
    if not problems:
        layouts = {part["code"]: part for part in parts}
        problems = [
            *_twice("part", parts),
            *_twice("box", boxes),
            *(p for part in parts for p in _part_problems(part, words)),
            *(p for box in boxes for p in _box_problems(box, layouts, words)),
            *_named_problems(boxes, named or {}),
        ]
    if not problems:
        problems = list(_formula_problems(boxes))
    if problems:
        raise EditionError("\n".join(problems))
    return parts, boxes


def _rows(text):
    return list(csv.DictReader(StringIO(text)))


def _column_problems(file, rows, columns):
    found = set(rows[0]) if rows else set()
    for name in columns:
        if name not in found and name not in _OPTIONAL:
            yield f"{file}: the column {name} is missing."
    for name in sorted(str(name) for name in found - set(columns)):
        yield f"{file}: there is no column {name}."
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            yield f"{file}, line {number}: it has not one value for each column."


def _twice(what, rows):
    codes = [row["code"] for row in rows]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{what} {code} is there twice."


def _named_problems(boxes, named):
    codes = {box["code"] for box in boxes}
    for field, code in named.items():
        if code and code not in codes:
            yield f"edition: {field} names box {code}, which is not there."


def _part_problems(part, words):
    where = f"part {part['code']}:"
    if part["layout"] not in LAYOUTS:
        yield f"{where} there is no layout {part['layout']}."
    rows_from = part.get("rows_from") or ""
    if rows_from and part["layout"] != "schedule":
        yield f"{where} only a schedule has rows."
    if rows_from.startswith("provider:"):
        if not _NAME.fullmatch(rows_from.removeprefix("provider:")):
            yield f"{where} “{rows_from}” names no provider."
        return
    for code in rows_from.split():
        if code not in words.forms:
            yield f"{where} there is no form {code}: load it before this one."


def _box_problems(box, parts, words):
    where = f"box {box['code']}:"
    part = parts.get(box["part"])
    if not part:
        yield f"{where} there is no part {box['part']}."
    if box["kind"] not in KINDS:
        yield f"{where} there is no kind {box['kind']}."
    for key, allowed in (("side", SIDES), ("value_type", VALUE_TYPES)):
        if box[key] not in allowed:
            yield f"{where} there is no {key} {box[key]}."
    yield from (f"{where} {text}" for text in _class_problems(box, words))
    if box["kind"] in _FORMULA_KINDS and not box["formula"]:
        yield f"{where} the formula is missing."
    yield from (f"{where} {text}" for text in _reads_problems(box, part, words))


def _class_problems(box, words):
    of_accounts = box["kind"] == "account"
    known = words.account_types if of_accounts else words.classes
    what = "account type" if of_accounts else "tax class"
    for name in box["classes"].split():
        if name not in known:
            yield f"there is no {what} {name}."
    if bool(box["classes"]) != bool(box["sign"]):
        yield "classes and sign go together."
    if box["sign"] and box["sign"] not in SIGNS:
        yield f"the sign is debit or credit, not {box['sign']}."
    if box["kind"] in ("tax_base", "tax_amount", "account") and not box["classes"]:
        yield f"it names no {what}."


def _reads_problems(box, part, words):
    kind, reads = box["kind"], box["reads"]
    if kind == "header":
        name, _colon, rest = reads.partition(":")
        if name not in words.headers and not (
            name == "typed" or (name in ("text", "nonzero") and rest)
        ):
            yield f"an item of the heading cannot read “{reads}”."
    elif kind == "return":
        yield from _return_problems(reads, words)
    elif kind == "provider":
        name, colon, measure = reads.partition(":")
        if not (colon and _NAME.fullmatch(name) and _NAME.fullmatch(measure)):
            yield f"it reads <name>:<measure>, not “{reads}”."
    elif kind == "schedule" and reads:
        rows_from = (part or {}).get("rows_from") or ""
        allowed = RETURN_READS if rows_from else BOOK_READS
        if reads not in allowed:
            yield f"a column of this schedule cannot read “{reads}”."
        if reads == "return_box" and not box["formula"]:
            yield "the formula is missing."
        if reads in ("tax_base", "tax_amount", "tax_owed") and not box["classes"]:
            yield "it names no tax class."


def _return_problems(reads, words):
    code, _at, reference = reads.partition("@")
    if code not in words.forms:
        yield f"there is no form {code}: load it before this one."
    try:
        period.check_reference(reference)
    except period.PeriodError as error:
        yield str(error)


def _formula_problems(boxes):
    """Work all formulas out once on made-up amounts: names, circles and grammar."""
    for attempt in _attempts(boxes):
        try:
            formula.evaluate(*attempt)
        except formula.FormulaError as error:
            if "divides by zero" not in error.sentence:
                yield str(error)


def _attempts(boxes):
    """(formulas, values, rows) of everything an edition can work out by itself."""
    amounts = [box for box in boxes if box["kind"] not in ("header", "schedule")]
    columns = {box["code"] for box in boxes if box["kind"] == "schedule"}
    formulas = {b["code"]: b["formula"] for b in amounts if b["kind"] == "formula"}
    values = {b["code"]: Decimal(1) for b in amounts if b["kind"] != "formula"}
    yield formulas, values, {code: [Decimal(1)] for code in columns}
    known = dict.fromkeys([b["code"] for b in amounts], Decimal(1))
    for box in boxes:
        names = dict.fromkeys(columns, Decimal(1)) if box["code"] in columns else known
        if box["reads"].startswith("nonzero:"):
            yield {f"{box['code']} (reads)": box["reads"].partition(":")[2]}, known, {}
        for key in ("formula", "check", "advice_when", "carry"):
            text = box[key]
            if not text or text in ("copy", "never") or box["code"] in formulas:
                continue
            if key == "formula" and _reads_other_form(box):
                names = _names_of(text)
            yield {f"{box['code']} ({key})": text}, names, {}


def _reads_other_form(box):
    return box["kind"] == "return" or box["reads"] == "return_box"


def _names_of(text):
    """Whatever boxes a formula names: those of another form are not known here."""
    try:
        return dict.fromkeys(formula.boxes(formula.parse(text)), Decimal(1))
    except formula.FormulaError:
        return {}
