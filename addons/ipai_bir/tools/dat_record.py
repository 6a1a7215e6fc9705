# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records of a BIR file, and what is found wrong with them."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from .dat_layout import Layout

# a sum, a running number and a constant are written like these
_SHAPES = {
    "sum": {"type": "amount", "width": 15, "decimals": 2},
    "sequence": {"type": "number", "width": 8},
    "constant": {"type": "text", "width": 20},
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a sentence, and where: record or line, and field."""

    where: str
    text: str
    line: int = 0
    field: str = ""

    def __str__(self):
        return f"{self.where}: {self.text}"


class DatError(Exception):
    """A file that cannot be written; `problems` lists everything that is wrong."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass
class Record:
    """One line of a file: the values by the names of its fields.

    `name` is what a person calls it (the partner); it is not written. When read,
    `texts` holds the fields as they stood in the line.
    """

    kind: str
    values: dict
    name: str = ""
    line: int = 0
    texts: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)


@dataclass(frozen=True)
class Total:
    """A sum that the file states, and what its lines add up to."""

    record: str
    field: str
    meaning: str
    stated: Decimal | None
    summed: Decimal


@dataclass
class Reading:
    """What a file says: its layout (None when unknown), records, totals, problems."""

    layout: Layout | None
    form: str
    records: list
    totals: list
    problems: list


def problem(where, item, value, said, line=0):
    """The problem of a field, with the value it had."""
    shown = "" if value is None or value == "" else f" “{value}”"
    return Problem(where, f"{item.meaning}{shown} {said}", line, item.name)


def typed(layout, item):
    """The field that says how the value of `item` is written."""
    if item.type == "same":
        return replace(layout.source(item), quotes=item.quotes)
    shape = _SHAPES.get(item.type)
    return replace(item, **shape) if shape else item


def nameless(layout, kind, filled):
    """The meanings of the fields of which one has to be filled, when none is."""
    either = [item for item in layout.records[kind] if item.required == "either"]
    if any(filled.get(item.name) for item in either):
        return ""
    return " or ".join(item.meaning for item in either)
