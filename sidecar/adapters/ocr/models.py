"""Model folders for PaddleOCR, made from the networks inside the RapidOCR wheel.

PaddleX reads a folder per network with `inference.onnx` and `inference.yml`. The wheel has the
networks; the description is small, and the recogniser carries its alphabet in its metadata.
"""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import onnxruntime
import yaml

DETECTION = "PP-OCRv6_small_det"
RECOGNITION = "PP-OCRv6_small_rec"
_WHEEL_FILES = {
    DETECTION: "PP-OCRv6_det_small.onnx",
    RECOGNITION: "PP-OCRv6_rec_small.onnx",
}


def missing_models(folder: Path) -> list[str]:
    """Return the names of the networks that `folder` does not hold completely."""
    return [
        name
        for name in (DETECTION, RECOGNITION)
        if not all((folder / name / part).is_file() for part in ("inference.onnx", "inference.yml"))
    ]


def make_models(folder: Path) -> list[Path]:
    """Write both model folders below `folder` and return their paths; existing ones are renewed."""
    made = []
    for name, source in _WHEEL_FILES.items():
        network = Path(str(files("rapidocr"))) / "models" / source
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(network, target / "inference.onnx")
        text = yaml.safe_dump(_description(name, network), allow_unicode=True)
        (target / "inference.yml").write_text(text, encoding="utf-8")
        made.append(target)
    return made


def _description(name: str, network: Path) -> dict[str, Any]:
    return _detection() if name == DETECTION else _recognition(network)


def _detection() -> dict[str, Any]:
    return {
        "Global": {"model_name": DETECTION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetResizeForTest": {"limit_side_len": 736, "limit_type": "min"}},
                {
                    "NormalizeImage": {
                        "mean": [0.485, 0.456, 0.406],
                        "std": [0.229, 0.224, 0.225],
                        "order": "hwc",
                        "scale": "1./255.",
                    }
                },
                {"ToCHWImage": None},
                {"KeepKeys": {"keep_keys": ["image", "shape", "polys", "ignore_tags"]}},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": 0.3,
            "box_thresh": 0.6,
            "max_candidates": 1000,
            "unclip_ratio": 1.5,
        },
    }


def _recognition(network: Path) -> dict[str, Any]:
    session = onnxruntime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
    alphabet = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return {
        "Global": {"model_name": RECOGNITION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"MultiLabelEncode": {"gtc_encode": "NRTRLabelEncode"}},
                {"RecResizeImg": {"image_shape": [3, 48, 320]}},
                {"KeepKeys": {"keep_keys": ["image", "label_ctc", "label_gtc", "length"]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": alphabet},
    }
