"""The engines there are; imported only when one is made, for their libraries are heavy."""

from pathlib import Path

from sidecar.adapters.ocr.engine import Engine, GuardedEngine

ENGINES = ("rapidocr", "paddleocr")
# Where the model folders are made when the settings name no other place.
OWN_MODELS = Path(__file__).parents[3] / "build" / "ocr-models"


def make_engine(name: str, *, models: Path | None, threads: int) -> GuardedEngine:
    """Return the engine `name`, guarded and not yet loaded; KeyError for an unknown name.

    `models` is the folder of PaddleOCR's models; None means our own, made at the first use.
    """
    if name not in ENGINES:
        raise KeyError(name)

    def load() -> Engine:
        if name == "rapidocr":
            from sidecar.adapters.ocr.rapidocr import RapidOcrEngine

            return RapidOcrEngine(threads=threads)
        from sidecar.adapters.ocr.models import make_models, missing_models
        from sidecar.adapters.ocr.paddleocr import PaddleOcrEngine

        if models is None and missing_models(OWN_MODELS):
            make_models(OWN_MODELS)
        return PaddleOcrEngine(models=models or OWN_MODELS, threads=threads)

    return GuardedEngine(name, load)
