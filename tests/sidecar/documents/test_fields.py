"""Time, payment, VAT registration, category, reductions and checks from printed rows."""

from datetime import date

import pytest

from sidecar.documents.checks import checks_of
from sidecar.documents.extraction import Extraction, extract_all
from sidecar.documents.fields.time import parse_time
from sidecar.documents.locale import load_locale
from sidecar.documents.quality import is_receipt
from tests.sidecar.documents.printed import lines_of

TODAY = date(2026, 11, 20)
HEAD = ["MALAYA BOOKS INC.", "12 Rizal Street, Manila", "VAT REG TIN 123-456-789-00000"]


def extraction(rows: list[str], locale: str = "ph") -> Extraction:
    return extract_all(lines_of(rows), load_locale(locale), today=TODAY)


def value(name: str, rows: list[str], locale: str = "ph") -> str | None:
    found = extraction(rows, locale).fields[name]
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Time: 05:52:26 PM", "17:52"),
        ("12:05 AM", "00:05"),
        ("12:05 p.m.", "12:05"),
        ("10/03/2026 14:20", "14:20"),
        ("02/23/202612:31:06 PM", "12:31"),
        ("08.15.30", "08:15"),
        ("Total 12.50", None),
        ("85:42:39", None),
        ("TIN 123-456-789", None),
    ],
)
def test_parse_time(text: str, expected: str | None) -> None:
    assert parse_time(text) == expected


def test_the_time_beside_the_date_wins() -> None:
    rows = [*HEAD, "OPEN 08:00 AM - 10:00 PM", "Date: 10/03/2026 02:20 PM", "TOTAL | 100.00"]
    assert value("time", rows) == "14:20"


PAYMENTS = {
    "cash": ["CASH INVOICE", "TOTAL | 480.00", "CASH TENDERED | 500.00", "CHANGE | 20.00"],
    "card": ["CASH INVOICE", "TOTAL | 480.00", "MASTERCARD | 480.00"],
    "ewallet": ["TOTAL | 480.00", "GCASH | 480.00", "CHANGE | 0.00"],
    "bank": ["TOTAL AMOUNT DUE | 480.00", "INSTAPAY | 480.00"],
    "check": ["TOTAL AMOUNT DUE | 480.00", "BANK CHECK NO 0012 | 480.00"],
}


@pytest.mark.parametrize("method", PAYMENTS)
def test_payment(method: str) -> None:
    assert value("payment_method", [*HEAD, "Notebook | 480.00", *PAYMENTS[method]]) == method


def test_a_short_word_misread_beside_the_amount_paid() -> None:
    rows = [*HEAD, "Notebook | 480.00", "TOTAL | 480.00", "MEYA | 480.00"]
    assert value("payment_method", rows) == "ewallet"
    assert value("payment_method", [*HEAD, "Notebook | 480.00", "TOTAL | 480.00"]) is None


def test_registration() -> None:
    assert value("vat_registration", [*HEAD, "TOTAL | 480.00"]) == "VAT"
    outside = [
        "TINDAHAN NI ROSA",
        "NON-VAT REG TIN 123-456-789-000",
        "Rice | 50.00",
        "TOTAL | 50.00",
    ]
    assert value("vat_registration", outside) == "NON-VAT"
    maker = [
        "TINDAHAN NI ROSA",
        "NON VAT REG TIN 123-456-789-000",
        "Rice | 50.00",
        "TOTAL | 50.00",
        "ALPHA POS CORP.",
        "VAT REG TIN 321-654-987-000",
        "ACCREDITATION No. 012345",
        "THIS DOCUMENT IS NOT VALID",
        "FOR CLAIM OF INPUT TAX",
    ]
    assert value("vat_registration", maker) == "NON-VAT"
    charged = ["ISAW CORNER", "TIN 123-456-789-000", "VAT Amount | 12.00", "TOTAL | 112.00"]
    assert value("vat_registration", charged) == "VAT"


CATEGORIES = {
    "fuel": ["HILAGA GAS STATION", "DIESEL | 1,200.00"],
    "meals": ["KUSINA NI TESS", "Sisig | 180.00"],
    "groceries": ["BAYAN SUPERMARKET", "Milk 1L | 98.00"],
    "lodging": ["CORAL BAY HOTEL", "Room 1 night | 3,200.00"],
    "transport": ["NORTHERN BUS LINES", "Fare Manila | 850.00"],
    "office": ["GENERAL MERCHANDISE STORE", "Ballpen blue | 12.00"],
    "hardware": ["GENERAL MERCHANDISE STORE", "Cement 40kg | 250.00"],
    "medical": ["BOTIKA SANTA ANA", "Cetirizine 10mg | 8.00"],
    "courier": ["ISLANDER CARGO SERVICES", "Parcel 2kg | 150.00"],
}


@pytest.mark.parametrize("code", CATEGORIES)
def test_category(code: str) -> None:
    seller, bought = CATEGORIES[code]
    rows = [seller, "12 Rizal Street, Manila", "Date: 10/03/2026", bought]
    amount = bought.rpartition("|")[2]
    assert value("category", [*rows, f"TOTAL | {amount}"]) == code


def test_the_seller_outweighs_one_item_and_nothing_known_is_none() -> None:
    rows = ["BAYAN SUPERMARKET", "Date: 10/03/2026", "Coffee | 180.00", "TOTAL | 180.00"]
    assert value("category", rows) == "groceries"
    rows = ["ZXQ VENTURES", "Date: 10/03/2026", "Item 12 | 180.00", "TOTAL | 180.00"]
    assert value("category", rows) is None


