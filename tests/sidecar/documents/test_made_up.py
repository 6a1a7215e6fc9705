"""Whole receipts of many layouts, made up: seller, address, date and total, and whose they are."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sidecar.documents.extraction import extract
from sidecar.documents.locale import guess_locale, load_locale
from sidecar.documents.text import squeeze
from tests.sidecar.documents.test_extraction import lines_of

TODAY = date(2026, 11, 20)
RECEIPTS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("made_up.toml").read_text(encoding="utf-8")
)["receipt"]


def read(rows: list[str], locale: str) -> dict[str, str | None]:
    found = extract(lines_of(rows), load_locale(locale), today=TODAY)
    return {name: group[0].value if group else None for name, group in found.items()}


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda receipt: receipt["case"])
def test_receipt(receipt: dict[str, Any]) -> None:
    found = read(receipt["rows"], receipt["locale"])
    assert found["vendor"] == receipt["vendor"]
    assert squeeze(found["address"] or "") == squeeze(receipt["address"])
    assert found["date"] == receipt["date"]
    assert found["total"] == receipt["total"]


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda receipt: receipt["case"])
def test_locale_is_guessed(receipt: dict[str, Any]) -> None:
    assert guess_locale(receipt["rows"]).code == receipt["locale"]


HEAD = ["SINAR MAJU ENTERPRISE", "No 4, Jalan Melur 2", "43000 Kajang, Selangor"]
DATES = {
    "a time runs into it": ("17-08-2109:41 SHOP 12", "2021-08-17"),
    "a number runs into it": ("#042-007-000919/06/202208:12-R", "2022-06-19"),
    "it runs into a time": ("T:09:4129/07/23", "2023-07-29"),
    "tildes": ("11:16AM 700123 23~09-21", "2021-09-23"),
    "letters in the month": ("Date: 21 0CT 2022", "2022-10-21"),
    "no signs, year first": ("20220317 10:12", "2022-03-17"),
    "mixed signs": ("17-03 2022", "2022-03-17"),
}


@pytest.mark.parametrize("case", DATES)
def test_date(case: str) -> None:
    text, expected = DATES[case]
    assert read([*HEAD, text, "Roti | 2.00", "TOTAL | 2.00"], "en")["date"] == expected


def test_another_date_tells_the_order() -> None:
    rows = [*HEAD, "Date: 04/05/2024 10:00", "Bought until 27/05/2024", "TOTAL | 2.00"]
    assert read(rows, "ph")["date"] == "2024-05-04"
    assert read(rows[:4] + rows[5:], "ph")["date"] == "2024-04-05"


SUMS = {
    "cash and items tell the misread cents": (
        [
            *["Bed | 800.00", "Towel | 347.20", "TOTAL DUE | 1,147.28"],
            *["Cash | 1,200.00", "Change | 52.80"],
        ],
        "1147.20",
    ),
    "a card paid the other of two totals": (
        [
            *["Lamp | 56.30", "TOTAL | 56.30", "Total Sales Inclusive GST | 86.30"],
            "MASTERCARD | 56.30",
        ],
        "56.30",
    ),
    "only items and cash": (["Dept 02 | 118.40", "Dept 07 | 33.70", "CASH", "| 152.10"], "152.10"),
    "a heading is no label": (
        [
            *["ITEM QTY U/P AMOUNT", "770012 | 40 | 31.00", "Salt | 2.00"],
            *["CASH | 33.00", "CHANGE | 0.00"],
        ],
        "33.00",
    ),
    "a misread label": (["Ticket 7.40", "Anount Incl, GST | 7.40", "Paid | 20.00"], "7.40"),
}


@pytest.mark.parametrize("case", SUMS)
def test_sums_decide(case: str) -> None:
    rows, expected = SUMS[case]
    assert read([*HEAD, *rows], "en")["total"] == expected


ADDRESSES = {
    "a telephone on the last row": (
        ["No.6, Jalan Melur 3/9", "80250 Johor Bahru, Johor. Te1 No.: 07-200 3322"],
        "No.6, Jalan Melur 3/9, 80250 Johor Bahru, Johor",
    ),
    "the country ends it": (
        ["No 19, Jalan 4/27C", "51100 Kuala Lumpur, Malaysia", "SUNRISE PLAZA"],
        "No 19, Jalan 4/27C, 51100 Kuala Lumpur, Malaysia",
    ),
    "places without street": (["Puncak Delima, Uptown (DU)"], "Puncak Delima, Uptown (DU)"),
    "a stamp beside it": (
        ["21, Jalan Melur 3, | PAID", "40170 Klang"],
        "21, Jalan Melur 3, 40170 Klang",
    ),
    "misread words": (
        ["10T 27-C & 27-D, JAIAN RAYA 9", "45000 RAWANG, SELANG0R"],
        "LOT 27-C & 27-D, JALAN RAYA 9, 45000 RAWANG, SELANGOR",
    ),
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_address(case: str) -> None:
    rows, expected = ADDRESSES[case]
    found = read(["SINAR MAJU SDN BHD", "(600500-T)", *rows, "GST ID: 000111"], "en")
    assert squeeze(found["address"] or "") == squeeze(expected)


NAMES = {
    "brackets over rows": (
        ["BUMI HARDWARE", "ENTERPRISE(SERI", "ALAM) SDN BHD", "600500-T"],
        "BUMI HARDWARE ENTERPRISE (SERI ALAM) SDN BHD",
    ),
    "a street that holds a company word": (
        ["MENTARI", "<600500-T>", "36 LRG PERUSAHAAN 9"],
        "MENTARI",
    ),
    "a remark in brackets": (["KASIH DELTA CITY", "(KASIH SHOP (90123))"], "KASIH DELTA CITY"),
    "the owner of a sign": (["OLD HARBOUR", "OWN BY: DAPUR LIM SDN BHD"], "DAPUR LIM SDN BHD"),
    "the owner of a named shop": (
        ["PELITA STATIONERY SHOP", "OWNED BY: PELITA SUPPLY SDN BHD"],
        "PELITA STATIONERY SHOP",
    ),
}


@pytest.mark.parametrize("case", NAMES)
def test_name(case: str) -> None:
    rows, expected = NAMES[case]
    assert read([*rows, "12, Jalan Melur 2", "43000 Kajang"], "en")["vendor"] == expected
