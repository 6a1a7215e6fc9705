"""What was bought, from rows as different receipts print them."""

from datetime import date
from decimal import Decimal

import pytest

from sidecar.documents.extraction import Extraction, extract_all
from sidecar.documents.fields.items import adds_up
from sidecar.documents.fields.quantities import Number, count_of, parted
from sidecar.documents.locale import load_locale
from tests.sidecar.documents.printed import lines_of

TODAY = date(2026, 11, 20)
HEAD = [
    "MALAYA BOOKS INC.",
    "12 Rizal Street, Manila",
    "VAT REG TIN 123-456-789-00000",
    "SI No. 0045121",
    "Date: 10/03/2026 02:20 PM",
    "Cashier: LUZ",
]


def read(rows: list[str], locale: str = "ph", head: list[str] = HEAD) -> Extraction:
    return extract_all(lines_of([*head, *rows]), load_locale(locale), today=TODAY)


def items(
    rows: list[str], locale: str = "ph", head: list[str] = HEAD
) -> list[tuple[str, str | None, str | None, str | None]]:
    return [
        (
            one.description,
            None if one.count.quantity is None else f"{one.count.quantity:f}",
            None if one.count.unit_price is None else f"{one.count.unit_price:f}",
            None if one.amount is None else f"{one.amount:f}",
        )
        for one in read(rows, locale, head).items
    ]


