"""Rows of receipts as a table of cases: what the finders make of them."""

from datetime import date

import pytest

from sidecar.documents.evidence import Candidate, ranked
from sidecar.documents.extraction import FIELDS, extract
from sidecar.documents.layout import Line, rows_of
from sidecar.documents.locale import guess_locale, load_locale, locale_codes
from tests.sidecar.documents.printed import lines_of

TODAY = date(2026, 11, 20)
HEAD = ["MALAYA BOOKS INC.", "12 Rizal Street, Manila", "VAT REG TIN 123-456-789-00000"]


def read(rows: list[str], locale: str = "ph") -> dict[str, str | None]:
    found = extract(lines_of(rows), load_locale(locale), today=TODAY)
    return {name: group[0].value if group else None for name, group in found.items()}


TOTALS = {
    "label in the row": (["TOTAL AMOUNT DUE | 500.00"], "500.00"),
    "label above": (["TOTAL", "| 500.00"], "500.00"),
    "subtotal is no total": (["Sub-Total | 446.43", "VAT 12% | 53.57", "TOTAL | 500.00"], "500.00"),
    "cash is no total": (["TOTAL | 480.00", "CASH | 500.00", "CHANGE | 20.00"], "480.00"),
    "spaces lost": (["TOTALAMOUNTDUE | P500.00"], "500.00"),
    "letters misread": (["T0TAL AM0UNT DUE | 500.00"], "500.00"),
    "one letter wrong": (["TOTAL AMQUNT OUE | 500.00", "CASH | 1,000.00"], "500.00"),
    "change tells the misread": (
        ["TOTAL | 480.00", "Total Amt | 430.00", "CASH | 500.00", "CHANGE | 20.00"],
        "480.00",
    ),
    "no label at all": (["Coffee | 120.00", "Bread | 80.00", "| 200.00"], "200.00"),
    "items with a total of their own": (["TOTAL QTY | 3.00", "GRAND TOTAL | 99.50"], "99.50"),
}


@pytest.mark.parametrize("case", TOTALS)
def test_total(case: str) -> None:
    rows, expected = TOTALS[case]
    assert read([*HEAD, *rows])["total"] == expected


def test_total_after_rounding() -> None:
    rows = ["Total (Inclusive of GST) | 47.03", "Rounding Adj | -0.03", "TOTAL | 47.00"]
    assert read(rows, "en")["total"] == "47.00"
    rows = ["Total Sales Inclusive GST | 64.37", "Rounding Adjustment | .03", "Rounding RM | 64.40"]
    assert read(rows, "en")["total"] == "64.40"


def test_vat_block_and_its_arithmetic() -> None:
    found = read(
        [
            *HEAD,
            "TOTAL AMOUNT DUE | 1,554.25",
            "VATable Sales | 1,203.57",
            "VAT Amount (12%) | 144.43",
            "VAT-Exempt Sales | 206.25",
            "Zero-Rated Sales | 0.00",
        ]
    )
    assert found["tax"] == "144.43"
    assert found["vatable_sales"] == "1203.57"
    assert found["vat_exempt"] == "206.25"
    assert found["zero_rated"] == "0.00"


def test_arithmetic_decides_between_two_totals() -> None:
    found = extract(
        lines_of(
            [
                *HEAD,
                "TOTAL AMOUNT DUE | 1,120.00",
                "TOTAL AMOUNT DUE | 1,720.00",
                "VATable Sales | 1,000.00",
                "VAT Amount | 120.00",
                "VAT Exempt Sales | 0.00",
            ]
        ),
        load_locale("ph"),
        today=TODAY,
    )
    best, second = found["total"][:2]
    assert (best.value, second.value) == ("1120.00", "1720.00")
    assert best.signals["support"] > second.signals["support"]


