"""Accuracy and speed of reading receipts, with both engines.

    python -m tests.bench.bench_receipts [--engine rapidocr] [--limit 50] [LABELS ...]
    python -m tests.bench.bench_receipts --memory 500

LABELS are files: our `labels.json` (a list of {"file", field: value}) or JSON lines with `file` and
field values; pictures lie beside them. Without any, the project's samples are read. Seconds are of
the whole reading; `engine` is the share of recognition alone, so that the rest is what we add.
With --memory so many pages are read one after the other, and the memory in use is told on the way.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from sidecar.adapters.ocr.choice import ENGINES, make_engine
from sidecar.adapters.ocr.engine import Picture, TextLine
from sidecar.documents.schemas import ReceiptReading
from sidecar.documents.service import ReceiptReader
from sidecar.documents.text import squeeze

SAMPLES = Path(__file__).parents[2] / "deploy/local/demo/samples/labels.json"
# Names of fields in other label files.
OTHER_NAMES = {
    "company": "vendor",
    "vat": "tax",
    "document_no": "receipt_number",
    "date_iso": "date",
    "total_2dp": "total",
}
FIELDS = ("vendor", "address", "tin", "date", "total", "tax", "receipt_number", "currency")


class Timed:
    """An engine that adds up the processor seconds it was used."""

    def __init__(self, name: str) -> None:
        self._engine = make_engine(name, models=None, threads=2)
        self.name = name
        self.seconds = 0.0

    def read(self, picture: Picture) -> list[TextLine]:
        started = time.process_time()
        lines = self._engine.read(picture)
        self.seconds += time.process_time() - started
        return lines


def labelled(path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield each picture with its expected values under our names."""
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if text.startswith("[") else map(json.loads, text.splitlines())
    for row in rows:
        known = {name: row[name] for name in FIELDS if row.get(name) is not None}
        known |= {ours: row[name] for name, ours in OTHER_NAMES.items() if row.get(name)}
        yield path.parent / row["file"], known


def is_right(field: str, found: str | None, expected: str) -> bool:
    """Names may differ by a misread letter in twenty; figures and dates may not differ."""
    if found is None:
        return False
    if field in ("vendor", "address"):
        return fuzz.ratio(squeeze(found), squeeze(expected)) >= 90
    return squeeze(found) == squeeze(expected)


def measure(engine: str, path: Path, limit: int | None) -> dict[str, Any]:
    """Read the files of one label file and count."""
    timed = Timed(engine)
    reader = ReceiptReader(timed)  # type: ignore[arg-type]
    files = list(labelled(path))[:limit]
    reader.read(files[0][0].read_bytes())
    timed.seconds = 0.0
    right: dict[str, list[bool]] = {}
    walls = []
    started = time.process_time()
    for file, expected in files:
        began = time.perf_counter()
        reading: ReceiptReading = reader.read(file.read_bytes())
        walls.append(time.perf_counter() - began)
        for field, value in expected.items():
            found = getattr(reading.fields, field).value
            right.setdefault(field, []).append(is_right(field, found, value))
    used = time.process_time() - started
    reader.close()
    return {
        "engine": engine,
        "files": len(files),
        "right": {field: sum(rows) / len(rows) for field, rows in right.items()},
        "median_s": statistics.median(walls),
        "cpu_s": used / len(files),
        "engine_cpu_s": timed.seconds / len(files),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def remember(engine: str, path: Path, pages: int) -> None:
    """Read the files of one label file over and over; print the memory in use as it goes."""
    reader = ReceiptReader(make_engine(engine, models=None, threads=2))
    contents = [file.read_bytes() for file, _ in labelled(path)]
    every = max(1, pages // 10)
    for number in range(1, pages + 1):
        reader.read(contents[number % len(contents)])
        if number == 1 or number % every == 0:
            print(f"{engine:<10} {number:>5} pages  {resident_mb():.0f} MB", flush=True)
    reader.close()


def resident_mb() -> float:
    """Memory this process holds at present."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--memory", type=int, metavar="PAGES")
    wanted = parser.parse_args()
    for path in wanted.labels:
        for engine in wanted.engine or ENGINES:
            if wanted.memory:
                remember(engine, path, wanted.memory)
                continue
            found = measure(engine, path, wanted.limit)
            print(
                f"{path.parent.name:<14} {engine:<10} {found['files']:>4} files  "
                f"{found['median_s']:.2f} s  {found['cpu_s']:.2f} CPU s "
                f"({found['cpu_s'] / found['engine_cpu_s']:.3f} x the engine alone)  "
                f"{found['peak_mb']:.0f} MB"
            )
            print("   " + "  ".join(f"{k} {v:.3f}" for k, v in found["right"].items()))


if __name__ == "__main__":
    main()
