"""The body of a webhook: JSON of one record, of a list, or JSON lines."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sidecar.intake.domains import Domain
from sidecar.intake.records import Line, broken, line_of
from sidecar.intake.values import Declaration

NOT_AN_OBJECT = "A record is a JSON object with names and values."


def lines_of(body: bytes, domain: Domain, declared: Declaration) -> Iterator[Line]:
    """The records of a body, numbered from 1; what is not JSON is one line for the quarantine."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raw = body.decode("utf-8", "backslashreplace")
        yield broken(1, raw, "malformed_json", f"The body is not UTF-8 ({error.reason}).")
        return
    try:
        found = _read(text)
    except (ValueError, RecursionError) as error:
        several = [line for line in text.splitlines() if line.strip()]
        if len(several) > 1 and all(line.lstrip().startswith("{") for line in several):
            yield from _json_lines(several, domain, declared)
        else:
            yield broken(1, text, "malformed_json", _reason(error))
        return
    for number, sent in enumerate(_records(found, domain), 1):
        yield _one(number, sent, "", domain, declared)


def _json_lines(lines: list[str], domain: Domain, declared: Declaration) -> Iterator[Line]:
    for number, text in enumerate(lines, 1):
        try:
            sent = _read(text)
        except (ValueError, RecursionError) as error:
            yield broken(number, text, "malformed_json", _reason(error))
        else:
            yield _one(number, sent, text, domain, declared)


def _one(number: int, sent: Any, raw: str, domain: Domain, declared: Declaration) -> Line:
    if not isinstance(sent, dict):
        return broken(number, raw or json.dumps(sent, default=str), "not_a_record", NOT_AN_OBJECT)
    try:
        return line_of(number, sent, raw, domain, declared)
    except RecursionError:
        return broken(number, raw, "malformed_json", "It is nested too deeply.")


def _records(found: Any, domain: Domain) -> list[Any]:
    """A list is its items; an object that holds nothing but such a list, the same."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict) and len(found) == 1:
        [(name, inner)] = found.items()
        if name in (domain.name, "records", "data") and isinstance(inner, list):
            return inner
    return [found]


def _read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number)


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "It is nested too deeply."
    return f"It is not JSON: {error}."
