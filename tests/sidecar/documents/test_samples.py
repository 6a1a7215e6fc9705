"""The generator of sample receipts: seeded, and its sums are those the law asks for."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deploy.local.demo.receipts.files import LARGEST, write_receipts
from deploy.local.demo.receipts.plan import VENDORS, cents, make_receipts
from sidecar.documents.fields.tin import parse_tin


@pytest.mark.parametrize("seed", [1, 2026, 31337])
def test_sums(seed: int) -> None:
    for receipt in make_receipts(40, seed):
        parts = receipt.vatable + receipt.vat + receipt.exempt
        assert receipt.total == parts - receipt.discount + receipt.service_charge
        assert abs(cents(receipt.vatable * Decimal("0.12")) - receipt.vat) <= Decimal("0.01")
        assert receipt.gross == parts + receipt.less_vat
        if not receipt.vendor.vat_registered:
            assert receipt.vat == 0
            assert receipt.total == receipt.gross


def test_sellers_have_proper_numbers() -> None:
    assert len({vendor.tin for vendor in VENDORS}) == len(VENDORS)
    for vendor in VENDORS:
        assert parse_tin(vendor.tin) == vendor.tin


def test_the_committed_samples_are_those_of_the_seed(
    samples: Path, labels: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    made = write_receipts(make_receipts(3, 2026), tmp_path)
    for label in made:
        assert label == labels[label["file"]]
        with (
            Image.open(tmp_path / label["file"]) as new,
            Image.open(samples / label["file"]) as old,
        ):
            assert new.size == old.size
            apart = np.asarray(new.convert("L"), float) - np.asarray(old.convert("L"), float)
            assert np.abs(apart).mean() < 2


def test_samples_are_small_and_all_labelled(samples: Path) -> None:
    files = {path.name: path.stat().st_size for path in samples.iterdir()}
    files.pop("labels.json")
    rows = json.loads((samples / "labels.json").read_text(encoding="utf-8"))
    assert {row["file"] for row in rows} == set(files)
    assert len(files) == 12
    assert max(files.values()) <= LARGEST
    assert {name.rpartition(".")[2] for name in files} == {
        "jpg",
        "png",
        "webp",
        "pdf",
        "heic",
        "tif",
    }
