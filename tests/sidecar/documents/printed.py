"""Rows of text as lines of a page, and as pictures both engines can read."""

from io import BytesIO

from PIL import Image, ImageDraw

from sidecar.documents.layout import Line


def lines_of(rows: list[str], *, tilt: float = 0.0) -> list[Line]:
    """Lines of a page: rows one below another, columns parted by "|"."""
    lines = []
    for number, row in enumerate(rows):
        for place, text in enumerate(row.split("|")):
            x, y = 40.0 + 400 * place, 40.0 + 30 * number
            width = 10.0 * len(text.strip())
            corners = [(x, y), (x + width, y), (x + width, y + 20), (x, y + 20)]
            quad = tuple((a - tilt * b, b + tilt * a) for a, b in corners)
            xs, ys = [a for a, _ in quad], [b for _, b in quad]
            box = (min(xs), min(ys), max(xs), max(ys))
            lines.append(Line(text=text.strip(), score=0.98, page=1, quad=quad, box=box))
    return lines


def picture_of(rows: list[str], *, columns: tuple[int, ...] = (40, 560, 720)) -> bytes:
    """A PNG of the rows in sharp print; columns begin at the given pixels."""
    image = Image.new("L", (columns[-1] + 240, 80 + 44 * len(rows)), 248)
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        for left, text in zip(columns, row.split("|"), strict=False):
            pen.text((left, 40 + 44 * number), text.strip(), fill=15, font_size=28)
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
