"""The JSON Schema of every model that goes over HTTP; Odoo's tests validate payloads with it."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sidecar.errors import NotFound

HOME = Path(__file__).parent
# Models that stand below the features because several use them.
SHARED = ("sidecar.adapters.queue", "sidecar.problems")


def models() -> dict[str, type[BaseModel]]:
    """Every model by its name: those of each feature's schemas.py and the shared ones."""
    found: dict[str, type[BaseModel]] = {}
    features = sorted(f"sidecar.{path.parent.name}.schemas" for path in HOME.glob("*/schemas.py"))
    for module_name in (*SHARED, *features):
        module = importlib.import_module(module_name)
        for name, value in vars(module).items():
            is_model = isinstance(value, type) and issubclass(value, BaseModel)
            if is_model and value.__module__ == module_name:
                if name in found:
                    raise ValueError(f"Two models are named {name}; schemas are found by name.")
                found[name] = value
    return found


def schema_text(model: type[BaseModel]) -> str:
    """The schema of a model as it comes out of the sidecar, as the text of its file."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def file_name(model: str) -> str:
    """`receipt_reading.json` for ReceiptReading."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model).lower() + ".json"


def write_schemas(folder: Path, only: list[str] | None = None) -> list[Path]:
    """Write the schema of all models, or of those named, a file each. Raises NotFound."""
    known = models()
    unknown = sorted(set(only or ()) - known.keys())
    if unknown:
        raise NotFound(f"There is no model {unknown[0]}; there are {', '.join(sorted(known))}.")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in sorted(only or known):
        path = folder / file_name(name)
        path.write_text(schema_text(known[name]), encoding="utf-8")
        written.append(path)
    return written
