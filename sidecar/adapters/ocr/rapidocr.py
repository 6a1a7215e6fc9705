"""RapidOCR: the PP-OCR networks on onnxruntime, weights inside the wheel."""

from typing import Any

from rapidocr import RapidOCR

from sidecar.adapters.ocr.engine import Picture, TextLine, as_quad

# The detector works on a copy of this size; the crops for recognition come from the picture itself.
DETECTOR_SIDE = 960
# Shrinking the picture loses small print; callers hand in no side longer than this.
PICTURE_SIDE = 12_000


class RapidOcrEngine:
    """RapidOCR with the settings that measured best on receipts.

    The classifier of upside-down lines is off (it turns good lines over), the batch of the
    recogniser is one and the memory arena stays off (flat memory in a long-running service).
    """

    name = "rapidocr"

    def __init__(self, *, threads: int) -> None:
        self._ocr = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Global.max_side_len": PICTURE_SIDE,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTOR_SIDE,
                "Rec.rec_batch_num": 1,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the lines of a BGR picture; flags are always given, for they stick."""
        found: Any = self._ocr(picture, use_det=True, use_cls=False, use_rec=True)
        if found.boxes is None or found.txts is None or found.scores is None:
            return []
        return [
            TextLine(text=text, score=float(score), quad=as_quad(box))
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        ]
