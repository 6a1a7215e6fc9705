"""Sellers of the company's books decide the spelling of what was read."""

from datetime import date

import pytest

from sidecar.documents.known_vendors import KnownVendor
from sidecar.documents.locale import load_locale
from sidecar.documents.reading import read_lines
from sidecar.documents.schemas import ReceiptFields
from tests.sidecar.documents.test_extraction import lines_of

MALAYA = KnownVendor(name="Malaya Books, Inc.", tin="123-456-789-000", aliases=["MB Megamall"])
BAYANI = KnownVendor(name="Bayani Trading", tin="555-444-333-000")
NO_TIN = KnownVendor(name="Kusina ni Aling Nena")


def fields_of(head: list[str], *known: KnownVendor) -> ReceiptFields:
    rows = [*head, "12 Rizal Street, Manila", "Date: 03/02/2026", "TOTAL | 500.00"]
    reading = read_lines(
        lines_of(rows),
        load_locale("ph"),
        score=0.97,
        today=date(2026, 11, 20),
        known_vendors=known,
    )
    fields: ReceiptFields = reading["fields"]
    return fields


CASES = {
    "the same TIN, another branch": (
        ["MALAYA B00KS MEGAMALL", "VAT REG TIN 123-456-789-00012"],
        "Malaya Books, Inc.",
    ),
    "a name misread": (["MALAVA BOOKS INC."], "Malaya Books, Inc."),
    "a name corrected before": (["MB MEGAMALL"], "Malaya Books, Inc."),
    "another TIN is another seller": (
        ["MALAYA BOOKS INC.", "VAT REG TIN 987-654-321-000"],
        "MALAYA BOOKS INC.",
    ),
    "a seller without TIN": (["KUSINA NI ALING NENA"], "Kusina ni Aling Nena"),
    "an unknown seller": (["BOTIKA SANTA ANA"], "BOTIKA SANTA ANA"),
}


@pytest.mark.parametrize("case", CASES)
def test_vendor(case: str) -> None:
    head, expected = CASES[case]
    assert fields_of(head, BAYANI, MALAYA, NO_TIN).vendor.value == expected


def test_what_was_read_stays_beside_the_known_name() -> None:
    vendor = fields_of(["MALAVA BOOKS INC."], MALAYA).vendor
    assert vendor.raw == "MALAVA BOOKS INC."
    assert vendor.box is not None
    assert vendor.confidence >= 0.95
    assert vendor.alternatives[0].value == "MALAVA BOOKS INC."


def test_one_misread_figure_of_the_tin_is_put_right() -> None:
    head = ["MALAYA BOOKS INC.", "VAT REG TIN 123-456-739-00012"]
    fields = fields_of(head, BAYANI, MALAYA)
    assert fields.vendor.value == "Malaya Books, Inc."
    assert fields.tin.value == "123-456-789-00012"
    assert fields.tin.alternatives[0].value == "123-456-739-00012"


def test_of_two_names_with_one_tin_the_nearer_is_taken() -> None:
    fuel = KnownVendor(name="Malaya Fuel", tin="123-456-789-000")
    head = ["MALAYA BOOKS INC.", "TIN 123-456-789-000"]
    assert fields_of(head, fuel, MALAYA).vendor.value == "Malaya Books, Inc."


def test_without_known_vendors_nothing_changes() -> None:
    assert fields_of(["MALAVA BOOKS INC."]).vendor.value == "MALAVA BOOKS INC."