def test_service_charge_and_senior_discount_belong_to_the_sum() -> None:
    found = extract(
        lines_of(
            [
                *HEAD,
                "Sub-Total | 2,070.25",
                "Less VAT (SC) | -55.45",
                "Less SC Discount 20% | -92.42",
                "Service Charge 10% | 184.84",
                "TOTAL | 2,107.22",
                "VATable Sales | 1,386.33",
                "VAT Amount | 166.36",
                "VAT-Exempt Sales | 462.11",
            ]
        ),
        load_locale("ph"),
        today=TODAY,
    )
    assert found["total"][0].value == "2107.22"
    assert found["total"][0].signals["support"] >= 2


FOOTER = [
    *["Pencil | 20.00", "Eraser | 15.00", "Ruler | 35.00", "TOTAL | 70.00"],
    "BRIGHTLANE POS CORP.",
    "VAT REG TIN 999-888-777-000",
    "ACCREDITATION No. 0123456789",
    "Date Issued: 05/06/2021",
    "Valid Until: 01/07/2029",
    "PTU No. FP123456",
]


def test_the_maker_of_the_register_is_a_decoy() -> None:
    found = read([*HEAD, "Invoice #: 00012345", "Date: 02/03/2026 10:15", *FOOTER])
    assert found["vendor"] == "MALAYA BOOKS INC."
    assert found["tin"] == "123-456-789-00000"
    assert found["date"] == "2026-02-03"
    assert found["receipt_number"] == "00012345"


def test_date_without_its_label_beats_the_footer() -> None:
    assert read([*HEAD, "16-JAN-2026 | 10:15:00", *FOOTER])["date"] == "2026-01-16"


def test_the_tin_of_the_buyer_is_a_decoy() -> None:
    rows = [*HEAD, "SOLD TO: BAYANI TRADING", "TIN: 555-444-333-000", "TOTAL | 70.00"]
    assert read(rows)["tin"] == "123-456-789-00000"


def test_the_other_reading_of_a_date_is_offered() -> None:
    found = extract(lines_of(["Date: 02/03/2026"]), load_locale("ph"), today=TODAY)["date"]
    assert [one.value for one in found] == ["2026-02-03", "2026-03-02"]


def test_a_date_to_come_is_less_sure() -> None:
    rows = ["Date: 12/24/2026", "Printed 11/19/2026 10:00"]
    assert read(rows)["date"] == "2026-11-19"


NAMES = {
    "first row": (["MALAYA BOOKS INC.", "12 Rizal St., Manila"], "MALAYA BOOKS INC."),
    "form on the next row": (
        ["MALAYA BOOKS", "(CEBU) CORPORATION", "12 Rizal St., Cebu"],
        "MALAYA BOOKS (CEBU) CORPORATION",
    ),
    "welcome first": (
        ["WELCOME TO", "MALAYA BOOKS INC.", "12 Rizal St., Manila"],
        "MALAYA BOOKS INC.",
    ),
    "branch number first": (["B04821", "MALAYA BOOKS INC.", "TEL 123"], "MALAYA BOOKS INC."),
    "registration behind": (
        ["MALAYA BOOKS INC. (123456-X)", "12 Rizal St., Manila"],
        "MALAYA BOOKS INC.",
    ),
    "owner is not the shop": (
        ["MALAYA BOOK STORE", "Owned & Operated by: SANTOS HOLDINGS INC.", "12 Rizal St."],
        "MALAYA BOOK STORE",
    ),
    "no form": (["ALING NENA", "12 Rizal Street, Manila", "TIN 123-456-789-000"], "ALING NENA"),
    "zero for the letter": (["F00DWORKS INC.", "12 Rizal St., Manila"], "FOODWORKS INC."),
}


@pytest.mark.parametrize("case", NAMES)
def test_vendor(case: str) -> None:
    rows, expected = NAMES[case]
    assert read([*rows, "TOTAL | 70.00"])["vendor"] == expected


def test_address_of_several_rows_ends_at_the_next_subject() -> None:
    rows = [
        "MALAYA BOOKS INC.",
        "2/F Bayside Mall, Roxas Boulevard,",
        "Pasay City 1300",
        "Tel. No. (02) 8555-0142",
        "VAT REG TIN 123-456-789-00000",
    ]
    assert read(rows)["address"] == "2/F Bayside Mall, Roxas Boulevard, Pasay City 1300"


