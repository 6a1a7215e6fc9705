"""Both engines run for real and read the sample receipts to the letter."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sidecar.adapters.ocr.choice import make_engine
from sidecar.adapters.ocr.engine import GuardedEngine, TextLine
from sidecar.adapters.ocr.models import DETECTION, RECOGNITION, make_models, missing_models
from sidecar.documents.service import ReceiptReader
from sidecar.errors import SidecarError

SAMPLES = sorted(
    path.name
    for path in (Path(__file__).parents[3] / "deploy/local/demo/samples").iterdir()
    if path.name != "labels.json"
)


def found(reader: ReceiptReader, path: Path) -> dict[str, Any]:
    reading = reader.read(path.read_bytes())
    assert reading.engine == reader.engine.name
    assert reading.status == "read", reading.advice
    fields = {
        name: getattr(reading.fields, name).value for name in type(reading.fields).model_fields
    }
    assert [check.text for check in reading.checks if not check.passed] == []
    items = [_item(one.model_dump()) for one in reading.line_items]
    assert all(one.page == 1 and one.box for one in reading.line_items)
    return fields | {"line_items": items}


@pytest.mark.parametrize("name", SAMPLES)
def test_rapidocr_reads_the_samples(
    name: str, reader: ReceiptReader, samples: Path, labels: dict[str, dict[str, Any]]
) -> None:
    assert found(reader, samples / name) == _expected(labels[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_paddleocr_reads_the_samples(
    name: str, paddle_reader: ReceiptReader, samples: Path, labels: dict[str, dict[str, Any]]
) -> None:
    assert found(paddle_reader, samples / name) == _expected(labels[name])


def _expected(label: dict[str, Any]) -> dict[str, Any]:
    items = [_item(one) for one in label["line_items"]]
    return {name: value for name, value in label.items() if name != "file"} | {"line_items": items}


def _item(one: dict[str, Any]) -> tuple[str, str, str, str]:
    """An item with the quantity of one that few print and no engine must see."""
    return (
        one["description"],
        one["quantity"] or "1",
        one["unit_price"] or one["amount"],
        one["amount"],
    )


def test_a_blank_picture_has_no_lines(reader: ReceiptReader, paddle_reader: ReceiptReader) -> None:
    blank = np.full((400, 300, 3), 255, dtype=np.uint8)
    assert reader.engine.read(blank) == []
    assert paddle_reader.engine.read(blank) == []


def test_missing_models_name_the_command(tmp_path: Path) -> None:
    engine = make_engine("paddleocr", models=tmp_path, threads=1)
    with pytest.raises(SidecarError, match="receipts models --to") as caught:
        engine.warm_up()
    assert caught.value.code == "ocr_models_missing"
    assert caught.value.status == 503


def test_models_are_complete_and_renewed(tmp_path: Path) -> None:
    assert missing_models(tmp_path) == [DETECTION, RECOGNITION]
    first = make_models(tmp_path)
    (first[0] / "inference.yml").unlink()
    assert missing_models(tmp_path) == [DETECTION]
    make_models(tmp_path)
    assert missing_models(tmp_path) == []


def test_unknown_engine() -> None:
    with pytest.raises(KeyError):
        make_engine("tesseract", models=None, threads=1)


class Slow:
    """An engine that notices when two threads read at once."""

    name = "slow"

    def __init__(self) -> None:
        self.busy = False
        self.overlapped = False

    def read(self, picture: np.ndarray) -> list[TextLine]:
        self.overlapped |= self.busy
        self.busy = True
        threading.Event().wait(0.02)
        self.busy = False
        return []


def test_one_page_at_a_time_and_loaded_once() -> None:
    made: list[Slow] = []

    def make() -> Slow:
        made.append(Slow())
        return made[-1]

    guarded = GuardedEngine("slow", make)
    assert not guarded.warm
    picture = np.zeros((8, 8, 3), dtype=np.uint8)
    threads = [threading.Thread(target=guarded.read, args=(picture,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert guarded.warm
    assert len(made) == 1
    assert not made[0].overlapped
