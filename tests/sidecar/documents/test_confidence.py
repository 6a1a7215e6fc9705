"""Confidence grows with what speaks for a value and stays a probability."""

import tomllib
from pathlib import Path

import pytest

from sidecar.documents import confidence as module
from sidecar.documents.confidence import confidence
from sidecar.documents.evidence import Candidate
from sidecar.documents.extraction import FIELDS


def one(ocr: float = 0.99, **signals: float) -> Candidate:
    return Candidate("1.00", "1.00", 3.0, ocr, 1, (0, 0, 1, 1), signals)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_weights(field: str) -> None:
    value = confidence(field, one(), page_score=0.99)
    assert 0 <= value <= 1
    assert confidence(field, one(ocr=0.5), page_score=0.6) <= value


def test_weights_name_no_unknown_field() -> None:
    path = Path(module.__file__).with_name("confidence.toml")
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) <= {*FIELDS, "line_items", "other"}


@pytest.mark.parametrize("field", FIELDS)
def test_signals_only_raise(field: str) -> None:
    least = confidence(field, one(ocr=0.7), page_score=0.8)
    best = one(ocr=0.99, label=1.0, support=3.0, margin=3.0, repeats=4.0, company=1.0, words=4.0)
    assert confidence(field, best, page_score=0.99) > least


def test_arithmetic_and_margin_make_a_total_surer() -> None:
    bare = confidence("total", one(label=1.0, margin=0.1), page_score=0.97)
    proven = confidence("total", one(label=1.0, margin=2.0, support=2.0), page_score=0.97)
    assert bare < proven
    assert proven >= 0.9


def test_an_unsure_print_is_flagged() -> None:
    assert confidence("total", one(ocr=0.55, label=1.0), page_score=0.7) < 0.8
