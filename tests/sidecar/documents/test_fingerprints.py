"""Hashes that find a receipt sent twice."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import imagehash
from PIL import Image, ImageEnhance

from sidecar.documents.fingerprints import file_hash, picture_hash
from sidecar.documents.pages import Limits
from sidecar.documents.pictures import picture_pages
from tests.sidecar.documents.printed import picture_of

ROWS = ["MALAYA BOOKS INC.", "Notebook | 180.00", "Ruler | 35.50", "TOTAL | 215.50"]


def hashed(content: bytes, rotation: int = 0) -> str:
    [page] = picture_pages(content, Limits())
    found = picture_hash(page, rotation)
    assert found is not None
    assert len(found) == 16
    return found


def apart(one: str, other: str) -> int:
    return int(imagehash.hex_to_hash(one) - imagehash.hex_to_hash(other))


def test_one_sheet_photographed_twice(flat: Image.Image, as_bytes: Callable[..., bytes]) -> None:
    first = hashed(as_bytes(flat, "PNG"))
    paler = ImageEnhance.Brightness(flat).enhance(0.85).resize((600, 900))
    assert apart(first, hashed(as_bytes(paler, "JPEG", quality=60))) <= 8
    assert apart(first, hashed(picture_of(ROWS))) > 12


def test_a_turned_page_is_hashed_upright(flat: Image.Image, as_bytes: Callable[..., bytes]) -> None:
    first = hashed(as_bytes(flat, "PNG"))
    for turn in (90, 180, 270):
        # Turned to the left by `turn`, it stands when turned to the right as far.
        turned = as_bytes(flat.rotate(turn, expand=True), "PNG")
        assert apart(first, hashed(turned, rotation=turn)) <= 2


def test_a_page_without_a_picture_has_none() -> None:
    [page] = picture_pages(picture_of(ROWS), Limits())
    assert picture_hash(replace(page, picture=None, lines=()), 0) is None


def test_file_hash() -> None:
    assert file_hash(b"receipt") == hashlib.sha256(b"receipt").hexdigest()
