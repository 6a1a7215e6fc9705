"""A receipt that lies on its side or upside down, without a tag that says so."""

from collections.abc import Callable

import pytest
from PIL import Image

from sidecar.documents.service import ReceiptReader


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_receipt(
    rotation: int, reader: ReceiptReader, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    # rotate() turns against the clock; `rotation` is the way back to upright, with it.
    turned = flat.rotate(rotation, expand=True)
    reading = reader.read(as_bytes(turned, "PNG"))
    upright = reader.read(as_bytes(flat, "PNG"))
    [page] = reading.pages
    assert page.rotation == rotation
    assert (page.width, page.height) == turned.size
    assert reading.fields.total.value == upright.fields.total.value
    assert reading.fields.vendor.value == upright.fields.vendor.value

    # The box is in pixels of the page as sent: turned back, it lies on the same print.
    assert reading.fields.total.box is not None
    assert upright.fields.total.box is not None
    x0, y0, x1, y1 = reading.fields.total.box
    back = {
        0: (x0, y0, x1, y1),
        90: (turned.height - y1, x0, turned.height - y0, x1),
        180: (turned.width - x1, turned.height - y1, turned.width - x0, turned.height - y0),
        270: (y0, turned.width - x1, y1, turned.width - x0),
    }[rotation]
    for a, b in zip(back, upright.fields.total.box, strict=True):
        assert a == pytest.approx(b, abs=8)


@pytest.mark.parametrize("tilt", [-12, 7, 20])
def test_tilted_receipt(
    tilt: int, reader: ReceiptReader, flat: Image.Image, as_bytes: Callable[..., bytes]
) -> None:
    tilted = flat.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    fields = reader.read(as_bytes(tilted, "PNG")).fields
    upright = reader.read(as_bytes(flat, "PNG")).fields
    for name in ("vendor", "tin", "date", "total", "tax", "vatable_sales", "vat_exempt"):
        assert getattr(fields, name).value == getattr(upright, name).value
