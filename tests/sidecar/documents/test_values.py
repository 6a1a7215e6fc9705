"""Amounts, dates and TINs as they are printed; and anything at all, without an exception."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.documents.fields.amounts import holds_amount, parse_amount
from sidecar.documents.fields.dates import holds_date, parse_date
from sidecar.documents.fields.tin import parse_tin
from sidecar.documents.text import fold, shape, squeeze

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("₱1,234.50", "1234.50"),
        ("P412.75", "412.75"),
        ("PHP 969.00", "969.00"),
        ("Php1,290.38", "1290.38"),
        ("RM 43.60", "43.60"),
        ("$6.35", "6.35"),
        ("0.00", "0.00"),
        (".02", "0.02"),
        ("-0.02", "-0.02"),
        ("0.01-", "-0.01"),
        ("(0.02)", "-0.02"),
        ("-P92.42", "-92.42"),
        ("1 234.50", "1234.50"),
        ("12, 345.60", "12345.60"),
        ("1.234,50", "1234.50"),
        ("12,50", "12.50"),
        ("266. 40", "266.40"),
        ("1,234,567.89", "1234567.89"),
        ("P500", "500.00"),
        ("500", None),
        ("38.417", None),
        ("12:31.00", None),
        ("12.05.2025", None),
        ("6.00%", None),
        ("2.00 x 4", None),
        ("12,345,678,901,234.00", None),
        ("abc", None),
        ("", None),
    ],
)
def test_amount(text: str, value: str | None) -> None:
    assert parse_amount(text) == (None if value is None else Decimal(value))


@given(
    st.decimals(min_value=0, max_value=999_999_999, places=2), st.sampled_from(["", "₱", "PHP "])
)
def test_printed_amounts_come_back(value: Decimal, mark: str) -> None:
    assert parse_amount(f"{mark}{value:,.2f}") == value
    assert parse_amount(f"-{mark}{value:,.2f}") == -value
    assert holds_amount(f"TOTAL {mark}{value:,.2f}")


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for made in (text, fold(text)):
        amount = parse_amount(made)
        assert amount is None or amount == amount.quantize(Decimal("0.01"))
        parse_date(made, "mdy", today=TODAY)
        parse_tin(made)
    assert fold(fold(text)) == fold(text)
    assert squeeze(shape(text)) == shape(text)


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("02/03/2026", "mdy", "2026-02-03"),
        ("02/03/2026", "dmy", "2026-03-02"),
        ("27/04/2026", "mdy", "2026-04-27"),
        ("04/27/2026", "dmy", "2026-04-27"),
        ("04-27-26", "mdy", "2026-04-27"),
        ("2026-04-27", "dmy", "2026-04-27"),
        ("2026/04/27", "mdy", "2026-04-27"),
        ("14/06/202523:02:16", "dmy", "2025-06-14"),
        ("Nov 12, 2026", "mdy", "2026-11-12"),
        ("October 09, 2026 02:46 PM", "mdy", "2026-10-09"),
        ("10-AUG-2026", "mdy", "2026-08-10"),
        ("17 Mar 2025 18:19", "dmy", "2025-03-17"),
        ("12th Sept 2025", "dmy", "2025-09-12"),
        ("19MAR2025", "dmy", "2025-03-19"),
        ("17062025", "dmy", "2025-06-17"),
        ("Date:O5/1O/2026", "mdy", "2026-05-10"),
        ("31/02/2026", "dmy", None),
        ("13/13/2026", "mdy", None),
        ("01/01/1999", "dmy", None),
        ("01/01/2031", "dmy", None),
        ("632-714-221", "mdy", None),
        ("1,234.50", "mdy", None),
        ("12.31", "mdy", None),
        ("TEL 03-5550 1290", "dmy", None),
    ],
)
def test_date(text: str, order: str, value: str | None) -> None:
    found = parse_date(text, order, today=TODAY)
    assert found == (None if value is None else date.fromisoformat(value))


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=TODAY + timedelta(days=300)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y", "%d %b %Y", "%B %d, %Y", "%Y-%m-%d"]),
)
def test_printed_dates_come_back(value: date, style: str) -> None:
    printed = value.strftime(style)
    assert parse_date(printed, "dmy", today=TODAY) == value
    assert holds_date(printed)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("VAT REG TIN: 007-218-946-00031", "007-218-946-00031"),
        ("TIN 214-905-663-000", "214-905-663-000"),
        ("NON-VAT REG TIN 302-118-457-000", "302-118-457-000"),
        ("TIN: 302-118-457", "302-118-457"),
        ("TIN#O31-720-468-OO15O", "031-720-468-00150"),
        ("TIN: 007 218 946 000", "007-218-946-000"),
        ("VATREG TIN 007.218.946.000", "007-218-946-000"),
        ("TIN: 007218946000", "007-218-946-000"),
        ("TIN: 007218946000VAT", "007-218-946-000"),
        ("MIN: 26071199304418825", None),
        ("007218946000", None),
        ("Tel. (02) 8555-0142", None),
        ("TIN: ____________", None),
    ],
)
def test_tin(text: str, value: str | None) -> None:
    assert parse_tin(text) == value


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Parañaque", "Parañaque"),
        ("Restäurants", "Restaurants"),
        ("TOTAL\uff1a\u20b1 12", "TOTAL:₱ 12"),
        ("\u672c SHOP", "SHOP"),
        ("12\u2014B", "12-B"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_shape_forgives_look_alikes() -> None:
    assert shape("T0TAL AM0UNT") == shape("TOTAL AMOUNT")
    assert shape("5ub-Tota1") == shape("SUB TOTAL")
