"""A file becomes pages; what it is, is told by its first bytes and never by its name."""

from dataclasses import dataclass

from sidecar.adapters.ocr.engine import Picture
from sidecar.documents.layout import Line
from sidecar.documents.problems import SEND, EmptyFile, FileTooLarge, UnsupportedFile


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    `file_bytes`, `pixels` (of one page as stored), `pages`; `working_pixels` is the size a larger
    picture is shrunk to; `pdf_seconds` and `pdf_bytes` bound the process that opens a PDF.
    """

    file_bytes: int = 25 * 1024 * 1024
    pixels: int = 80_000_000
    pages: int = 10
    working_pixels: int = 12_000_000
    pdf_seconds: int = 20
    pdf_bytes: int = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed (EXIF applied), `width` x `height` pixels.

    Either `picture` (BGR; `shrunk` is displayed pixels per pixel of it) or `lines` of a text
    layer is there.
    """

    number: int
    width: int
    height: int
    picture: Picture | None = None
    shrunk: float = 1.0
    lines: tuple[Line, ...] | None = None


# What other files begin with -> what to call them in the sentence.
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a text document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"ID3", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"BM", "a bitmap (BMP)"),
    (b"GIF8", "a GIF animation"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"heif"}


def check_size(content: bytes, limits: Limits) -> None:
    """Raise EmptyFile or FileTooLarge."""
    if not content:
        raise EmptyFile()
    if len(content) > limits.file_bytes:
        allowed = limits.file_bytes // (1024 * 1024)
        raise FileTooLarge(
            f"The file is larger than {allowed} MB. Send a smaller photo, scan or PDF of the "
            "receipt."
        )


def kind_of(content: bytes) -> str:
    """Return "pdf" or "picture"; UnsupportedFile names what the file is instead."""
    head = content[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if _is_picture(head):
        return "picture"
    raise UnsupportedFile(f"This file is {_name(head)}, not a picture or PDF. {SEND}")


def _is_picture(head: bytes) -> bool:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")):
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _name(head: bytes) -> str:
    for start, name in _OTHERS:
        if head.startswith(start):
            return name
    if head[4:8] == b"ftyp":
        return "a video"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"<svg" in text):
        return "a drawing (SVG)"
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "a text file" if _is_text(head) else "of an unknown kind"


def _is_text(head: bytes) -> bool:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    odd = sum(byte < 32 and byte not in b"\t\r\n\x0b\x0c\x1b" for byte in head)
    return odd <= len(head) // 100