NUMBERS = {
    "SI No. 0012345": "0012345",
    "OR No. 0007312950": "0007312950",
    "Invoice #:04418892": "04418892",
    "Receipt No.: KB2604/11873": "KB2604/11873",
    "Doc No | KB00071925": "KB00071925",
    "Accred No. 118820034417": None,
    "PTU No. FP2204118830071": None,
    "Table No. 123": None,
    "Tel. No. (02) 8555-0142": None,
    "S/N: 123456": None,
}


@pytest.mark.parametrize("row", NUMBERS)
def test_number(row: str) -> None:
    assert read([*HEAD, row, "TOTAL | 70.00"])["receipt_number"] == NUMBERS[row]


def test_number_below_its_label() -> None:
    assert read([*HEAD, "INVOICE NO.", "0012345"])["receipt_number"] == "0012345"


@pytest.mark.parametrize(
    ("rows", "locale", "currency"),
    [
        (["TOTAL | ₱500.00"], "ph", "PHP"),
        (["TOTAL | P500.00"], "ph", "PHP"),
        (["TOTAL | US$ 500.00", "USD | 500.00"], "ph", "USD"),
        (["TOTAL | RM 5.00"], "en", "MYR"),
        (["TOTAL | £5.00"], "en", "GBP"),
        (["TOTAL | 5.00"], "en", None),
    ],
)
def test_currency(rows: list[str], locale: str, currency: str | None) -> None:
    assert read(rows, locale)["currency"] == currency


@pytest.mark.parametrize("tilt", [-0.15, 0.08])
def test_rows_of_a_tilted_page(tilt: float) -> None:
    lines = lines_of(
        ["Coffee | 120.00", "Bread and butter | 80.00", "TOTAL | 200.00"] * 4, tilt=tilt
    )
    assert [row.text for row in rows_of(lines)][:3] == [
        "Coffee 120.00",
        "Bread and butter 80.00",
        "TOTAL 200.00",
    ]


def test_rows_of_several_pages_follow_one_another() -> None:
    second = [
        Line(text="page two", score=1, page=2, quad=line.quad, box=line.box)
        for line in lines_of(["x"])
    ]
    assert [row.page for row in rows_of([*second, *lines_of(["a", "b"])])] == [1, 1, 2]


def test_nothing_gives_nothing() -> None:
    found = extract([], load_locale("ph"), today=TODAY)
    assert set(found) == set(FIELDS)
    assert not any(found.values())


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["VAT REG TIN 1", "Brgy. Lahug"], "ph"),
        (["ABC SDN BHD", "JALAN 3", "GST ID 4"], "en"),
        (["hello"], "ph"),
        ([], "ph"),
    ],
)
def test_the_text_tells_the_locale(texts: list[str], code: str) -> None:
    assert guess_locale(texts).code == code


@pytest.mark.parametrize("code", locale_codes())
def test_locale_pack_is_whole(code: str) -> None:
    pack = load_locale(code)
    assert pack.date_order in ("mdy", "dmy")
    assert {"amounts", "dates", "numbers"} <= set(pack.phrases)
    for subject, phrases in pack.phrases.items():
        forms = [phrase.form for phrase in phrases]
        assert all(len(form) > 1 for form in forms), subject
        assert forms == sorted(forms, key=len, reverse=True)
        twice = {form for form in forms if forms.count(form) > 1}
        kinds = {form: {p.kind for p in phrases if p.form == form} for form in twice}
        assert all(len(kind) == 1 for kind in kinds.values()), kinds


def test_ranking_keeps_the_best_of_equal_values() -> None:
    def one(value: str, score: float) -> Candidate:
        return Candidate(value=value, raw=value, score=score, ocr=1, page=1, box=(0, 0, 1, 1))

    order = ranked([one("a", 1), one("b", 2.5), one("a", 2)])
    assert [(c.value, c.score) for c in order] == [("b", 2.5), ("a", 2)]
    assert order[0].signals == {"repeats": 1, "margin": 0.5}
    assert order[1].signals["repeats"] == 2
