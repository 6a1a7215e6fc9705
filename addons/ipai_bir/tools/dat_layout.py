# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Layouts of the files the BIR's programs read, as rows of a CSV file.

A row is one field of one record, in the order of the file. The first record is the
header; a record that sums another one is that one's control; the others are details.
Rows whose record is `file` say what the file is: its title, name and source.

| column | meaning |
|---|---|
| `record`, `position`, `field` | the record, place in the line, name of the field |
| `type` | see `dat_field.TYPES`, or `sequence`, `same`, `sum` |
| `value` | the constant, the choices, the header's field, or `record.field` to sum |
| `quotes` | `yes` when the field stands in double quotes |
| `width`, `decimals` | characters, or digits before the point and after it |
| `required` | `yes`; `either` when one of those so marked has to be filled |
| `empty` | what is written for nothing or zero |
| `meaning` | what a person calls it |

`{form}` in a constant or in the name of the file stands for the code of the form.
"""

import csv
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO

from .dat_field import TYPES

DERIVED = {"sequence", "same", "sum"}
EMPTY = {"", '""', "0", "0.00"}


class LayoutError(Exception):
    """A layout that cannot be used; the text lists every problem."""


@dataclass(frozen=True)
class Field:
    """One field of one record of a layout."""

    record: str
    position: int
    name: str
    type: str
    value: str
    quotes: bool
    width: int
    decimals: int
    required: str
    empty: str
    meaning: str

    @property
    def given(self):
        """Whether the value comes with the record, not from the layout."""
        return self.type not in DERIVED | {"constant"}


@dataclass(frozen=True)
class Layout:
    """One kind of file: its records in order, and what it is called."""

    name: str
    about: dict = field(repr=False)
    records: dict = field(repr=False)

    @property
    def header(self):
        return next(iter(self.records))

    @cached_property
    def controls(self):
        """{detail record: control record that follows it}."""
        return {
            item.value.split(".")[0]: kind
            for kind, fields in self.records.items()
            for item in fields
            if item.type == "sum" and kind != self.header
        }

    @cached_property
    def given(self):
        """{record: its fields whose values come with it}."""
        return {
            kind: [item for item in fields if item.given]
            for kind, fields in self.records.items()
        }

    @cached_property
    def details(self):
        return [
            kind
            for kind in self.records
            if kind != self.header and kind not in self.controls.values()
        ]

    def field(self, kind, name):
        """The field of a record by its name, or None."""
        return next((f for f in self.records[kind] if f.name == name), None)

    def source(self, item):
        """The field of the header that `item` repeats."""
        return self.field(self.header, item.value)


def load(name: str, text: str) -> Layout:
    """The layout in a CSV text.

    :raises LayoutError: with one line a problem
    """
    rows = list(csv.DictReader(StringIO(text)))
    about = {row["field"]: row["value"] for row in rows if row["record"] == "file"}
    records, problems = {}, []
    for row in rows:
        if row["record"] != "file":
            records.setdefault(row["record"], []).append(_field(row))
    layout = Layout(name, about, records)
    if {"title", "name", "source"} - set(about):
        problems.append("the rows of the file give its title, name and source.")
    for fields in records.values():
        problems += _problems(layout, fields)
    if problems:
        raise LayoutError("\n".join(f"{name}: {problem}" for problem in problems))
    return layout


def _field(row):
    return Field(
        record=row["record"],
        position=int(row["position"]),
        name=row["field"],
        type=row["type"],
        value=row["value"],
        quotes=row["quotes"] == "yes",
        width=int(row["width"] or 0),
        decimals=int(row["decimals"] or 0),
        required=row["required"],
        empty=row["empty"],
        meaning=row["meaning"],
    )


def _problems(layout, fields):
    places = [item.position for item in fields]
    if places != list(range(1, len(fields) + 1)):
        yield f"the positions of {fields[0].record} do not count from 1."
    names = [item.name for item in fields]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{fields[0].record} has {name} twice."
    for item in fields:
        where = f"{item.record}.{item.name}:"
        if item.type not in DERIVED | set(TYPES):
            yield f"{where} there is no type {item.type}."
        if item.required not in ("", "yes", "either"):
            yield f"{where} required is yes, either or nothing."
        if item.empty not in EMPTY:
            yield f"{where} nothing is not written as {item.empty}."
        if item.type == "same" and not layout.field(layout.header, item.value):
            yield f"{where} the header has no field {item.value}."
        if item.type == "sum":
            kind, _dot, name = item.value.partition(".")
            if kind not in layout.records or not layout.field(kind, name):
                yield f"{where} there is no {item.value} to sum."
