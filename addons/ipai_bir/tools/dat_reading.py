# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files for the BIR's validation programs, read back by declared layouts.

Reading is tolerant: it returns what it understands of any file, with what is wrong
by line and field.
"""

import re
from collections import Counter
from decimal import Decimal

from .dat_field import FieldError, understood
from .dat_record import Problem, Reading, Record, Total, nameless, problem, typed

_TOKEN = re.compile(r'(?:"([^"]*)"|([^,"]*))(?:,|$)')


def read(content: bytes, layouts: list) -> Reading:
    """What a file says, whichever of the layouts it follows.

    Never fails on what the file holds: lines and fields that are not as they should
    be are among the problems.
    """
    lines, problems = _lines(content)
    first = _tokens(lines[0][1])[0] if lines else []
    for layout in layouts:
        form = _recognised(layout.records[layout.header], first)
        if form is not None:
            return _Reader(layout, form, problems).reading(lines)
    return Reading(None, "", [], [], [*problems, _stranger(first)])


def _stranger(first):
    start = ",".join(first[:2])[:40]
    return Problem(
        "Line 1", f"it begins with “{start}”, which is none of the files known here.", 1
    )


def _recognised(fields, texts):
    """The form in the header's constants, "" without one, None for another file."""
    form = ""
    for item in fields:
        if item.type != "constant":
            continue
        text = texts[item.position - 1] if len(texts) >= item.position else ""
        pattern = re.escape(item.value).replace(r"\{form\}", "([0-9A-Z]+)")
        match = re.fullmatch(pattern, text)
        if not match:
            return None
        form = form or "".join(match.groups())
    return form


def _lines(content):
    """([(number, text)], problems) of a file, whatever its line ends and bytes."""
    problems, lines = [], []
    if content and not content.endswith(b"\r\n"):
        problems.append(Problem("The last line", "it does not end with CR LF."))
    for number, raw in enumerate(content.split(b"\n"), 1):
        text = raw.removesuffix(b"\r").decode("ascii", "replace")
        if not text.strip():
            continue
        where = f"Line {number}"
        if not raw.endswith(b"\r") and number < content.count(b"\n") + 1:
            problems.append(Problem(where, "it does not end with CR LF.", number))
        if "\N{REPLACEMENT CHARACTER}" in text:
            problems.append(Problem(where, "it has characters beyond ASCII.", number))
        lines.append((number, text))
    if not lines:
        problems.append(Problem("The file", "it is empty."))
    return lines, problems


def _tokens(text):
    """(texts, quoted flags) of a line; no flags (None) when its quotes do not pair."""
    texts, quoted, place = [], [], 0
    while place <= len(text):
        match = _TOKEN.match(text, place)
        if not match:
            return text.replace('"', "").split(","), None
        texts.append(match[1] if match[1] is not None else match[2])
        quoted.append(match[1] is not None)
        if not match[0].endswith(","):
            break
        place = match.end()
    return texts, quoted


class _Reader:
    """One file being read by its layout."""

    def __init__(self, layout, form, problems):
        self.layout, self.form, self.problems = layout, form, problems
        self.records, self.header = [], None
        self.starts = {
            tuple(
                item.value.replace("{form}", form)
                for item in fields
                if item.type == "constant"
            ): kind
            for kind, fields in layout.records.items()
        }

    def reading(self, lines):
        numbers = Counter()
        for line, text in lines:
            texts, quoted = _tokens(text)
            kind = self.starts.get(tuple(texts[:2])) or self.starts.get(
                tuple(texts[:1])
            )
            if not kind:
                start = ",".join(texts[:2])[:40]
                self.problems.append(
                    Problem(f"Line {line}", f"no record begins with “{start}”.", line)
                )
                continue
            numbers[kind] += 1
            self.records.append(self.record(kind, line, texts, quoted, numbers[kind]))
        totals = list(self.totals())
        return Reading(self.layout, self.form, self.records, totals, self.problems)

    def record(self, kind, line, texts, quoted, number):
        fields = self.layout.records[kind]
        record = Record(kind, {}, line=line)
        where = f"Line {line}"
        if quoted is None:
            record.problems.append(Problem(where, "a quote never ends.", line))
        if len(texts) != len(fields):
            text = f"fields found: {len(texts)}; {kind} has {len(fields)}."
            record.problems.append(Problem(where, text, line))
        for place, item in enumerate(fields):
            text = texts[place] if place < len(texts) else ""
            record.texts[item.name] = text
            shape = typed(self.layout, item)
            try:
                record.values[item.name] = value = understood(shape, text)
                self.compare(item, value, number)
                if quoted and text and quoted[place : place + 1] == [not item.quotes]:
                    raise FieldError(
                        "has to stand in quotes."
                        if item.quotes
                        else "stands in quotes."
                    )
            except FieldError as error:
                record.problems.append(problem(where, item, text, error, line))
        if missing := nameless(self.layout, kind, record.texts):
            text = f"{missing} has to be filled in."
            record.problems.append(Problem(where, text, line))
        if kind == self.layout.header and self.header is None:
            self.header = record
        self.problems += record.problems
        return record

    def compare(self, item, value, number):
        """Refuse what the layout itself says otherwise."""
        if item.type == "same" and self.header:
            expected = self.header.values.get(item.value)
        elif item.type == "constant":
            expected = item.value.replace("{form}", self.form)
        elif item.type == "sequence":
            expected, value = number, int(value or 0)
        else:
            return
        if value != expected:
            raise FieldError(f"should be {expected}.")

    def totals(self):
        """Each stated sum beside what the lines add up to; differences are problems."""
        for record in self.records:
            for item in self.layout.records[record.kind]:
                if item.type != "sum":
                    continue
                kind, _dot, key = item.value.partition(".")
                summed = sum(
                    (r.values.get(key) or Decimal(0) for r in self.of(kind)), Decimal(0)
                )
                stated = record.values.get(item.name)
                if (stated or 0) != summed:
                    found = problem(
                        f"Line {record.line}",
                        item,
                        stated,
                        f"does not agree: the lines add up to {summed:.2f}.",
                        record.line,
                    )
                    record.problems.append(found)
                    self.problems.append(found)
                yield Total(record.kind, item.name, item.meaning, stated, summed)
        for detail, control in self.layout.controls.items():
            if bool(self.of(detail)) != bool(self.of(control)):
                text = f"{detail} and {control} go together: one of them is missing."
                self.problems.append(Problem("The file", text))

    def of(self, kind):
        return [record for record in self.records if record.kind == kind]
