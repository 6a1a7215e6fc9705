"""PaddleOCR on onnxruntime, with model folders from disk: no download, no paddlepaddle."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from sidecar.adapters.ocr.engine import Picture, TextLine, as_quad
from sidecar.adapters.ocr.models import DETECTION, RECOGNITION, missing_models
from sidecar.errors import SidecarError

DETECTOR_SIDE = 960
LEAST_SCORE = 0.5


class PaddleOcrEngine:
    """PaddleOCR's pipeline without its picture correction steps.

    Orientation, unwarping and line classification would need networks of their own; pages are
    turned by the reader instead.
    """

    name = "paddleocr"

    def __init__(self, *, models: Path, threads: int) -> None:
        absent = missing_models(models)
        if absent:
            raise SidecarError(
                f"The OCR model {absent[0]} is missing in {models}. Run `python -m sidecar.cli "
                f"receipts models --to {models}`, or set IPAI_OCR_MODELS_DIR to a folder that has "
                "it.",
                title="OCR models are missing",
                status=503,
                code="ocr_models_missing",
            )
        self._ocr = _pipeline(models, threads)

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the lines of a BGR picture."""
        found = self._ocr.predict(picture)[0]
        rows = zip(found["rec_texts"], found["rec_scores"], found["rec_polys"], strict=True)
        return [
            TextLine(text=text, score=float(score), quad=as_quad(polygon))
            for text, score, polygon in rows
            if text.strip() and score >= LEAST_SCORE
        ]


def _pipeline(models: Path, threads: int) -> Any:
    # Read at import: without them the library sets up logging and asks the network for mirrors.
    os.environ.setdefault("PADDLEOCR_DISABLE_AUTO_LOGGING_CONFIG", "1")
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    with _opencv_under_either_name():
        return _construct(models, threads)


@contextmanager
def _opencv_under_either_name() -> Iterator[None]:
    """Let the headless OpenCV count as the one PaddleX asks for by name.

    PaddleX looks for the distribution opencv-contrib-python, which needs a screen's libGL; what
    it uses of it is in opencv-python-headless. Its answers are kept from the first question on,
    so the name has to hold only while it is imported and constructed.
    """
    asked = metadata.version

    def version(distribution_name: str) -> str:
        wanted = distribution_name == "opencv-contrib-python"
        return asked("opencv-python-headless" if wanted else distribution_name)

    metadata.version = version
    try:
        yield
    finally:
        metadata.version = asked


def _construct(models: Path, threads: int) -> Any:
    from paddleocr import PaddleOCR

    # It tells which models it makes, on every start and in colour.
    logging.getLogger("paddlex").setLevel(logging.WARNING)
    return PaddleOCR(
        engine="onnxruntime",
        device="cpu",
        engine_config={
            "intra_op_num_threads": threads,
            "inter_op_num_threads": 1,
            "enable_cpu_mem_arena": False,
        },
        text_detection_model_name=DETECTION,
        text_detection_model_dir=str(models / DETECTION),
        text_recognition_model_name=RECOGNITION,
        text_recognition_model_dir=str(models / RECOGNITION),
        text_recognition_batch_size=1,
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        text_det_limit_type="max",
        text_det_limit_side_len=DETECTOR_SIDE,
    )
