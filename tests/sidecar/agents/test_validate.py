"""Doubts about a reading, as sentences."""

import pytest

from sidecar.agents.expense.state import facts_of
from sidecar.agents.expense.validate import doubts


@pytest.fixture
def found(reading):
    def made(**values):
        return doubts(facts_of(reading(**values), "2026-11-20"))

    return made


def test_a_sound_receipt_raises_none(found):
    assert found() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"total": None}, "No total was found."),
        ({"total": "0.00", "tax": None}, "The total 0.00 is not above zero."),
        ({"date": None}, "No date was found."),
        ({"date": "2026-11-21"}, "The date 2026-11-21 lies in the future."),
        ({"date": "2025-11-03"}, "The date 2025-11-03 is more than a year ago."),
        ({"tax": "134.40"}, "The VAT 134.40 is more than 12 % of the total 1120.00 can be."),
        ({"tin": "000-000-000-000"}, "The TIN 000-000-000-000 is not of the form 000-000-000-000."),
        ({"tin": "12-34"}, "The TIN 12-34 is not of the form 000-000-000-000."),
    ],
)
def test_each_doubt_is_a_sentence(found, values, sentence):
    assert found(**values) == [sentence]


def test_vat_of_other_countries_is_not_judged(found):
    assert found(tax="190.00", currency="EUR") == []


def test_failed_checks_and_other_files_are_told(reading):
    made = reading()
    made["is_receipt"] = False
    made["checks"] = [
        {"code": "items_add_up", "passed": False, "text": "The items make 900.00, not 1120.00."},
        {"code": "vat", "passed": True, "text": "The VAT fits."},
    ]
    assert doubts(facts_of(made, "2026-11-20")) == [
        "The file does not look like a receipt.",
        "The items make 900.00, not 1120.00.",
    ]
