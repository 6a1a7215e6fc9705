"""Rows become a picture: thermal paper or a printed form, then the faults of a photo or scan."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .layouts import Row

FONTS = Path(reportlab.__file__).with_name("fonts")
MARGIN = 34
LINE = 1.45


@dataclass(frozen=True)
class Look:
    """How a receipt was printed and taken.

    `ink` 0 (black) to 255; `tilt` degrees; `blur` sigma in pixels; `shadow` 0 to 1, the part of
    the light taken at its darkest; `table` the grey of what it lies on, None for a flat scan.
    """

    width: int = 620
    print_size: int = 21
    ink: int = 40
    paper: int = 244
    tilt: float = 0.0
    blur: float = 0.0
    shadow: float = 0.0
    noise: float = 3.0
    table: int | None = None


def draw(rows: list[Row], look: Look, seed: int) -> Image.Image:
    """Return the picture of the rows as `look` tells, in RGB; the same seed, the same picture."""
    picture = _print(rows, look)
    chance = np.random.default_rng(seed)
    if look.table is not None:
        picture = _on_table(picture, look, chance)
    if look.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(look.blur))
    return _lit(picture, look, chance)


def _font(row: Row, look: Look) -> ImageFont.FreeTypeFont:
    name = "VeraBd.ttf" if row.bold else "Vera.ttf"
    return ImageFont.truetype(str(FONTS / name), round(look.print_size * row.size))


def _print(rows: list[Row], look: Look) -> Image.Image:
    heights = [round(look.print_size * row.size * LINE) for row in rows]
    picture = Image.new("L", (look.width, sum(heights) + 2 * MARGIN), look.paper)
    pen = ImageDraw.Draw(picture)
    y = MARGIN
    for row, height in zip(rows, heights, strict=True):
        _print_row(pen, row, y, look)
        y += height
    return picture


def _print_row(pen: ImageDraw.ImageDraw, row: Row, y: int, look: Look) -> None:
    right = look.width - MARGIN
    if row.rule:
        for x in range(MARGIN, right, 12):
            pen.line((x, y + look.print_size // 2, x + 6, y + look.print_size // 2), look.ink)
        return
    font = _font(row, look)
    while row.centred and font.getlength(row.left) > right - MARGIN:
        font = font.font_variant(size=font.size - 1)
    x = (look.width - font.getlength(row.left)) / 2 if row.centred else MARGIN
    pen.text((x, y), row.left, fill=look.ink, font=font)
    if row.right:
        pen.text((right - font.getlength(row.right), y), row.right, fill=look.ink, font=font)


def _on_table(picture: Image.Image, look: Look, chance: np.random.Generator) -> Image.Image:
    """Lay the paper on a table, tilted and seen at a slight angle."""
    around = round(0.07 * max(picture.size))
    table = Image.new("L", (picture.width + 2 * around, picture.height + 2 * around), look.table)
    table.paste(picture, (around, around))
    table = table.rotate(look.tilt, Image.Resampling.BICUBIC, fillcolor=look.table)
    width, height = table.size
    lean = [float(v) for v in chance.uniform(-0.012, 0.012, 8)]
    corners = [(0, 0), (0, height), (width, height), (width, 0)]
    quad = [
        side
        for (x, y), dx, dy in zip(corners, lean[::2], lean[1::2], strict=True)
        for side in (x + dx * width, y + dy * height)
    ]
    return table.transform(
        table.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=look.table
    )


def _lit(picture: Image.Image, look: Look, chance: np.random.Generator) -> Image.Image:
    """Add shadow, noise and the tint of a camera."""
    light = np.asarray(picture, dtype=np.float32)
    height, width = light.shape
    if look.shadow:
        across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
        down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        edge = across * 0.7 + down * 0.6 - float(chance.uniform(0.3, 0.7))
        light = light * (1 - look.shadow / (1 + np.exp(-8 * edge)))
    # Coarse noise, as paper and JPEG leave it; fine noise would only swell the file.
    grain = chance.normal(0, look.noise, (height // 2 + 1, width // 2 + 1)).astype(np.float32)
    light = light + np.kron(grain, np.ones((2, 2), np.float32))[:height, :width]
    grey = np.clip(light, 0, 255)
    if look.table is None:
        return Image.fromarray(grey.astype(np.uint8)).convert("RGB")
    tint = np.stack([grey, grey * 0.985, grey * 0.95], axis=-1)
    return Image.fromarray(tint.astype(np.uint8))


def random_look(seed: int) -> Look:
    """Return a look by chance: thermal or laser print, photo or scan."""
    draw_lots = random.Random(seed)  # noqa: S311 - a picture needs no secret
    photo = draw_lots.random() < 0.6
    return Look(
        width=draw_lots.choice([560, 620, 700]),
        print_size=draw_lots.choice([19, 21, 23]),
        ink=draw_lots.randrange(20, 110),
        paper=draw_lots.randrange(222, 250),
        tilt=draw_lots.uniform(-5, 5) if photo else draw_lots.uniform(-0.6, 0.6),
        blur=draw_lots.uniform(0, 0.9),
        shadow=draw_lots.uniform(0.1, 0.5) if photo else 0.0,
        noise=draw_lots.uniform(1, 4),
        table=draw_lots.randrange(40, 150) if photo else None,
    )
