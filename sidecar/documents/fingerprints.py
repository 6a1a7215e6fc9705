"""What tells two files, or two pictures of one receipt, to be the same."""

import hashlib

import numpy as np
from PIL import Image

from sidecar.documents.layout import Box
from sidecar.documents.pages import Page


def file_hash(content: bytes) -> str:
    """Return the SHA-256 of a file, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def picture_hash(page: Page, rotation: int, box: Box | None = None) -> str | None:
    """Return the perceptual hash of a page turned upright, 16 hex digits; None without a picture.

    `rotation` is how far, clockwise, the page must be turned to stand; `box` the part of the page
    to look at, in pixels of the page as displayed. Hashes of two pictures of one sheet differ in
    few of their 64 bits.
    """
    if page.picture is None:
        return None
    import imagehash  # loads SciPy, which the command line needs for nothing else

    shown = page.picture[..., ::-1]
    if box:
        left, top, right, bottom = (int(side / page.shrunk) for side in box)
        shown = shown[top : max(bottom, top + 1), left : max(right, left + 1)]
    upright = np.rot90(shown, k=-rotation // 90)
    return str(imagehash.phash(Image.fromarray(np.ascontiguousarray(upright))))
