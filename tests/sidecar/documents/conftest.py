"""Readers on both engines, the sample receipts, and small pictures made on the spot."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from sidecar.adapters.ocr.choice import make_engine
from sidecar.adapters.ocr.models import make_models
from sidecar.documents.service import ReceiptReader

SAMPLES = Path(__file__).parents[3] / "deploy/local/demo/samples"


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PaddleOCR's model folders, made as the set-up makes them."""
    folder = tmp_path_factory.mktemp("models")
    make_models(folder)
    return folder


@pytest.fixture(scope="session")
def reader() -> Iterator[ReceiptReader]:
    """A reader on RapidOCR."""
    made = ReceiptReader(make_engine("rapidocr", models=None, threads=2))
    yield made
    made.close()


@pytest.fixture(scope="session")
def paddle_reader(models_dir: Path) -> Iterator[ReceiptReader]:
    """A reader on PaddleOCR."""
    made = ReceiptReader(make_engine("paddleocr", models=models_dir, threads=2))
    yield made
    made.close()


@pytest.fixture(scope="session")
def labels() -> dict[str, dict[str, Any]]:
    """What is printed on each sample, by file name."""
    rows = json.loads((SAMPLES / "labels.json").read_text(encoding="utf-8"))
    return {row["file"]: row for row in rows}


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the samples."""
    return SAMPLES


@pytest.fixture(scope="session")
def flat() -> Image.Image:
    """A sharp, upright receipt as a picture in memory."""
    with Image.open(SAMPLES / "03_restaurant.png") as image:
        return ImageOps.exif_transpose(image).convert("RGB")


@pytest.fixture(scope="session")
def as_bytes() -> Any:
    """Encodes a picture: `as_bytes(image, "PNG", **options)`."""

    def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
        made = BytesIO()
        image.save(made, file_format, **options)
        return made.getvalue()

    return encode
