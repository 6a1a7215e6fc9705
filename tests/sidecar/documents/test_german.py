"""German receipts: their own pack, drawn and read with both engines."""

from datetime import date
from typing import Any

import pytest

from sidecar.documents.extraction import Extraction, extract_all
from sidecar.documents.locale import guess_locale, load_locale
from sidecar.documents.service import ReceiptReader
from tests.sidecar.documents.printed import lines_of, picture_of

TODAY = date(2026, 11, 20)
MARKET = [
    "FRISCHEMARKT LINDNER GMBH",
    "Hauptstraße 12",
    "50667 Köln",
    "USt-IdNr. DE123456789",
    "||EUR",
    "Bio Vollmilch || 1,78 B",
    "2 Stk x 0,89",
    "Bananen || 1,78 B",
    "0,895 kg x 1,99 EUR/kg",
    "Spülmittel || 1,95 A",
    "SUMME || 5,51",
    "Gegeben BAR || 10,00",
    "Rückgeld BAR || 4,49",
    "MwSt 19% | 1,64 | 0,31",
    "MwSt 7% | 3,33 | 0,23",
    "Bon-Nr. 004711",
    "14.03.2026 17:42 Uhr",
    "Vielen Dank für Ihren Einkauf",
]
INN = [
    "GASTHAUS ZUM ALTEN TOR",
    "Inh. Karla Brandt",
    "Marktplatz 3, 90403 Nürnberg",
    "Steuer-Nr. 241/123/45678",
    "Rechnung Nr. 2026-118",
    "Tisch 7",
    "2 x Schnitzel Wiener Art || 31,80 A",
    "1 x Apfelsaftschorle || 3,90 A",
    "Zwischensumme || 35,70",
    "Gesamtbetrag || 35,70 EUR",
    "inkl. 19% MwSt || 5,70",
    "EC-Karte || 35,70",
    "12. Mai 2026 20:15",
]
PENSION = [
    "Pension Seeblick OHG",
    "Hafenstrasse 8",
    "23966 Wismar",
    "RECHNUNG",
    "Rechnungsnummer: R-20931",
    "Rechnungsdatum: 02.10.2026",
    "Menge Bezeichnung | Einzelpreis | Gesamt",
    "2 Einzelzimmer mit Bad | 95,00 | 190,00",
    "2 Frühstück | 12,50 | 25,00",
    "Nettobetrag || 200,93",
    "MwSt 7% || 14,07",
    "Rechnungsbetrag || 215,00 EUR",
    "Zahlung per Überweisung",
    "USt-IdNr.: DE 987 654 321",
]
EXPECTED: dict[str, tuple[list[str], dict[str, str], list[tuple[str, str | None, str]]]] = {
    "market": (
        MARKET,
        {
            "vendor": "FRISCHEMARKT LINDNER GMBH",
            "tin": "DE123456789",
            "date": "2026-03-14",
            "time": "17:42",
            "total": "5.51",
            "tax": "0.54",
            "currency": "EUR",
            "receipt_number": "004711",
            "payment_method": "cash",
            "category": "groceries",
        },
        [
            ("Bio Vollmilch", "2", "1.78"),
            ("Bananen", "0.895", "1.78"),
            ("Spülmittel", None, "1.95"),
        ],
    ),
    "inn": (
        INN,
        {
            "vendor": "GASTHAUS ZUM ALTEN TOR",
            "tin": "241/123/45678",
            "date": "2026-05-12",
            "time": "20:15",
            "total": "35.70",
            "tax": "5.70",
            "receipt_number": "2026-118",
            "payment_method": "card",
            "category": "meals",
        },
        [("Schnitzel Wiener Art", "2", "31.80"), ("Apfelsaftschorle", "1", "3.90")],
    ),
    "pension": (
        PENSION,
        {
            "vendor": "Pension Seeblick OHG",
            "tin": "DE987654321",
            "date": "2026-10-02",
            "total": "215.00",
            "tax": "14.07",
            "receipt_number": "R-20931",
            "payment_method": "bank",
            "category": "lodging",
        },
        [("Einzelzimmer mit Bad", "2", "190.00"), ("Frühstück", "2", "25.00")],
    ),
}


def extraction(rows: list[str]) -> Extraction:
    lines = lines_of([row.replace("||", "|") for row in rows])
    pack = guess_locale([line.text for line in lines])
    assert pack.code == "de"
    return extract_all(lines, pack, today=TODAY)


@pytest.mark.parametrize("name", EXPECTED)
def test_rows(name: str) -> None:
    rows, fields, items = EXPECTED[name]
    found = extraction(rows)
    assert {field: found.fields[field][0].value for field in fields} == fields
    assert [
        (
            one.description,
            f"{one.count.quantity:f}" if one.count.quantity else None,
            str(one.amount),
        )
        for one in found.items
    ] == items


@pytest.mark.parametrize("engine", ["reader", "paddle_reader"])
@pytest.mark.parametrize("name", EXPECTED)
def test_drawn_and_read(name: str, engine: str, request: pytest.FixtureRequest) -> None:
    reader: ReceiptReader = request.getfixturevalue(engine)
    rows, fields, items = EXPECTED[name]
    reading = reader.read(picture_of(rows))
    assert reading.locale == "de"
    assert reading.status == "read", reading.advice
    read: dict[str, Any] = {field: getattr(reading.fields, field).value for field in fields}
    assert read == fields
    assert [(one.description, one.quantity, one.amount) for one in reading.line_items] == items
    assert [one.text for one in reading.checks if not one.passed] == []


def test_outside_vat() -> None:
    rows = [
        "Schreibbüro Anna Krause",
        "Hauptstraße 1, 04109 Leipzig",
        "Rechnung Nr. 17",
        "Datum: 3. März 2026",
        "Korrektur | 120,00",
        "Summe | 120,00",
        "Keine Umsatzsteuer gemäß § 19 UStG",
    ]
    found = extraction(rows)
    assert found.fields["vat_registration"][0].value == "NON-VAT"
    assert found.fields["date"][0].value == "2026-03-03"
    assert found.fields["date"][0].raw == "3. März 2026"
    assert found.fields["tax"] == []


def test_a_point_groups_thousands_where_the_comma_is_the_decimal_sign() -> None:
    pack = load_locale("de")
    assert pack.decimal_sign == ","
    rows = ["BAUMARKT NORD GMBH", "Datum 01.02.2026", "Holz | 1.234,50", "SUMME | 1.234,50"]
    assert extraction(rows).fields["total"][0].value == "1234.50"
