"""Formats, EXIF, transparency and sizes: what a page looks like after decoding."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import ExifTags, Image

from sidecar.documents.pages import Limits, Page, kind_of
from sidecar.documents.pictures import picture_pages
from sidecar.documents.problems import DamagedFile, FileTooComplex
from sidecar.documents.service import ReceiptReader

# Each EXIF orientation, and how an upright picture must be stored to need it.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def one_page(content: bytes, limits: Limits | None = None) -> Page:
    assert kind_of(content) == "picture"
    [page] = picture_pages(content, limits or Limits())
    return page


def rgb(page: Page) -> np.ndarray:
    assert page.picture is not None
    return page.picture[:, :, ::-1]


@pytest.mark.parametrize("orientation", STORED)
def test_exif_orientation(
    orientation: int, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    turn = STORED[orientation]
    stored = flat if turn is None else flat.transpose(turn)
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    page = one_page(as_bytes(stored, "PNG", exif=tags))
    assert (page.width, page.height) == flat.size
    assert np.array_equal(rgb(page), np.asarray(flat))


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("PNG", {}),
        ("JPEG", {"quality": 92}),
        ("WEBP", {"quality": 92}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("AVIF", {"quality": 90}),
    ],
)
def test_formats(
    file_format: str, options: dict[str, Any], flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    page = one_page(as_bytes(flat, file_format, **options))
    assert (page.width, page.height) == flat.size
    assert np.abs(rgb(page).astype(int) - np.asarray(flat).astype(int)).mean() < 6


def test_heic(flat: Image.Image) -> None:
    made = BytesIO()
    pillow_heif.from_pillow(flat).save(made, quality=90)
    page = one_page(made.getvalue())
    assert (page.width, page.height) == flat.size
    assert np.abs(rgb(page).astype(int) - np.asarray(flat).astype(int)).mean() < 6


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_colour_modes(mode: str, flat: Image.Image, as_bytes: Callable[..., bytes]) -> None:
    if mode == "I;16":
        grey = np.asarray(flat.convert("L"), dtype=np.uint16) * 257
        image = Image.fromarray(grey)
    else:
        # Without dithering, which would turn the grey around letters into dots.
        sharp = flat.convert("L").point(lambda value: 255 if value >= 128 else 0)
        image = sharp.convert("RGB").convert(mode)
    content = as_bytes(image, "TIFF" if mode == "CMYK" else "PNG")
    dark_where_printed = rgb(one_page(content)).mean(axis=2) < 128
    printed = np.asarray(flat.convert("L")) < 128
    assert (dark_where_printed == printed).mean() > 0.99


def test_transparency_becomes_white(as_bytes: Callable[..., bytes]) -> None:
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    assert (rgb(one_page(as_bytes(clear, "PNG"))) == 255).all()


def test_pages_of_a_tiff(flat: Image.Image, as_bytes: Callable[..., bytes]) -> None:
    second = flat.resize((200, 300))
    content = as_bytes(flat, "TIFF", save_all=True, append_images=[second])
    pages = picture_pages(content, Limits())
    assert [(page.number, page.width, page.height) for page in pages] == [
        (1, *flat.size),
        (2, 200, 300),
    ]


def test_large_photo_is_shrunk_but_keeps_its_pixels_as_measure(
    flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    large = flat.resize((flat.width * 3, flat.height * 3))
    page = one_page(as_bytes(large, "JPEG"), Limits(working_pixels=500_000))
    assert (page.width, page.height) == large.size
    assert page.picture is not None
    height, width = page.picture.shape[:2]
    assert width * height <= 505_000
    assert page.shrunk == pytest.approx(large.width / width)


def test_boxes_are_in_pixels_of_the_page_as_displayed(
    reader: ReceiptReader, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    small = reader.read(as_bytes(flat, "PNG")).fields.total
    double = flat.resize((flat.width * 2, flat.height * 2))
    limited = ReceiptReader(reader.engine, limits=Limits(working_pixels=flat.width * flat.height))
    large = limited.read(as_bytes(double, "PNG")).fields.total
    limited.close()
    assert small.value == large.value
    assert small.box is not None
    assert large.box is not None
    for a, b in zip(small.box, large.box, strict=True):
        assert b == pytest.approx(2 * a, abs=12)


def test_too_many_pixels_is_told_before_they_are_decoded() -> None:
    made = BytesIO()
    Image.new("1", (30_000, 30_000)).save(made, "PNG")
    content = made.getvalue()
    assert len(content) < 300_000
    with pytest.raises(FileTooComplex, match="80 megapixels"):
        picture_pages(content, Limits())


def test_too_many_pages_of_a_tiff(as_bytes: Callable[..., bytes]) -> None:
    page = Image.new("1", (8, 8))
    content = as_bytes(page, "TIFF", save_all=True, append_images=[page] * 59)
    with pytest.raises(FileTooComplex, match="60 pages; a receipt may have 10"):
        picture_pages(content, Limits())


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("part", [0.03, 0.5])
def test_truncated(
    file_format: str, part: float, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    content = as_bytes(flat, file_format)
    with pytest.raises(DamagedFile):
        picture_pages(content[: max(24, int(len(content) * part))], Limits())
