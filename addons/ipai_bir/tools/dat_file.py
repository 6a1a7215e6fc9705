# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files for the BIR's validation programs, written by declared layouts.

Writing collects every problem and refuses once with the list: nothing is cut or left
out in silence. `dat_reading` reads the same files back.
"""

from decimal import Decimal

from .dat_field import FieldError, written
from .dat_layout import Layout, load
from .dat_reading import read
from .dat_record import DatError, Problem, Record, nameless, problem, typed

__all__ = [
    "DatError",
    "Layout",
    "Problem",
    "Record",
    "check",
    "load",
    "name",
    "read",
    "write",
]


def write(layout: Layout, records: list, form: str = "") -> bytes:
    """The file of the records: one header and its details; controls are worked out.

    :param records: in the order of their sequence; the header anywhere
    :param form: code of the form where the layout serves several
    :raises DatError: with every problem of every field
    """
    heads = [record for record in records if record.kind == layout.header]
    problems = list(_unknown(layout, records))
    if len(heads) != 1:
        problems.append(Problem("The file", "it needs exactly one header."))
    if len(heads) == len(records):
        problems.append(
            Problem("The file", "it has no lines, there is nothing to send.")
        )
    if problems:
        raise DatError(problems)
    writer = _Writer(layout, heads[0], records, form)
    lines = writer.lines()
    if writer.problems:
        raise DatError(writer.problems)
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def check(layout: Layout, record: Record, known: dict | None = None) -> list:
    """What is wrong with one record by itself, before there is a file.

    :param known: what was found of values before, kept by whoever checks many records:
        names and numbers of partners are the same in many of them
    """
    found, known = [], {} if known is None else known
    if missing := nameless(layout, record.kind, record.values):
        found.append(Problem(record.name, f"{missing} has to be filled in."))
    for item in layout.given[record.kind]:
        value = record.values.get(item.name)
        key = layout.name, record.kind, item.name, value
        if key not in known:
            known[key] = _refused(item, value)
        if known[key]:
            found.append(problem(record.name, item, value, known[key]))
    return found


def _refused(item, value):
    """Why a value cannot be written, None when it can."""
    try:
        written(item, value)
    except FieldError as error:
        return error
    return None


def name(layout: Layout, header: dict, form: str = "") -> str:
    """Name of the file, as the BIR wants it.

    :raises DatError: when the header lacks what the name is made of
    """
    values, problems = {"form": form}, []
    for item in layout.records[layout.header]:
        if item.given and f"{{{item.name}" in layout.about["name"]:
            value = header.get(item.name)
            try:
                text = written(item, value).strip('"')
            except FieldError as error:
                problems.append(problem(layout.header, item, value, error))
                continue
            values[item.name] = value if item.type in ("month", "date") else text
    if problems:
        raise DatError(problems)
    return layout.about["name"].format(**values)


def _unknown(layout, records):
    for record in records:
        if record.kind not in layout.records:
            yield Problem(record.kind, f"no record of {layout.about['title']}.")
            continue
        known = {item.name for item in layout.records[record.kind]}
        for key in sorted(set(record.values) - known):
            yield Problem(record.kind, f"there is no field {key}.")


class _Writer:
    """One file on its way: the lines it has, and what is wrong so far."""

    def __init__(self, layout, header, records, form):
        self.layout, self.header, self.form = layout, header, form
        self.details = {
            kind: [record for record in records if record.kind == kind]
            for kind in layout.details
        }
        self.problems = []

    def lines(self):
        lines = [self.line(self.header, 0)]
        for kind, records in self.details.items():
            lines += [self.line(record, n) for n, record in enumerate(records, 1)]
            if records and kind in self.layout.controls:
                lines.append(self.line(Record(self.layout.controls[kind], {}), 0))
        return lines

    def line(self, record, number):
        where = f"{record.kind} {number}" if number else record.kind
        if record.name:
            where = f"{where} ({record.name})"
        if missing := nameless(self.layout, record.kind, record.values):
            self.problems.append(Problem(where, f"{missing} has to be filled in."))
        return ",".join(
            self.text(item, record, number, where)
            for item in self.layout.records[record.kind]
        )

    def text(self, item, record, number, where):
        """The field as it stands in the line; empty when it has a problem."""
        value = self.value(item, record, number)
        try:
            return written(typed(self.layout, item), value)
        except FieldError as error:
            # what the header or a line has wrong is told once, not again in its copy
            # or its sum
            if item.type != "same" and not (item.type == "sum" and self.problems):
                self.problems.append(problem(where, item, value, error))
        return ""

    def value(self, item, record, number):
        if item.type == "constant":
            return item.value.replace("{form}", self.form)
        if item.type == "sequence":
            return number
        if item.type == "same":
            return self.header.values.get(item.value)
        if item.type == "sum":
            kind, _dot, key = item.value.partition(".")
            amounts = (r.values.get(key) for r in self.details[kind])
            return sum((a for a in amounts if isinstance(a, Decimal)), Decimal(0))
        return record.values.get(item.name)
