"""PDFs become pages: the text layer where there is one, else a picture of the page.

A PDF is a program of sorts: it is opened in a child process that may use so much memory and time.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from sidecar.documents.layout import Line
from sidecar.documents.pages import Limits, Page
from sidecar.documents.problems import DamagedFile, EncryptedPdf, FileTooComplex

_CHILD = Path(__file__).with_name("pdf_child.py")
# Starting Python and a busy machine are not the file's fault.
_PATIENCE = 3


def pdf_pages(content: bytes, limits: Limits) -> list[Page]:
    """Return the pages of a PDF.

    Raises EncryptedPdf, DamagedFile or FileTooComplex (too many pages, too much memory or time).
    """
    return _opened(content, limits)


def pdf_picture(content: bytes, number: int, limits: Limits) -> Page | None:
    """Return page `number` drawn as a picture, None when there is no such page; raises as above."""
    pages = _opened(content, limits, draw=number)
    return replace(pages[0], number=number) if pages else None


def _opened(content: bytes, limits: Limits, **more: int) -> list[Page]:
    wanted = {"pages": limits.pages, "bytes": limits.pdf_bytes, "seconds": limits.pdf_seconds}
    try:
        child = subprocess.run(  # noqa: S603 - our own script, arguments are figures
            [sys.executable, "-I", str(_CHILD), json.dumps(wanted | more)],
            input=content,
            capture_output=True,
            timeout=limits.pdf_seconds * _PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileTooComplex() from None
    if child.returncode != 0:
        # Killed at its limit of memory or time, or crashed over what the file made it do.
        raise FileTooComplex()
    return [_page(number, *part) for number, part in enumerate(_parts(child.stdout, limits), 1)]


def _parts(output: bytes, limits: Limits) -> Iterator[tuple[dict[str, Any], bytes]]:
    stream = BytesIO(output)
    for line in iter(stream.readline, b""):
        head = json.loads(line)
        if "problem" in head:
            raise _problem(head, limits)
        yield head, stream.read(head["bytes"])


def _problem(head: dict[str, Any], limits: Limits) -> Exception:
    if head["problem"] == "too_many_pages":
        return FileTooComplex(
            f"The PDF has {head['pages']} pages; a receipt may have {limits.pages}. Send only the "
            "pages of the receipt."
        )
    known = {"encrypted_pdf": EncryptedPdf, "damaged_file": DamagedFile}
    return known.get(head["problem"], FileTooComplex)()


def _page(number: int, head: dict[str, Any], body: bytes) -> Page:
    width, height = head["width"], head["height"]
    if head["lines"] is not None:
        lines = tuple(_line(number, **found) for found in head["lines"])
        return Page(number=number, width=width, height=height, lines=lines)
    picture = np.frombuffer(body, dtype=np.uint8).reshape(height, width, 3)
    return Page(number=number, width=width, height=height, picture=picture)


def _line(number: int, text: str, box: list[float]) -> Line:
    x0, y0, x1, y1 = map(float, box)
    quad = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    return Line(text=text, score=1.0, page=number, quad=quad, box=(x0, y0, x1, y1))
