"""Files that people or attackers send instead of receipts."""

import io
import zlib

from PIL import Image


def huge_photo() -> bytes:
    """40 MB that begin like a photo."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(picture, "JPEG")
    return picture.getvalue().ljust(40 * 1024 * 1024, b"\0")


def packed(piece: bytes, copies: int) -> bytes:
    """The piece so many times, deflated twice: gigabytes become some kilobytes."""
    deflate = zlib.compressobj(9)
    once = b"".join(deflate.compress(piece) for _ in range(copies)) + deflate.flush()
    return zlib.compress(once, 9)


def pdf_bomb() -> bytes:
    """A page whose drawing commands unpack to 1.5 GB."""
    lines = packed(b"0 0 m 9 9 l S\n" * 75_000, 1500)
    head = f"<</Filter[/FlateDecode/FlateDecode]/Length {len(lines)}>>\nstream\n".encode()
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>",
            head + lines + b"\nendstream",
        ]
    )


def picture_bomb() -> bytes:
    """A page with one picture of 50,000 by 50,000 points: 2.5 GB unpacked."""
    side = 50_000
    points = packed(b"\0" * (side * 1000), side // 1000)
    picture = (
        f"<</Type/XObject/Subtype/Image/Width {side}/Height {side}/ColorSpace/DeviceGray"
        f"/BitsPerComponent 8/Filter[/FlateDecode/FlateDecode]/Length {len(points)}>>"
    )
    draw = b"q 14400 0 0 14400 0 0 cm /I Do Q"
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 5 0 R"
            b"/Resources<</XObject<</I 4 0 R>>>>>>",
            picture.encode() + b"\nstream\n" + points + b"\nendstream",
            f"<</Length {len(draw)}>>\nstream\n".encode() + draw + b"\nendstream",
        ]
    )


def written(objects: list[bytes]) -> bytes:
    """The objects as a PDF file with its table of offsets."""
    pdf, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(pdf)
    pdf += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    pdf += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    pdf += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(pdf)
