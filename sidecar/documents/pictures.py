"""Pictures become upright pages: EXIF applied, transparency on white, one page a frame."""

from io import BytesIO

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from sidecar.adapters.ocr.engine import Picture
from sidecar.documents.pages import Limits, Page
from sidecar.documents.problems import DamagedFile, FileTooComplex

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF")
# Values of the EXIF orientation that swap width and height.
_QUARTER_TURNS = {5, 6, 7, 8}
pillow_heif.register_heif_opener()


def picture_pages(content: bytes, limits: Limits) -> list[Page]:
    """Return the pages of a picture file; DamagedFile or FileTooComplex when it cannot be."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            frames = _frames(image, limits)
            return [_page(image, number, limits) for number in range(1, frames + 1)]
    except Image.DecompressionBombError:
        raise _too_many_pixels(limits) from None
    except MemoryError:
        raise FileTooComplex() from None
    # Pillow's decoders raise these for broken data, each its own.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError) as error:
        raise DamagedFile() from error


def _frames(image: Image.Image, limits: Limits) -> int:
    # Only TIFF has pages; frames of others are animations, previews and depth maps.
    if image.format != "TIFF":
        return 1
    frames = getattr(image, "n_frames", 1)
    if frames > limits.pages:
        raise FileTooComplex(
            f"The file has {frames} pages; a receipt may have {limits.pages}. Send only the "
            "pages of the receipt."
        )
    return int(frames)


def _page(image: Image.Image, number: int, limits: Limits) -> Page:
    if number > 1:
        image.seek(number - 1)
    width, height = image.size
    if width * height > limits.pixels:
        raise _too_many_pixels(limits)
    if image.format in ("JPEG", "MPO"):
        # Decodes a large photo at half or a quarter of its size, which is all that is used.
        image.draft("RGB", _wanted(width, height, limits))
    if image.getexif().get(ExifTags.Base.Orientation) in _QUARTER_TURNS:
        width, height = height, width
    plain = _on_white(ImageOps.exif_transpose(image))
    plain.thumbnail(_wanted(width, height, limits), Image.Resampling.LANCZOS)
    return Page(
        number=number,
        width=width,
        height=height,
        picture=_bgr(plain),
        shrunk=width / plain.width,
    )


def _wanted(width: int, height: int, limits: Limits) -> tuple[int, int]:
    shrink = min(1.0, (limits.working_pixels / (width * height)) ** 0.5)
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        # 16-bit scans: convert() would clip everything above 255 to white.
        depth = np.asarray(image, dtype=np.float64)
        span = max(1.0, float(depth.max() - depth.min()))
        image = Image.fromarray(((depth - depth.min()) * (255 / span)).astype(np.uint8))
    return image.convert("RGB")


def _bgr(image: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(image, dtype=np.uint8)[:, :, ::-1])


def _too_many_pixels(limits: Limits) -> FileTooComplex:
    return FileTooComplex(
        f"The picture has more than {limits.pixels // 1_000_000} megapixels. Send it in a smaller "
        "size."
    )
