# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Random files of every layout: read back as written, and never cut."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import dat_file, dat_reading
from ..tools.dat_field import FieldError, plain
from ..tools.dat_file import DatError, Record
from .test_dat_file import LAYOUTS, without_clock

CHARACTERS = st.characters(
    min_codepoint=9, max_codepoint=0x17F, exclude_categories=["So", "Sc", "Po", "Sm"]
)
DIGITS = st.text("0123456789", min_size=9, max_size=9)


def values_of(item):
    """Values that fit the field, and None where nothing may stand."""
    kinds = {
        "text": st.text(CHARACTERS, max_size=item.width).filter(
            lambda text: fits(item, text)
        ),
        "tin": DIGITS,
        "branch": DIGITS.map(lambda text: "0" + text[:4]),
        "atc": st.sampled_from(["WC158", "WI010", "WV040"]),
        "number": st.integers(1, 12),
        "amount": cents(11),
        "rate": cents(3),
        "month": st.dates(date(1990, 1, 1), date(2090, 12, 31)),
        "date": st.dates(date(1990, 1, 1), date(2090, 12, 31)),
        "choice": st.sampled_from(item.value.split() or [""]),
    }
    values = kinds[item.type]
    return values if item.required else st.none() | values


def fits(item, text):
    try:
        return 0 < len(plain(text)) <= item.width
    except FieldError:
        return False


def cents(digits):
    return st.integers(0, 10 ** (digits + 2) - 1).map(lambda n: Decimal(n) / 100)


def record_of(layout, kind):
    fields = [item for item in layout.records[kind] if item.given]
    return st.fixed_dictionaries({item.name: values_of(item) for item in fields}).map(
        lambda values: Record(kind, values)
    )


def files_of(layout):
    """(layout, form, records) of one layout."""
    several = any("{form}" in item.value for item in layout.records[layout.header])
    return st.tuples(
        st.just(layout),
        st.sampled_from(["1702Q", "2550Q"]) if several else st.just(""),
        record_of(layout, layout.header),
        st.lists(
            st.one_of([record_of(layout, kind) for kind in layout.details]),
            min_size=1,
            max_size=4,
        ),
    )


FILES = st.one_of([files_of(layout) for layout in LAYOUTS.values()])


def read_as(item, value):
    """What the reader returns for a value that was written."""
    if value is None:
        return Decimal(0) if item.empty in ("0", "0.00") else None
    if item.type == "text":
        return plain(value) or None
    if item.type == "month":
        return value.replace(day=1)
    return {"branch": lambda text: text[1:], "number": str}.get(
        item.type, lambda same: same
    )(value)


@tagged("post_install", "-at_install")
class TestProperties(BaseCase):
    @without_clock
    @given(FILES)
    def test_files_read_back_equal_what_was_written(self, drawn):
        layout, form, header, details = drawn
        wanted = [header, *details]
        content = dat_file.write(layout, wanted, form)
        self.assertTrue(content.endswith(b"\r\n"))
        self.assertEqual(content.count(b"\n"), content.count(b"\r\n"))
        reading = dat_reading.read(content, list(LAYOUTS.values()))
        self.assertEqual(reading.problems, [])
        self.assertEqual((reading.layout, reading.form), (layout, form))
        for kind in (layout.header, *layout.details):
            self.assertEqual(
                [
                    self.values_given(layout, r)
                    for r in reading.records
                    if r.kind == kind
                ],
                [
                    {
                        item.name: read_as(item, record.values.get(item.name))
                        for item in layout.records[kind]
                        if item.given
                    }
                    for record in wanted
                    if record.kind == kind
                ],
            )
        for total in reading.totals:
            self.assertEqual(total.stated, total.summed)

    @staticmethod
    def values_given(layout, record):
        fields = layout.records[record.kind]
        return {item.name: record.values[item.name] for item in fields if item.given}

    @without_clock
    @given(FILES, st.data())
    def test_nothing_is_cut(self, drawn, data):
        """A value too long, too large or missing is refused with the field's name."""
        layout, form, header, details = drawn
        for record in (header, *details):
            for item in layout.records[record.kind]:
                if item.type == "text" and item.given:
                    record.values[item.name] = "ABC"
        victim = data.draw(st.sampled_from([header, *details]))
        item = data.draw(
            st.sampled_from(
                [
                    item
                    for item in layout.records[victim.kind]
                    if item.given and item.type not in ("month", "date")
                ]
            )
        )
        blank = item.required == "yes" and data.draw(st.booleans())
        victim.values[item.name] = None if blank else too_much(item)
        with self.assertRaises(DatError) as refusal:
            dat_file.write(layout, [header, *details], form)
        self.assertEqual([p.field for p in refusal.exception.problems], [item.name])


def too_much(item):
    if item.type in ("amount", "rate"):
        return Decimal(10) ** item.width
    return "9" * (max(item.width, 5) + 1)
