"""Rows as Odoo sends them, in the form its addon gives them: pieces, and lines that COPY reads."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Line = dict[str, Any]


def text_of(lines: Iterable[Line]) -> bytes:
    """Lines {id, row} as COPY reads them: id, hash, image; those without a row are gone."""
    texts = []
    for line in lines:
        if line.get("row") is not None:
            image = json.dumps(line["row"], ensure_ascii=False)
            escaped = image.replace("\\", "\\\\")
            texts.append(f"{line['id']}\t{zlib.crc32(image.encode())}\t{escaped}\n")
    return "".join(texts).encode()


def pieces_of(lines: Iterable[Line], tables: dict[str, str]) -> tuple[list[Line], bytes]:
    """Pieces by id, one for each model of lines {model, id, row}, and their bytes one after the
    other."""
    by_model: dict[str, dict[int, Line]] = defaultdict(dict)
    for line in lines:
        by_model[line["model"]][line["id"]] = line
    pieces, body = [], b""
    for model, found in by_model.items():
        text = text_of(found.values())
        pieces.append(
            {
                "model": model,
                "table": tables[model],
                "ids": list(found),
                "after": None,
                "upto": None,
                "rows": text.count(b"\n"),
                "bytes": len(text),
            }
        )
        body += text
    return pieces, body
