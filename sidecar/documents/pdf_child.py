"""Opens a PDF in a process of its own, which may be killed without harm.

Run as a script: `python -I pdf_child.py '{"pages": 10, ...}' < file.pdf`. It imports nothing of the
sidecar, so that it starts fast and holds nothing worth stealing. It writes, for each page, one line
of JSON and then `bytes` bytes of BGR picture; or one line {"problem": code}. With "draw": n only
page n is written, as a picture whether it has a text layer or not.
"""

import ctypes
import json
import resource
import sys
from typing import Any, BinaryIO

# A page with this many letters in its text layer needs no recognition.
ENOUGH_LETTERS = 50
# A picture that covers this share of a page makes it a scan, whatever text lies behind it.
SCAN = 0.6
DPI = 200
LARGEST_PIXELS = 6_000_000
LONGEST_SIDE = 8_000


def main() -> None:
    """Read the PDF from stdin and write its pages to stdout."""
    wanted = json.loads(sys.argv[1])
    _limit(wanted["bytes"], wanted["seconds"])
    content = sys.stdin.buffer.read()
    try:
        for page in _pages(content, wanted["pages"], wanted.get("draw")):
            _write(sys.stdout.buffer, *page)
    except MemoryError:
        _write(sys.stdout.buffer, {"problem": "file_too_complex"}, b"")


def _limit(size: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _write(stream: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    stream.write(json.dumps(head | {"bytes": len(body)}).encode() + b"\n" + body)
    stream.flush()


def _pages(content: bytes, most: int, draw: int | None) -> Any:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        yield {"problem": "encrypted_pdf" if locked else "damaged_file"}, b""
        return
    count = len(pdf)
    if count > most or count == 0:
        yield {"problem": "too_many_pages" if count else "damaged_file", "pages": count}, b""
        return
    for number in range(count):
        if draw not in (None, number + 1):
            continue
        try:
            yield _page(pdf[number], as_picture=draw is not None)
        except pypdfium2.PdfiumError:
            yield {"problem": "damaged_file"}, b""
            return


def _page(page: Any, *, as_picture: bool) -> tuple[dict[str, Any], bytes]:
    width, height = page.get_size()
    scale = _scale(width, height)
    size = {"width": max(1, int(width * scale)), "height": max(1, int(height * scale))}
    words = [] if as_picture or _is_scan(page, width * height) else _words(page, **size)
    if sum(len(word["text"]) for word in words) >= ENOUGH_LETTERS:
        return size | {"lines": words}, b""
    bitmap = page.render(scale=scale)
    packed = _packed(bitmap)
    return {"width": bitmap.width, "height": bitmap.height, "lines": None}, packed


def _scale(width: float, height: float) -> float:
    scale = DPI / 72
    area, longest = max(1.0, width * height), max(1.0, width, height)
    return float(min(scale, (LARGEST_PIXELS / area) ** 0.5, LONGEST_SIDE / longest))


def _packed(bitmap: Any) -> bytes:
    """Return rows of BGR without the padding at their ends."""
    whole = bytes(bitmap.buffer)
    row, used = bitmap.stride, bitmap.width * 3
    if bitmap.n_channels == 4:
        blue, green, red = whole[0::4], whole[1::4], whole[2::4]
        packed = bytearray(len(blue) * 3)
        packed[0::3], packed[1::3], packed[2::3] = blue, green, red
        whole, row = bytes(packed), row // 4 * 3
    elif bitmap.n_channels == 1:
        packed = bytearray(len(whole) * 3)
        packed[0::3] = packed[1::3] = packed[2::3] = whole
        whole, row = bytes(packed), row * 3
    if row == used:
        return whole
    return b"".join(whole[at : at + used] for at in range(0, len(whole), row))


def _is_scan(page: Any, area: float) -> bool:
    from pypdfium2 import raw

    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > SCAN * area:
            return True
    return False


def _words(page: Any, *, width: int, height: int) -> list[dict[str, Any]]:
    """Return the runs of the text layer with their frames in pixels of the displayed page."""
    layer = page.get_textpage()
    words = []
    for index in range(layer.count_rects()):
        left, bottom, right, top = layer.get_rect(index)
        text = " ".join(layer.get_text_bounded(left, bottom, right, top).split())
        corners = [_pixel(page, width, height, *xy) for xy in ((left, top), (right, bottom))]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        if text:
            words.append({"text": text, "box": [xs[0], ys[0], xs[1], ys[1]]})
    return words


def _pixel(page: Any, width: int, height: int, x: float, y: float) -> tuple[int, int]:
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(
        page, 0, 0, width, height, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return across.value, down.value


if __name__ == "__main__":
    main()
