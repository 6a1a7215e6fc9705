"""Files that cannot be read end in a sentence that says what to do."""

import base64
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFilter
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFString
from reportlab.pdfgen import canvas

from sidecar.documents.pages import Limits
from sidecar.documents.service import ReceiptReader
from sidecar.documents.showing import page_picture
from sidecar.errors import SidecarError

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>'
CASES = {
    "empty": (b"", "empty_file", "is empty"),
    "text": (b"Dear finance team,\n", "unsupported_file", "a text file, not a picture or PDF"),
    "svg": (SVG, "unsupported_file", "a drawing (SVG)"),
    "html": (b"<!DOCTYPE html><html></html>", "unsupported_file", "a web page"),
    "office": (b"PK\x03\x04" + bytes(60), "unsupported_file", "office document"),
    "video": (b"\x00\x00\x00\x18ftypmp42" + bytes(60), "unsupported_file", "a video"),
    "noise": (bytes(range(1, 32)) * 9, "unsupported_file", "unknown kind"),
    "jpeg head": (b"\xff\xd8\xff\xe0" + b"x" * 400, "damaged_file", "damaged"),
    "pdf head": (b"%PDF-1.7\nnothing", "damaged_file", "damaged"),
    "large": (b"\xff\xd8\xff" + bytes(2 * 1024 * 1024), "file_too_large", "larger than 1 MB"),
}


@pytest.mark.parametrize("case", CASES)
def test_problem(case: str, reader: ReceiptReader) -> None:
    content, code, words = CASES[case]
    limited = ReceiptReader(reader.engine, limits=Limits(file_bytes=1024 * 1024))
    with pytest.raises(SidecarError) as caught:
        limited.read(content)
    limited.close()
    assert caught.value.code == code
    assert words in caught.value.detail
    assert caught.value.detail.endswith(".")
    assert caught.value.status == (413 if code == "file_too_large" else 422)


def test_unknown_locale_lists_the_known(
    reader: ReceiptReader, as_bytes: Callable[..., bytes]
) -> None:
    with pytest.raises(SidecarError, match="Choose one of ph, de, en") as caught:
        reader.read(as_bytes(Image.new("L", (9, 9)), "PNG"), locale="xx")
    assert caught.value.code == "unknown_locale"
    assert caught.value.status == 400


def test_blank_page_is_poor(reader: ReceiptReader, as_bytes: Callable[..., bytes]) -> None:
    reading = reader.read(as_bytes(Image.new("L", (600, 900), 250), "PNG"))
    assert reading.status == "poor"
    assert reading.advice is not None
    assert "No text was found. Retake" in reading.advice
    assert reading.fields.total.value is None
    assert reading.fields.total.confidence == 0


def test_blurred_receipt_is_poor_and_unsure(
    reader: ReceiptReader, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    sharp = reader.read(as_bytes(flat, "PNG"))
    blurred = reader.read(as_bytes(flat.filter(ImageFilter.GaussianBlur(5)), "PNG"))
    assert sharp.status == "read"
    assert blurred.status == "poor"
    assert blurred.advice is not None
    assert "Retake" in blurred.advice
    assert blurred.fields.total.confidence < 0.8 < sharp.fields.total.confidence


def test_small_print_is_poor(
    reader: ReceiptReader, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    tiny = flat.resize((flat.width // 4, flat.height // 4))
    reading = reader.read(as_bytes(tiny, "PNG"))
    assert reading.status == "poor"


def test_picture_of_something_else_is_poor(
    reader: ReceiptReader, as_bytes: Callable[..., bytes]
) -> None:
    sign = Image.new("L", (900, 500), 240)
    ImageDraw.Draw(sign).text((60, 200), "PLEASE KEEP THE PARK CLEAN", fill=0, font_size=48)
    reading = reader.read(as_bytes(sign, "PNG"))
    assert reading.status == "poor"
    assert reading.advice is not None
    assert "does not look like a receipt" in reading.advice
    assert not reading.is_receipt


SCRIPT = "<script>alert(document.cookie)</script>"


def test_a_script_in_the_metadata_of_a_picture_goes_nowhere(
    reader: ReceiptReader, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = SCRIPT
    exif[ExifTags.Base.Artist] = SCRIPT
    with_script = as_bytes(flat, "JPEG", quality=95, exif=exif, comment=SCRIPT.encode())
    assert SCRIPT.encode() in with_script
    reading = reader.read(with_script)
    assert reading.status == "read"
    assert "<script" not in reading.model_dump_json()
    drawn = page_picture(with_script, 1, reader.limits)
    assert SCRIPT.encode() not in base64.b64decode(drawn.jpeg)


def test_a_script_in_a_pdf_is_not_run(reader: ReceiptReader) -> None:
    made = BytesIO()
    pdf = canvas.Canvas(made, pagesize=(300, 400))
    pdf.setTitle(SCRIPT)
    rows = ["MALAYA BOOKS INC.", "VAT REG TIN 123-456-789-00000", "Date: 10/03/2026",
            "Notebook   180.00", "TOTAL AMOUNT DUE   180.00"]  # fmt: skip
    for number, row in enumerate(rows):
        pdf.drawString(20, 370 - 14 * number, row)
    action = PDFDictionary({"S": "/JavaScript", "JS": PDFString("app.launchURL('http://x')")})
    pdf._doc.Catalog.OpenAction = action
    pdf.save()
    assert b"JavaScript" in made.getvalue()
    reading = reader.read(made.getvalue())
    assert reading.fields.total.value == "180.00"
    assert "javascript" not in reading.model_dump_json().lower()
    assert "<script" not in reading.model_dump_json()
