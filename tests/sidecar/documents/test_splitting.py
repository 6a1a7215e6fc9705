"""Several receipts in one file become several readings; one purchase stays one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps
from reportlab.pdfgen import canvas

from sidecar.documents.layout import Line
from sidecar.documents.locale import load_locale
from sidecar.documents.service import ReceiptReader
from sidecar.documents.splitting import split_receipts

TODAY = date(2026, 11, 20)
LETTER = 10.0
COFFEE = """MALAYA BOOKS INC.
12 Rizal Street, Manila
VAT REG TIN 123-456-789-00000
Official Receipt No. 0045121
Date: 10/03/2026 14:20
Notebook | 180.00
Ball pen | 60.00
TOTAL AMOUNT DUE | 240.00
CASH | 300.00
CHANGE | 60.00"""
TAXI = """SAMPAGUITA TAXI COMPANY
88 Quezon Avenue, Quezon City
VAT REG TIN 321-654-987-00000
Official Receipt No. 0099310
Date: 10/04/2026 08:05
Fare | 415.00
TOTAL AMOUNT DUE | 415.00
CASH | 500.00
CHANGE | 85.00"""
SLIP = """MALAYA BOOKS INC.
12 Rizal Street, Manila
VISA ************4821
Date: 10/03/2026 14:21
TRACE NO 771204
TOTAL | 240.00
APPROVED
CUSTOMER COPY"""


def printed(text: str, *, x: float = 40, y: float = 40, page: int = 1) -> list[Line]:
    """The lines of a receipt whose upper left corner lies at (x, y)."""
    lines = []
    for number, row in enumerate(text.splitlines()):
        for place, piece in enumerate(row.split("|")):
            left, top = x + 250 * place, y + 30 * number
            right = left + LETTER * len(piece.strip())
            quad = ((left, top), (right, top), (right, top + 20), (left, top + 20))
            box = (left, top, right, top + 20)
            lines.append(Line(text=piece.strip(), score=0.98, page=page, quad=quad, box=box))
    return lines


def split(lines: list[Line]) -> list[list[str]]:
    """The texts of each receipt."""
    parts = split_receipts(lines, load_locale("ph"), today=TODAY)
    return [[line.text for line in part] for part in parts]


def first_lines(lines: list[Line]) -> list[str]:
    return [part[0] for part in split(lines)]


def test_side_by_side() -> None:
    found = split(printed(COFFEE) + printed(TAXI, x=420))
    assert [len(part) for part in found] == [len(printed(COFFEE)), len(printed(TAXI))]
    assert "MALAYA BOOKS INC." in found[0]
    assert "SAMPAGUITA TAXI COMPANY" in found[1]


def test_one_above_the_other() -> None:
    assert first_lines(printed(COFFEE) + printed(TAXI, y=420)) == [
        "MALAYA BOOKS INC.",
        "SAMPAGUITA TAXI COMPANY",
    ]


def test_four_on_a_scanner() -> None:
    later = COFFEE.replace("10/03", "10/05"), TAXI.replace("10/04", "10/06")
    lines = [
        line
        for place, text in enumerate((COFFEE, TAXI, *later))
        for line in printed(text, x=40 + 380 * (place % 2), y=40 + 400 * (place // 2))
    ]
    assert len(split(lines)) == 4


def test_a_page_each() -> None:
    assert len(split(printed(COFFEE) + printed(TAXI, page=2))) == 2


def test_pages_of_one_invoice_stay_together() -> None:
    begun = "\n".join(COFFEE.splitlines()[:7])
    ended = "\n".join(["MALAYA BOOKS INC.", "Page 2 of 2", *COFFEE.splitlines()[4:]])
    assert len(split(printed(begun) + printed(ended, page=2))) == 1


def test_the_slip_of_the_card_belongs_to_the_receipt() -> None:
    assert len(split(printed(COFFEE) + printed(SLIP, x=420))) == 1
    assert len(split(printed(COFFEE) + printed(SLIP, y=420))) == 1
    assert len(split(printed(COFFEE) + printed(SLIP, page=2))) == 1


def test_the_copy_belongs_to_the_receipt() -> None:
    assert len(split(printed(COFFEE) + printed(COFFEE, x=420))) == 1


def test_two_fares_of_one_day_are_two() -> None:
    other = TAXI.replace("0099310", "0099344")
    assert len(split(printed(TAXI) + printed(other, x=420))) == 2


def test_a_column_of_amounts_is_no_receipt() -> None:
    apart = [
        replace(
            line,
            quad=tuple((x + 400, y) for x, y in line.quad),
            box=(line.box[0] + 400, line.box[1], line.box[2] + 400, line.box[3]),
        )
        if line.text[-3:-2] == "."
        else line
        for line in printed(COFFEE)
    ]
    assert len(split(apart)) == 1


def test_no_text_is_one_empty_receipt() -> None:
    assert split([]) == [[]]


def upright(path: Path) -> Image.Image:
    with Image.open(path) as image:
        picture = ImageOps.exif_transpose(image).convert("RGB")
    picture.thumbnail((1000, 1600))
    return picture


@pytest.mark.parametrize("engine", ["reader", "paddle_reader"])
@pytest.mark.parametrize("beside", [True, False])
def test_two_receipts_on_a_table(
    engine: str,
    beside: bool,
    request: pytest.FixtureRequest,
    samples: Path,
    labels: dict[str, dict[str, Any]],
    as_bytes: Callable[..., bytes],
) -> None:
    reader: ReceiptReader = request.getfixturevalue(engine)
    names = "02_coffee.jpg", "03_restaurant.png"
    one, other = (upright(samples / name).rotate(turn, expand=True, fillcolor=(70, 70, 75))
                  for name, turn in zip(names, (2, -2), strict=True))  # fmt: skip
    gap = 30
    place = (one.width + gap, 0) if beside else (0, one.height + gap)
    table = Image.new(
        "RGB",
        (max(one.width, place[0] + other.width), max(one.height, place[1] + other.height)),
        (70, 70, 75),
    )
    table.paste(one, (0, 0))
    table.paste(other, place)
    first = reader.read(as_bytes(table, "PNG"))
    [second] = first.more
    for reading, name in zip((first, second), names, strict=True):
        assert reading.fields.total.value == labels[name]["total"]
        assert reading.fields.date.value == labels[name]["date"]
        assert reading.fields.tin.value == labels[name]["tin"]
        assert reading.region is not None
        box, total = reading.region.box, reading.fields.total.box
        assert total is not None
        assert box[0] <= total[0] < total[2] <= box[2]
        assert box[1] <= total[1] < total[3] <= box[3]
    assert first.picture_hash != second.picture_hash
    assert first.file_hash == second.file_hash


def test_a_single_receipt_has_no_more(reader: ReceiptReader, samples: Path) -> None:
    reading = reader.read((samples / "01_supermarket.jpg").read_bytes())
    assert reading.more == []
    assert reading.region is None


def test_a_pdf_with_a_receipt_on_each_page(reader: ReceiptReader) -> None:
    made = BytesIO()
    pdf = canvas.Canvas(made, pagesize=(300, 400))
    for text in (COFFEE, TAXI):
        for number, row in enumerate(text.splitlines()):
            pdf.drawString(20, 370 - 14 * number, row.replace("|", "   "))
        pdf.showPage()
    pdf.save()
    reading = reader.read(made.getvalue())
    assert reading.fields.total.value == "240.00"
    assert [more.fields.total.value for more in reading.more] == ["415.00"]
    assert [more.region.page for more in reading.more if more.region] == [2]
