"""Pictures made worse, as telephones and scanners make them: errors to learn confidence from."""

import random
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter


def degraded(content: bytes, seed: str) -> bytes:
    """Return a picture made worse in one way; the same bytes for the same `seed`."""
    dice = random.Random(f"worse {seed}")  # noqa: S311 - not for secrets
    with Image.open(BytesIO(content)) as opened:
        image = opened.convert("RGB")
    worse = dice.choice(_WAYS)(image, dice)
    made = BytesIO()
    worse.save(made, "JPEG", quality=dice.choice((30, 60, 85)))
    return made.getvalue()


def picked(seed: str) -> float:
    """Return a figure from 0 to 1 by which a share of the pictures is chosen."""
    return random.Random(seed).random()  # noqa: S311 - not for secrets


def _blurred(image: Image.Image, dice: random.Random) -> Image.Image:
    radius = dice.uniform(1.0, 2.4) * max(image.size) / 1200
    return image.filter(ImageFilter.GaussianBlur(radius))


def _small(image: Image.Image, dice: random.Random) -> Image.Image:
    part = dice.uniform(0.3, 0.55)
    return image.resize((max(1, int(image.width * part)), max(1, int(image.height * part))))


def _pressed(image: Image.Image, dice: random.Random) -> Image.Image:
    made = BytesIO()
    image.save(made, "JPEG", quality=dice.randint(6, 14))
    with Image.open(made) as opened:
        return opened.convert("RGB")


def _noisy(image: Image.Image, dice: random.Random) -> Image.Image:
    noise = np.random.default_rng(dice.getrandbits(32)).normal(
        0, dice.uniform(20, 45), np.shape(image)
    )
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def _tilted(image: Image.Image, dice: random.Random) -> Image.Image:
    angle = dice.choice((-1, 1)) * dice.uniform(2, 9)
    return _small(image.rotate(angle, expand=True, fillcolor="white"), dice)


def _faint(image: Image.Image, dice: random.Random) -> Image.Image:
    pale = ImageEnhance.Contrast(image).enhance(dice.uniform(0.15, 0.35))
    return _noisy(pale, dice) if dice.random() < 0.5 else pale


_WAYS: tuple[Callable[[Image.Image, random.Random], Image.Image], ...] = (
    _blurred,
    _small,
    _pressed,
    _noisy,
    _tilted,
    _faint,
)
