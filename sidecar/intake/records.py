"""One sent record -> what bronze keeps, or the reason why it cannot."""

import json
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sidecar.intake.domains import Domain
from sidecar.intake.values import Declaration, WrongValue, value_of

KEY_LENGTH = 200
SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a batch: with a payload it can be a record, with a reason it cannot."""

    number: int
    key: str | None = None
    payload: str | None = None
    raw: str | None = None
    reason: str | None = None
    detail: str | None = None


def storable(text: str) -> str:
    """The text with every character PostgreSQL cannot keep written as an escape."""
    if "\x00" in text:
        text = text.replace("\x00", "\\x00")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def broken(number: int, raw: str, reason: str, detail: str, key: str | None = None) -> Line:
    """A line for the quarantine."""
    return Line(number, storable(key) if key else None, None, storable(raw), reason, detail)


def line_of(
    number: int, sent: dict[str, Any], raw: str, domain: Domain, declared: Declaration
) -> Line:
    """Check a record's values. Fields that are not of the domain are kept as they came.

    `raw` is what the quarantine shows of it; empty: the record as JSON.
    """
    payload: dict[str, Any] = {}
    wrong = []
    for name, given in sent.items():
        column = domain.column(name)
        field = domain.fields.get(column)
        if field is None:
            payload.setdefault(column, given)
            continue
        try:
            value = value_of(field.type, given, declared)
        except WrongValue as error:
            wrong.append(f"{column}: {error}")
            continue
        if value is not None:
            payload[column] = value
    key = SEPARATOR.join(str(payload[name]) for name in domain.key if name in payload)
    shown = raw or as_json(sent)
    if wrong:
        return broken(number, shown, "wrong_type", "; ".join(wrong) + ".", key[:KEY_LENGTH])
    missing = [name for name in domain.key if name not in payload]
    if missing:
        return broken(number, shown, "no_key", f"{', '.join(missing)} is missing.")
    if len(key) > KEY_LENGTH:
        return broken(number, shown, "wrong_type", f"The id is longer than {KEY_LENGTH} signs.")
    text = as_json(payload)
    if storable(text) != text or "\\u0000" in text:
        return broken(number, shown, "bad_characters", "It holds characters that are no text.")
    return Line(number, key, text)


def as_json(value: Any) -> str:
    """JSON of a record; exact numbers as text, as they would not survive otherwise."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal) or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    return value
