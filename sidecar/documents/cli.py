"""python -m sidecar.cli receipts: read files and make model folders."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sidecar.documents.schemas import LineItem, ReceiptReading, SingleReceipt
from sidecar.errors import SidecarError
from sidecar.shell import ending_with_a_sentence, load_settings

app = typer.Typer(no_args_is_help=True, help="Read receipts on this machine.")

# Other names of fields in the lines: those of data sets and of invoices.
ALIASES = {"company": "vendor", "vat": "tax", "document_no": "receipt_number"}


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Pictures or PDFs, one receipt each.")],
    engine: Annotated[
        Literal["rapidocr", "paddleocr"] | None, typer.Option(help="Default: IPAI_OCR_ENGINE.")
    ] = None,
    locale: Annotated[
        str | None, typer.Option(help="Code of a locale pack; default: the text decides.")
    ] = None,
    fields: Annotated[bool, typer.Option("--fields", help="A table for people.")] = False,
) -> None:
    """Print one JSON line a file, in order; a file that cannot be read has "error", exit code 1."""
    from sidecar.documents.service import ReceiptReader

    settings = load_settings()
    if engine:
        settings = settings.model_copy(update={"ocr_engine": engine})
    reader = ReceiptReader.from_settings(settings)
    failed = False
    for path in files:
        try:
            reading = reader.read(_content(path), locale=locale)
        except SidecarError as error:
            failed = True
            _print_error(path, error, fields)
            continue
        sys.stdout.write(_table(path, reading) if fields else json_line(path.stem, reading))
        sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


@app.command()
def models(
    to: Annotated[
        Path, typer.Option(help="Folder to write into; IPAI_OCR_MODELS_DIR then names it.")
    ],
) -> None:
    """Make PaddleOCR's model folders from the networks inside the RapidOCR package."""
    from sidecar.adapters.ocr.models import make_models

    for path in ending_with_a_sentence(lambda: make_models(to)):
        typer.echo(path)


def json_line(name: str, reading: ReceiptReading) -> str:
    """Return one reading as a JSON line with flat values, `confidence` and `boxes` by field.

    Further receipts of the same picture stand in `more`, flat like the first.
    """
    line = {"id": name} | _flat(reading)
    line |= {
        "engine": reading.engine,
        "locale": reading.locale,
        "seconds": reading.seconds,
        "file_hash": reading.file_hash,
        "pages": [page.model_dump() for page in reading.pages],
    }
    if reading.more:
        line["more"] = [_flat(one) for one in reading.more]
    return json.dumps(line, ensure_ascii=False) + "\n"


def _flat(reading: SingleReceipt) -> dict[str, Any]:
    names = list(type(reading.fields).model_fields)
    found = {field: getattr(reading.fields, field) for field in names}
    found |= {alias: found[field] for alias, field in ALIASES.items()}
    line: dict[str, Any] = {field: one.value for field, one in found.items()}
    line["confidence"] = {field: one.confidence for field, one in found.items() if one.value}
    line["boxes"] = {field: one.box for field, one in found.items() if one.box}
    line |= {
        "vat_registered": _registered(reading),
        "line_items": [
            one.model_dump(include={"description", "quantity", "unit_price", "amount"})
            for one in reading.line_items
        ],
        "checks": [one.model_dump() for one in reading.checks],
        "is_receipt": reading.is_receipt,
        "picture_hash": reading.picture_hash,
        "status": reading.status,
        "advice": reading.advice,
    }
    if reading.region:
        line["region"] = reading.region.model_dump()
    return line


def _registered(reading: SingleReceipt) -> bool | None:
    value = reading.fields.vat_registration.value
    return None if value is None else value == "VAT"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SidecarError(
            f"{path} cannot be opened: {error.strerror}. Check the name of the file.",
            code="no_such_file",
        ) from None


def _print_error(path: Path, error: SidecarError, fields: bool) -> None:
    if fields:
        sys.stdout.write(f"{path.name}\n  {error.detail}\n\n")
    else:
        line = {"id": path.stem, "error": error.detail, "code": error.code}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _table(path: Path, reading: ReceiptReading) -> str:
    head = f"{path.name}  ({reading.engine}, {reading.locale}, {reading.seconds:.2f} s)\n"
    receipts = [reading, *reading.more]
    parts = [
        (f"  receipt {number} of {len(receipts)}\n" if reading.more else "") + _receipt_table(one)
        for number, one in enumerate(receipts, 1)
    ]
    return head + "\n".join(parts) + "\n"


def _receipt_table(reading: SingleReceipt) -> str:
    rows = [f"  {reading.advice}"] if reading.advice else []
    for name in type(reading.fields).model_fields:
        one = getattr(reading.fields, name)
        sure = f"{one.confidence:4.0%}" if one.value else "    "
        rows.append(f"  {name:<16} {sure}  {one.value or '-'}")
    rows.extend(_item_row(item) for item in reading.line_items)
    rows.extend(f"  {'ok' if one.passed else 'NO'}  {one.text}" for one in reading.checks)
    return "\n".join(rows) + "\n"


def _item_row(item: LineItem) -> str:
    count = item.quantity or ""
    if item.unit_price:
        count = f"{count} x {item.unit_price}".strip()
    told = f"  ({count})" if count else ""
    return f"  {item.amount or '-':>16} {item.confidence:4.0%}  {item.description}{told}"
