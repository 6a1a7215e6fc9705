"""A page of a receipt as a picture every browser can show: HEIC, TIFF and PDF included."""

import base64
from io import BytesIO

from PIL import Image

from sidecar.documents.pages import Limits, Page, check_size, kind_of
from sidecar.documents.pdf import pdf_picture
from sidecar.documents.pictures import picture_pages
from sidecar.documents.problems import NoSuchPage
from sidecar.documents.schemas import PagePicture

LONGEST_SIDE = 2000
QUALITY = 85


def page_picture(content: bytes, number: int, limits: Limits) -> PagePicture:
    """Return page `number` (from 1) as displayed, so that the boxes of a reading fit on it.

    Raises NoSuchPage and the errors of reading a file.
    """
    check_size(content, limits)
    page = _page(content, number, limits)
    if page is None or page.picture is None:
        raise NoSuchPage()
    shown = Image.fromarray(page.picture[..., ::-1])
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    made = BytesIO()
    shown.save(made, "JPEG", quality=QUALITY)
    return PagePicture(
        number=number,
        width=shown.width,
        height=shown.height,
        jpeg=base64.b64encode(made.getvalue()).decode("ascii"),
    )


def _page(content: bytes, number: int, limits: Limits) -> Page | None:
    if kind_of(content) == "pdf":
        return pdf_picture(content, number, limits)
    pages = picture_pages(content, limits)
    return pages[number - 1] if number <= len(pages) else None
