"""python -m sidecar.cli receipts: one JSON line a file, in order."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from sidecar.adapters.ocr.models import missing_models
from tests.sidecar.documents.printed import picture_of

ROOT = Path(__file__).parents[3]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sidecar.cli", "receipts", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_lines_in_order_and_a_broken_file(
    samples: Path, tmp_path: Path, labels: dict[str, dict[str, Any]]
) -> None:
    note = tmp_path / "note.jpg"
    note.write_text("not a photo")
    done = run(
        "read", samples / "12_coffee.tif", note, tmp_path / "gone.png", samples / "07_hotel.pdf"
    )
    assert done.returncode == 1
    coffee, broken, gone, hotel = map(json.loads, done.stdout.splitlines())
    assert [coffee["id"], broken["id"], gone["id"], hotel["id"]] == [
        "12_coffee",
        "note",
        "gone",
        "07_hotel",
    ]
    assert "a text file" in broken["error"]
    assert broken["code"] == "unsupported_file"
    assert "No such file" in gone["error"]
    for line, name in ((coffee, "12_coffee.tif"), (hotel, "07_hotel.pdf")):
        label = labels[name]
        assert line["company"] == line["vendor"] == label["vendor"]
        assert line["vat"] == line["tax"] == label["tax"]
        assert line["document_no"] == line["receipt_number"] == label["receipt_number"]
        for field in ("address", "tin", "date", "total", "currency", "vatable_sales"):
            assert line[field] == label[field]
            assert 0 < line["confidence"][field] <= 1
        assert len(line["boxes"]["total"]) == 4
        assert [item["amount"] for item in line["line_items"]] == [
            item["amount"] for item in label["line_items"]
        ]
        assert set(line["line_items"][0]) == {"description", "quantity", "unit_price", "amount"}
        assert line["vat_registered"] is True
        assert line["category"] == label["category"]
        assert all(check["passed"] for check in line["checks"])
        assert len(line["file_hash"]) == 64
        assert "more" not in line
        assert line["status"] == "read"


def test_all_good_ends_with_zero_and_a_table_for_people(samples: Path) -> None:
    done = run("read", "--fields", "--locale", "ph", samples / "07_hotel.pdf")
    assert done.returncode == 0, done.stderr
    assert "HOTEL PUNTA CORAZON INC." in done.stdout
    assert "Laundry  (3 x 417.25)" in done.stdout
    assert "VAT 256.69 is 12 % of 2139.06." in done.stdout
    assert "%" in done.stdout


def test_two_receipts_in_one_picture(tmp_path: Path) -> None:
    books = ["MALAYA BOOKS INC.", "12 Rizal Street, Manila", "VAT REG TIN 123-456-789-00000",
             "SI No. 0045121", "Date: 10/03/2026", "Notebook || 180.00",
             "TOTAL AMOUNT DUE || 180.00", "CASH || 200.00"]  # fmt: skip
    taxi = ["SAMPAGUITA TAXI COMPANY", "88 Quezon Avenue, Quezon City",
            "VAT REG TIN 321-654-987-00000", "OR No. 0099310", "Date: 10/04/2026",
            "Fare || 415.00", "TOTAL AMOUNT DUE || 415.00", "CASH || 500.00"]  # fmt: skip
    both = tmp_path / "both.png"
    both.write_bytes(picture_of([*books, *[""] * 6, *taxi]))
    done = run("read", both)
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    [other] = line["more"]
    assert [line["total"], other["total"]] == ["180.00", "415.00"]
    assert line["region"]["box"][3] < other["region"]["box"][1]
    table = run("read", "--fields", both).stdout
    assert "receipt 1 of 2" in table
    assert "SAMPAGUITA TAXI COMPANY" in table


def test_unknown_locale(samples: Path) -> None:
    done = run("read", "--locale", "xx", samples / "07_hotel.pdf")
    assert done.returncode == 1
    assert "Choose one of" in json.loads(done.stdout)["error"]


def test_models(tmp_path: Path) -> None:
    done = run("models", "--to", tmp_path / "models")
    assert done.returncode == 0, done.stderr
    assert missing_models(tmp_path / "models") == []
    assert len(done.stdout.splitlines()) == 2
