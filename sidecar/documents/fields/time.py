"""The time of the purchase."""

import re
from collections.abc import Iterator, Sequence

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.dates import holds_day
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale

# The year may run into the time when spaces are lost: "02/23/202612:31:06 PM".
_CLOCK = re.compile(
    r"(?:(?<![\d.,:])|(?<=20\d\d))(?P<hour>[01]?\d|2[0-4])\s?(?P<sign>[:;.])\s?(?P<minute>[0-5]\d)"
    r"(?:\s?[:;.]\s?(?P<second>[0-5]\d))?(?![\d:])(?:\s?(?P<half>[AP])\.?\s?M?\.?(?![A-Z]))?",
    re.IGNORECASE,
)


def parse_time(text: str) -> str | None:
    """Return the first time of day in `text` as HH:MM of 24 hours, None without one.

    A full stop between hour and minute counts only before seconds or AM/PM: "12.50" is money.
    """
    return next((value for value, _ in _times(text)), None)


def find_time(rows: Sequence[Row], locale: Locale) -> list[Candidate]:
    """Return times: beside a date or a label, with seconds, near the top rather than below.

    Opening hours and times of arrival count less.
    """
    found: list[Candidate] = []
    for index, row in enumerate(rows):
        label = locale.label("times", row.text)
        for value, match in _times(row.text):
            score = 1.0 - 0.5 * index / max(1, len(rows) - 1)
            score += {"issue": 1.5, "other": -2.0}.get(label.kind, 0.0) if label else 0.0
            score += 1.0 if holds_day(row.text) else 0.0
            score += 0.3 if match["second"] else 0.0
            lines = [line for line in row.lines if match[0] in line.text] or list(row.lines)
            labelled = float(label is not None and label.kind == "issue")
            found.append(candidate(value, match[0].strip(), score, lines).plus(0.0, label=labelled))
    return found


def _times(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _CLOCK.finditer(text):
        if match["sign"] == "." and not (match["second"] or match["half"]):
            continue
        hour = int(match["hour"])
        half = (match["half"] or "").upper()
        if hour > 23 or (half and hour > 12 and half == "A"):
            continue
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "P" else 0)
        yield f"{hour:02d}:{match['minute']}", match
