"""A language model's look at the values the rules are unsure of.

What is printed on a receipt is a stranger's text. So the model is only asked for values by name,
each must quote the lines it was read from, and a value counts only when its quote really stands in
the lines and really holds it. A line that gives orders can thus at most have its own words taken
for a value, which a person still sees marked. Without a model nothing is asked and nothing missing.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field

from sidecar.adapters.llm import Llm, LlmFailed, Message, Usage
from sidecar.documents.fields.amounts import parse_amount
from sidecar.documents.fields.dates import parse_date
from sidecar.documents.text import fold, squeeze
from sidecar.settings import Settings

Name = Literal["vendor", "address", "tin", "date", "time", "total", "tax", "receipt_number"]
# Below it a person is asked in Odoo, too, unless its settings say otherwise.
UNSURE = 0.8
# A value the model alone read stays marked for a person; one that it read like the rules does not.
ALONE, AGREED = 0.7, 0.9
MOST_LINES, LONGEST_LINE = 150, 200
# So many lines, one below the other, may hold one value (an address).
MOST_QUOTED = 4
NUMBER = re.compile(r"\d[\d.,\s]*\d|\d")
AMOUNTS = {"total", "tax"}


class ReadValue(BaseModel):
    """One value the model found, with the words it was read from."""

    name: Name
    value: str = Field(min_length=1, max_length=200)
    quote: str = Field(min_length=1, max_length=400)


class ReadValues(BaseModel):
    """All values the model found."""

    values: list[ReadValue] = Field(max_length=len(get_args(Name)))


@dataclass(frozen=True, slots=True)
class Looked:
    """A reading after the second look: what it cost, and a sentence when there was one."""

    reading: dict[str, Any]
    usage: Usage = field(default_factory=Usage)
    note: str = ""


class SecondOpinion:
    """Asks the model about unsure values; does nothing when there is no model."""

    def __init__(self, llm: Llm | None) -> None:
        self._llm = llm

    @classmethod
    def from_settings(cls, settings: Settings) -> "SecondOpinion":
        return cls(Llm.from_settings(settings))

    async def look(self, reading: dict[str, Any]) -> Looked:
        """The reading (a ReceiptReading's JSON) with the unsure values the model could prove.

        Never raises for the model's sake: a failure is a sentence, and the reading stays as it was.
        """
        names = unsure(reading)
        if self._llm is None or not names or not reading["lines"]:
            return Looked(reading)
        try:
            found, usage = await self._llm.complete(_messages(reading, names), ReadValues)
        except LlmFailed as error:
            note = f"{error.detail} The values stay as they were read."
            return Looked(reading, error.usage, note)
        seen = copy.deepcopy(reading)
        taken = [one.name for one in found.values if one.name in names and _take(seen, one)]
        refused = len(found.values) - len(taken)
        said = f"The language model read {', '.join(taken)}." if taken else ""
        if refused:
            said += f" {refused} of its values could not be proved and were left out."
        return Looked(seen, usage, said.strip())


def unsure(reading: dict[str, Any]) -> list[str]:
    """Names of the values that are missing or were read with little confidence."""
    fields = reading["fields"]
    return [
        name
        for name in get_args(Name)
        if (fields.get(name) or {}).get("value") is None or fields[name]["confidence"] < UNSURE
    ]


def _messages(reading: dict[str, Any], names: Sequence[str]) -> list[Message]:
    lines = [line["text"][:LONGEST_LINE] for line in reading["lines"][:MOST_LINES]]
    asked = f"Values to look for: {', '.join(names)}.\n\nThe lines:\n\n" + "\n".join(lines)
    prompt = Path(__file__).with_name("prompt.md").read_text(encoding="utf-8")
    return [{"role": "system", "content": prompt}, {"role": "user", "content": asked}]


def _take(reading: dict[str, Any], one: ReadValue) -> bool:
    """Put a proved value into the reading; false when it is not proved."""
    value = _canonical(one)
    quoted = _lines_with(one.quote, reading["lines"])
    if value is None or not quoted or not _holds(one.quote, one.name, value):
        return False
    before = reading["fields"][one.name]
    is_same = before["value"] is not None and squeeze(before["value"]) == squeeze(value)
    others = before["alternatives"]
    if before["value"] is not None and not is_same:
        known = {name: before[name] for name in ("value", "confidence", "page", "box")}
        others = [known, *others]
    reading["fields"][one.name] = {
        "value": before["value"] if is_same else value,
        "raw": one.quote,
        "confidence": max(before["confidence"], AGREED) if is_same else ALONE,
        "page": quoted[0]["page"],
        "box": _around([line["box"] for line in quoted]),
        "alternatives": [other for other in others if other["value"] != value],
    }
    return True


def _canonical(one: ReadValue) -> str | None:
    """The value as readings hold it (see FieldReading); None when it cannot be one."""
    text = " ".join(one.value.split())
    try:
        if one.name in AMOUNTS:
            return f"{Decimal(text.replace(',', '')):.2f}"
        if one.name == "date":
            return date.fromisoformat(text).isoformat()
    except (InvalidOperation, ValueError):
        return None
    if one.name == "time":
        return text if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) else None
    if one.name == "tin":
        digits = re.sub(r"\D", "", text)
        parts = [digits[:3], digits[3:6], digits[6:9], digits[9:]]
        return "-".join(filter(None, parts)) if 9 <= len(digits) <= 14 else None
    return fold(text) or None


def _lines_with(quote: str, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The line that holds the quote, or the fewest lines below one another that do; [] if none.

    Spaces and signs are not compared: recognisers lose them.
    """
    wanted = squeeze(quote)
    if not wanted:
        return []
    forms = [squeeze(line["text"]) for line in lines]
    for count in range(1, MOST_QUOTED + 1):
        for start in range(len(forms) - count + 1):
            taken = lines[start : start + count]
            same_page = len({line["page"] for line in taken}) == 1
            if same_page and wanted in "".join(forms[start : start + count]):
                return list(taken)
    return []


def _holds(quote: str, name: str, value: str) -> bool:
    """Whether the quote really says the value."""
    if name in AMOUNTS:
        amounts = {parse_amount(text.strip()) for text in NUMBER.findall(quote)}
        return Decimal(value) in amounts
    if name == "date":
        today = date.fromisoformat(value)
        read = {parse_date(quote, order, today=today) for order in ("mdy", "dmy", "ymd")}
        return date.fromisoformat(value) in read
    if name == "tin":
        return re.sub(r"\D", "", value) in re.sub(r"\D", "", quote)
    if name == "time":
        hour, minute = value.split(":")
        return any(
            int(found["minute"]) == int(minute) and int(found["hour"]) % 12 == int(hour) % 12
            for found in re.finditer(r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})", quote)
        )
    return squeeze(value) in squeeze(quote)


def _around(boxes: Sequence[Sequence[float]]) -> list[float]:
    left, top, right, bottom = zip(*boxes, strict=True)
    return [min(left), min(top), max(right), max(bottom)]