LAYOUTS = {
    "count below": (
        ["Notebook | 180.00 V", "  2 @ 90.00", "Ruler | 35.50 V", "TOTAL | 215.50"],
        [("Notebook", "2", "90.00", "180.00"), ("Ruler", None, None, "35.50")],
    ),
    "count and amount below the name": (
        ["Notebook", "2 x 90.00 | 180.00V", "Ruler", "1 x 35.50 | 35.50V", "TOTAL | 215.50"],
        [("Notebook", "2", "90.00", "180.00"), ("Ruler", "1", "35.50", "35.50")],
    ),
    "count above the name": (
        ["2 x 90.00", "Notebook | 180.00", "3 x 11.00", "Ruler | 33.00", "TOTAL | 213.00"],
        [("Notebook", "2", "90.00", "180.00"), ("Ruler", "3", "11.00", "33.00")],
    ),
    "count in front": (
        ["2 Notebook A4 | 180.00", "1 Ruler 30CM | 35.50", "SUBTOTAL | 215.50", "TOTAL | 215.50"],
        [("Notebook A4", "2", "90.00", "180.00"), ("Ruler 30CM", "1", "35.50", "35.50")],
    ),
    "columns with a heading": (
        [
            "QTY  DESCRIPTION | UNIT PRICE | AMOUNT",
            "2 | Notebook | 90.00 | 180.00",
            "3 | Ruler | 11.00 | 33.00",
            "TOTAL AMOUNT DUE | 213.00",
        ],
        [("Notebook", "2", "90.00", "180.00"), ("Ruler", "3", "11.00", "33.00")],
    ),
    "a name of two rows below a heading": (
        ["ITEM | AMOUNT", "Notebook with", "hard cover", "2 @ 90.00 | 180.00", "TOTAL | 180.00"],
        [("Notebook with hard cover", "2", "90.00", "180.00")],
    ),
    "litres": (
        ["DIESEL | 2,077.17 V", "31.592 L @ 65.75", "TOTAL AMOUNT DUE | 2,077.17"],
        [("DIESEL", "31.592", "65.75", "2077.17")],
    ),
    "litres in front": (
        ["31.592 DIESEL | 2,077.17V", "TOTAL AMOUNT DUE | 2,077.17"],
        [("DIESEL", "31.592", "65.75", "2077.17")],
    ),
    "article codes": (
        ["480001650114 Notebook | 90.00", "480001650121 Ruler | 35.50", "TOTAL | 125.50"],
        [("Notebook", None, None, "90.00"), ("Ruler", None, None, "35.50")],
    ),
    "pesos in front of amounts": (
        ["Notebook 2 x P90.00 | P180.00", "TOTAL | P180.00"],
        [("Notebook", "2", "90.00", "180.00")],
    ),
    "something taken off one item": (
        ["Notebook | 180.00", "Discount | -18.00", "Ruler | 35.50", "TOTAL | 197.50"],
        [
            ("Notebook", None, None, "180.00"),
            ("Discount", None, None, "-18.00"),
            ("Ruler", None, None, "35.50"),
        ],
    ),
    "a sign of multiplication misread": (
        ["Notebook | 180.00", "2 0 90.00", "Ruler | 33.00", "3 & 11.00", "TOTAL | 213.00"],
        [("Notebook", "2", "90.00", "180.00"), ("Ruler", "3", "11.00", "33.00")],
    ),
    "a digit of the price misread": (
        ["Notebook | 180.00", "2 @ 98.00", "TOTAL | 180.00"],
        [("Notebook", "2", "90.00", "180.00")],
    ),
    "a digit of the amount misread": (
        ["Notebook | 188.00", "2 @ 90.00", "Ruler | 35.50", "SUBTOTAL | 215.50", "TOTAL | 215.50"],
        [("Notebook", "2", "90.00", "180.00"), ("Ruler", None, None, "35.50")],
    ),
    "figures inside words": (
        ["N0TEB00K 80P | 90.00", "TOTAL | 90.00"],
        [("NOTEBOOK 80P", None, None, "90.00")],
    ),
    "words of totals in names of goods": (
        ["Laundry service | 420.00", "Oil change | 80.00", "Taxi book | 60.00", "TOTAL | 560.00"],
        [
            ("Laundry service", None, None, "420.00"),
            ("Oil change", None, None, "80.00"),
            ("Taxi book", None, None, "60.00"),
        ],
    ),
    "nothing but a total": (["TOTAL | 560.00", "CASH | 600.00"], []),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    rows, expected = LAYOUTS[layout]
    assert items(rows) == expected


def test_day_first_layouts() -> None:
    head = ["KEDAI BUKU MELATI SDN BHD", "GST ID 001234567890", "TAX INVOICE", "02/11/2017 10:14"]
    rows = ["Code  Description", "SR 100200300 Pencil", "$1.10 | 2 | $2.20", "Total | $2.20"]
    assert items(rows, "en", head) == [("Pencil", "2", "1.10", "2.20")]
    rows = ["Printer paper A4", "2 pcs @ 11.00 | 22.00 SR", "Total RM Incl. GST | 22.00"]
    assert items(rows, "en", head) == [("Printer paper A4", "2", "11.00", "22.00")]


def test_items_tell_whether_they_make_the_total() -> None:
    rows = ["Notebook | 180.00", "Ruler | 35.50"]
    right = read([*rows, "TOTAL | 215.50", "CASH | 300.00", "CHANGE | 84.50"])
    assert adds_up(right.items, right.sums)
    wrong = read([*rows, "TOTAL | 415.50", "CASH | 500.00", "CHANGE | 84.50"])
    assert not adds_up(wrong.items, wrong.sums)


def test_each_item_knows_its_place() -> None:
    [one] = read(["Notebook", "2 x 90.00 | 180.00", "TOTAL | 180.00"]).items
    assert [line.text for line in one.lines] == ["Notebook", "2 x 90.00", "180.00"]


D = Decimal


@pytest.mark.parametrize(
    ("printed", "amount", "expected"),
    [
        (["3", "12.50"], "37.50", ("3", "12.50", True)),
        (["12.50"], "37.50", ("3", "12.50", True)),
        (["3"], "37.50", ("3", "12.50", False)),
        (["0.512", "129.00"], "66.05", ("0.512", "129.00", True)),
        (["7"], "37.50", None),
        (["37.50"], "37.50", ("1", "37.50", True)),
    ],
)
def test_count_of(printed: list[str], amount: str, expected: tuple[str, str, bool] | None) -> None:
    numbers = [Number(D(text), money=len(text.rpartition(".")[2]) == 2) for text in printed]
    found = count_of(numbers, D(amount))
    told = found and (f"{found.quantity:f}", f"{found.unit_price:f}", found.proven)
    assert told == expected


def test_digits_run_together() -> None:
    found = parted("4 0 3760", D("150.40"))
    assert found
    assert (found.quantity, found.unit_price) == (D(4), D("37.60"))
    assert parted("0045121", D("150.40")) is None
    assert parted("12", D("150.40")) is None
