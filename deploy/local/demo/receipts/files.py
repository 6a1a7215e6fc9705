"""Receipts become files: each of the first twelve shows another format or fault."""

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import ExifTags, Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from .drawing import Look, draw, random_look
from .layouts import rows_of
from .plan import Receipt

LARGEST = 118_000

# What is special about each of the first twelve: (suffix, look, writer).
Writer = Callable[[Receipt, Look, Path], None]


def write_receipts(receipts: Iterable[Receipt], folder: Path) -> list[dict[str, Any]]:
    """Write the files and return their labels: {"file": ..., field: value, ...}."""
    labels = []
    for index, receipt in enumerate(receipts):
        suffix, look, write = _plan(index, receipt.seed)
        name = f"{index + 1:02d}_{receipt.vendor.kind}{suffix}"
        write(receipt, look, folder / name)
        labels.append({"file": name} | receipt.labels())
    return labels


def _plan(index: int, seed: int) -> tuple[str, Look, Writer]:
    thermal = Look(ink=70, tilt=2.5, shadow=0.35, table=90)
    scan = Look(width=760, print_size=22, ink=25, paper=250, tilt=0.4, noise=2)
    plans: list[tuple[str, Look, Writer]] = [
        (".jpg", thermal, _jpeg),
        (".jpg", Look(ink=95, paper=232, tilt=-3.5, shadow=0.5, table=60), _jpeg),
        (".png", Look(ink=30, noise=0), _png),
        (".jpg", Look(ink=60, tilt=4, blur=0.8, shadow=0.25, table=120), _jpeg),
        (".jpg", scan, _jpeg),
        (".webp", Look(width=760, tilt=-1.5, shadow=0.2, table=140), _webp),
        (".pdf", scan, _text_pdf),
        (".heic", Look(ink=55, tilt=-2, shadow=0.3, table=70), _heic),
        (".jpg", Look(ink=60, tilt=1, shadow=0.2, table=100), _exif_turned),
        (".jpg", Look(ink=50, tilt=1.5, table=80), _upside_down),
        (".pdf", scan, _scanned_pdf),
        (".tif", Look(ink=20, noise=0), _fax),
    ]
    return plans[index] if index < len(plans) else (".jpg", random_look(seed), _jpeg)


def _picture(receipt: Receipt, look: Look) -> Image.Image:
    return draw(rows_of(receipt), look, receipt.seed)


def _fitting(save: Callable[[BytesIO, int], None]) -> bytes:
    """Return the best quality that stays below the largest size."""
    for quality in range(80, 20, -6):
        made = BytesIO()
        save(made, quality)
        if made.tell() <= LARGEST:
            break
    return made.getvalue()


def _jpeg(receipt: Receipt, look: Look, path: Path) -> None:
    picture = _picture(receipt, look)
    path.write_bytes(_fitting(lambda to, quality: picture.save(to, "JPEG", quality=quality)))


def _webp(receipt: Receipt, look: Look, path: Path) -> None:
    picture = _picture(receipt, look)
    path.write_bytes(_fitting(lambda to, quality: picture.save(to, "WEBP", quality=quality)))


def _heic(receipt: Receipt, look: Look, path: Path) -> None:
    heif = pillow_heif.from_pillow(_picture(receipt, look))
    path.write_bytes(_fitting(lambda to, quality: heif.save(to, quality=quality)))


def _png(receipt: Receipt, look: Look, path: Path) -> None:
    _picture(receipt, look).convert("L").quantize(8).save(path, optimize=True)


def _fax(receipt: Receipt, look: Look, path: Path) -> None:
    bits = _picture(receipt, look).convert("L").point(lambda v: 255 if v > 140 else 0)
    bits.convert("1").save(path, compression="group4", dpi=(200, 200))


def _exif_turned(receipt: Receipt, look: Look, path: Path) -> None:
    """A phone held sideways: the pixels lie, the tag says how."""
    picture = _picture(receipt, look).rotate(90, expand=True)
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    path.write_bytes(
        _fitting(lambda to, quality: picture.save(to, "JPEG", quality=quality, exif=tags))
    )


def _upside_down(receipt: Receipt, look: Look, path: Path) -> None:
    """Scanned the wrong way round, and nothing says so."""
    picture = _picture(receipt, look).rotate(180)
    path.write_bytes(_fitting(lambda to, quality: picture.save(to, "JPEG", quality=quality)))


def _scanned_pdf(receipt: Receipt, look: Look, path: Path) -> None:
    picture = _picture(receipt, look).convert("L")
    path.write_bytes(
        _fitting(
            lambda to, quality: picture.save(to, "PDF", resolution=150, quality=quality, **_DATED)
        )
    )


# A fixed date: the same seed gives the same file.
_DATED: dict[str, Any] = {"creationDate": "D:20260901000000", "modDate": "D:20260901000000"}


def _text_pdf(receipt: Receipt, look: Look, path: Path) -> None:
    """A folio as hotels mail it: text on A4, no picture."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    left, right, y = 70, A4[0] - 70, A4[1] - 80
    for row in rows_of(receipt):
        size = 11 * row.size
        canvas.setFont("Helvetica-Bold" if row.bold else "Helvetica", size)
        if row.rule:
            canvas.line(left, y + 4, right, y + 4)
        elif row.centred:
            canvas.drawCentredString(A4[0] / 2, y, row.left)
        else:
            canvas.drawString(left, y, row.left)
            canvas.drawRightString(right, y, row.right)
        y -= size * 1.7
    canvas.save()
