"""PDFs: text layer, scans, rotation, protection, and files made to do harm."""

import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from sidecar.documents.pages import Limits, kind_of
from sidecar.documents.pdf import pdf_pages
from sidecar.documents.problems import DamagedFile, EncryptedPdf, FileTooComplex
from sidecar.documents.service import ReceiptReader

WORDS = "The quick brown fox sells receipts to the lazy dog of Makati City"


def text_pdf(*, pages: int = 1, encrypt: str | None = None) -> bytes:
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4, encrypt=encrypt)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"{WORDS} {number}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def raw_pdf(
    stream: bytes, *, filters: str, media_box: str = "0 0 612 792", image: str = ""
) -> bytes:
    """A PDF of one page whose content stream is given as it stands in the file."""
    resources = "/Resources << /XObject << /I 5 0 R >> >>" if image else ""
    page = f"/MediaBox [{media_box}] /Contents 4 0 R {resources}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} >>".encode(),
    ]
    body = b"q 600 0 0 700 0 0 cm /I Do Q" if image else stream
    head = "" if image else f"/Filter {filters}"
    objects.append(f"<< /Length {len(body)} {head} >>\nstream\n".encode() + body + b"\nendstream")
    if image:
        objects.append(
            f"<< /Type /XObject /Subtype /Image {image} /Filter {filters} /Length {len(stream)} >>"
            "\nstream\n".encode()
            + stream
            + b"\nendstream"
        )
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, value in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + value + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def deflated(block: bytes, times: int, *, twice: bool = False) -> bytes:
    """`block` repeated and compressed, without ever holding it whole."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(block) for _ in range(times)]
    packed = b"".join([*parts, packer.flush()])
    return zlib.compress(packed, 9) if twice else packed


def test_text_layer_needs_no_recognition() -> None:
    content = text_pdf(pages=2)
    assert kind_of(content) == "pdf"
    pages = pdf_pages(content, Limits())
    assert [page.number for page in pages] == [1, 2]
    for page in pages:
        assert page.picture is None
        assert page.lines is not None
        assert " ".join(line.text for line in page.lines) == f"{WORDS} {page.number}"
        x0, y0, x1, y1 = page.lines[0].box
        # 72 points from the left and about 72 below the upper edge, at 200 dots an inch.
        assert x0 == pytest.approx(200, abs=6)
        assert y1 == pytest.approx((A4[1] - 720) / 72 * 200, abs=12)
        assert y0 < y1 and x1 < page.width


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_text_layer_of_a_turned_page_lies_within_it(rotate: int) -> None:
    pdf = pypdfium2.PdfDocument(text_pdf())
    pdf[0].set_rotation(rotate)
    turned = BytesIO()
    pdf.save(turned)
    [page] = pdf_pages(turned.getvalue(), Limits())
    assert (page.width > page.height) == (rotate in (90, 270))
    assert page.lines is not None
    for line in page.lines:
        x0, y0, x1, y1 = line.box
        assert 0 <= x0 <= x1 <= page.width
        assert 0 <= y0 <= y1 <= page.height


def test_scanned_pdf_is_rendered_and_read(
    reader: ReceiptReader, samples: Path, labels: dict[str, dict[str, str]]
) -> None:
    content = (samples / "11_supermarket.pdf").read_bytes()
    [page] = pdf_pages(content, Limits())
    assert page.lines is None
    assert page.picture is not None
    assert page.picture.shape == (page.height, page.width, 3)
    assert reader.read(content).fields.total.value == labels["11_supermarket.pdf"]["total"]


def test_hidden_text_behind_a_scan_is_not_believed(flat: Image.Image) -> None:
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4)
    canvas.drawString(72, 720, WORDS)
    canvas.drawInlineImage(flat, 0, 0, *A4)
    canvas.save()
    [page] = pdf_pages(made.getvalue(), Limits())
    assert page.picture is not None


def test_encrypted_pdf() -> None:
    with pytest.raises(EncryptedPdf, match="password"):
        pdf_pages(text_pdf(encrypt="secret"), Limits())


@pytest.mark.parametrize("part", [0.05, 0.5])
def test_truncated_pdf(part: float) -> None:
    content = text_pdf()
    with pytest.raises(DamagedFile):
        pdf_pages(content[: int(len(content) * part)], Limits())


def test_sixty_pages() -> None:
    with pytest.raises(FileTooComplex, match="60 pages; a receipt may have 10"):
        pdf_pages(text_pdf(pages=60), Limits())


def test_nested_stream_that_unpacks_to_gigabytes() -> None:
    stream = deflated(b"0 0 1 1 re f\n" * 80_000, 1500, twice=True)
    content = raw_pdf(stream, filters="[/FlateDecode /FlateDecode]")
    assert len(content) < 100_000
    with pytest.raises(FileTooComplex):
        pdf_pages(content, Limits(pdf_bytes=512 * 1024 * 1024, pdf_seconds=10))


def test_image_that_unpacks_to_gigabytes() -> None:
    stream = deflated(bytes(1_000_000), 1200)
    image = "/Width 60000 /Height 20000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    content = raw_pdf(stream, filters="/FlateDecode", image=image)
    assert len(content) < 2_000_000
    _harmless(content, Limits(pdf_bytes=512 * 1024 * 1024, pdf_seconds=10))


def test_work_without_end_is_stopped() -> None:
    stream = deflated(b"0 0 m 612 792 l 1 0 0 RG 300 w S\n" * 20_000, 60)
    content = raw_pdf(stream, filters="/FlateDecode")
    started = time.perf_counter()
    with pytest.raises(FileTooComplex):
        pdf_pages(content, Limits(pdf_seconds=1))
    assert time.perf_counter() - started < 30


def _harmless(content: bytes, limits: Limits) -> None:
    """The file ends in a sentence, or in a page of bearable size without what it hides."""
    try:
        [page] = pdf_pages(content, limits)
    except (DamagedFile, FileTooComplex):
        return
    assert page.width * page.height <= 8_000_000


@pytest.mark.parametrize("box", ["0 0 1000000 1000000", "0 0 14400 0.01", "0 0 1e30 1e30"])
def test_huge_page_is_drawn_small(box: str) -> None:
    content = raw_pdf(zlib.compress(b"0 0 10 10 re f"), filters="/FlateDecode", media_box=box)
    _harmless(content, Limits())


def test_sixty_megabyte_answer_is_read_page_by_page(as_bytes: Callable[..., bytes]) -> None:
    scan = Image.new("L", (1600, 2200), 255)
    content = as_bytes(scan, "PDF", save_all=True, append_images=[scan] * 7, resolution=200)
    pages = pdf_pages(content, Limits())
    assert [page.number for page in pages] == list(range(1, 9))