SENIOR = [
    *HEAD,
    "Date: 10/03/2026",
    "Kare-Kare | 1,120.00",
    "Sub-Total | 1,120.00",
    "Less VAT (SC) | -60.00",
    "Less SC Discount 20% | -100.00",
    "Service Charge 10% | 100.00",
    "TOTAL | 1,060.00",
    "VATable Sales | 500.00",
    "VAT Amount | 60.00",
    "VAT-Exempt Sales | 500.00",
]


def test_service_charge_and_discount() -> None:
    assert value("service_charge", SENIOR) == "100.00"
    assert value("discount", SENIOR) == "100.00"
    rows = [*HEAD, "Laundry service | 420.00", "TOTAL | 420.00"]
    assert value("service_charge", rows) is None
    assert value("discount", rows) is None


def test_withheld_tax_lies_between_the_block_and_what_is_due() -> None:
    rows = [
        *HEAD,
        "Nature of Service | Qty | Unit Price | Amount",
        "Consulting September | 1 | 10,000.00 | 10,000.00",
        "Total Sales (VAT Inclusive) | 11,200.00",
        "Less: VAT | 1,200.00",
        "Amount: Net of VAT | 10,000.00",
        "Add: VAT | 1,200.00",
        "Less: Withholding Tax | 200.00",
        "TOTAL AMOUNT DUE | 11,000.00",
        "VATable Sales | 10,000.00",
        "VAT Amount | 1,200.00",
    ]
    found = extraction(rows)
    assert found.best("total") is not None
    assert f"{found.best('total')}" == "11000.00"
    assert f"{found.best('tax')}" == "1200.00"
    assert [(one.description, str(one.amount)) for one in found.items] == [
        ("Consulting September", "10000.00")
    ]
    told = checks(rows)
    assert told["vat_block_adds_up"] == (
        True,
        "VAT 1200.00 and VATable sales 10000.00 make the total 11000.00, "
        "less tax withheld of 200.00.",
    )
    assert all(passed for passed, _ in told.values()), told


def checks(rows: list[str], locale: str = "ph") -> dict[str, tuple[bool, str]]:
    found = checks_of(extraction(rows, locale), load_locale(locale), today=TODAY)
    return {one.code: (one.passed, one.text) for one in found}


def test_checks_that_pass() -> None:
    told = checks(SENIOR)
    assert all(passed for passed, _ in told.values()), told
    assert set(told) == {
        "vat_block_adds_up",
        "vat_is_12_percent",
        "items_sum_to_total",
        "tin_wellformed",
        "date_not_in_future",
    }
    assert told["vat_is_12_percent"][1] == "VAT 60.00 is 12 % of 500.00."


def test_checks_that_fail_say_why() -> None:
    rows = [
        *HEAD,
        "Date: 12/24/2026",
        "Notebook | 400.00",
        "TOTAL | 1,120.00",
        "VATable Sales | 900.00",
        "VAT Amount | 20.00",
        "VAT-Exempt Sales | 100.00",
    ]
    told = checks(rows)
    assert told["vat_block_adds_up"] == (
        False,
        "VAT 20.00, VATable sales 900.00 and exempt sales 100.00 do not make the total 1120.00.",
    )
    assert told["vat_is_12_percent"] == (
        False,
        "VAT 20.00 is not 12 % of 900.00: that would be 108.00.",
    )
    assert told["items_sum_to_total"][0] is False
    assert told["date_not_in_future"] == (False, "The date 2026-12-24 is in the future.")


def test_what_was_not_read_is_not_checked() -> None:
    assert checks(["MALAYA BOOKS INC."]) == {}


def test_the_number_of_a_store_is_not_that_of_the_invoice() -> None:
    rows = ["BAYAN CONVENIENCE STORE #1234", "Milk | 50.00", "TOTAL | 50.00"]
    assert value("receipt_number", rows) is None
    assert value("receipt_number", [*rows, "SALES INVOICE #:00012345"]) == "00012345"


def test_net_and_tax() -> None:
    rows = ["KEDAI BUKU SDN BHD", "Pencil | 100.00", "Sub Total | 100.00", "GST 6% | 6.00"]
    told = checks([*rows, "Total | 106.00"], "en")
    assert told["net_plus_tax_is_total"] == (
        True,
        "Net 100.00 and tax 6.00 make the total 106.00.",
    )


def test_a_summary_by_rate() -> None:
    rows = [
        "KEDAI BUKU SDN BHD",
        "Pencil | 106.00",
        "Rice | 20.00",
        "Total | 126.00",
        "GST Summary | Amount | Tax",
        "SR @ 6% | 100.00 | 6.00",
        "ZRL @ 0% | 20.00 | 0.00",
    ]
    assert value("tax", rows, "en") == "6.00"
    assert value("vatable_sales", rows, "en") == "100.00"


def test_is_receipt() -> None:
    def judged(rows: list[str], score: float = 0.98) -> bool:
        return is_receipt(lines_of(rows), score, extraction(rows).fields)

    assert judged([*HEAD, "Date: 10/03/2026", "Notebook | 400.00", "TOTAL | 400.00"])
    assert judged(["Notebook and pencil | 400.00", "TOTAL | 400.00"])
    letter = ["Dear Ms. Santos,", "we met on 10/03/2026 and agreed", "to meet again next week."]
    assert not judged(letter)
    assert judged(letter, score=0.4), "nobody can say what an unreadable picture shows"
    assert judged([]), "a blank page may be a receipt badly scanned"
