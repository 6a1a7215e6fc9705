"""The date of the receipt."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MONTH = "(?P<name>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}"
_GAP = r"[\s\-/.,'_]{0,3}"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)"
# A year may run into the time that follows it when spaces are lost: "14/06/202523:02:16".
# A year of two figures ends where no figure follows, or a time does: "14-06-2523:02".
_YEAR_END = r"(?P<year>(?:19|20)\d\d(?!\d(?![\d:]))|\d\d(?!\d)|\d\d(?=\d\d:[0-5]\d))"
_PATTERNS = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d{3})"),
    re.compile(rf"(?<![\d])(?P<a>\d{{1,2}})\s?(?P<sep>[-/.])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?{_YEAR_END}"),
    re.compile(rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?{_GAP}{_MONTH}{_GAP}{_YEAR}(?!\d)"),
    re.compile(rf"(?<![A-Z]){_MONTH}{_GAP}(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?[\s\-/.,']{{1,3}}{_YEAR}(?!\d)"),
)  # fmt: skip
# Tried only when nothing above is there: no signs between the parts, or another figure before.
_FALLBACKS = (
    re.compile(r"(?<!\d)(?P<a>\d{1,2})\s?[-/.\s]\s?(?P<b>\d{1,2})\s?[-/.\s]\s?(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<=\d)(?P<a>[0-3]\d)(?P<sep>[-/])(?P<b>[0-3]\d)(?P=sep)(?P<year>20\d\d)"),
    re.compile(r"(?<=:[0-5]\d)\s?(?P<a>[0-3]\d)(?P<sep>[-/])(?P<b>[0-3]\d)(?P=sep)(?P<year>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<a>\d\d)(?P<b>\d\d)(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)"),
)  # fmt: skip
_TIME = re.compile(
    r"(?<!\d)[0-2]?\d\s?[:.]\s?[0-5]\d(?:\s?[:.]\s?[0-5]\d)?\s?(?:[AP]\.?M)?", re.IGNORECASE
)
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d:[0-5]\d(?!\d)")
_OLDEST = date(2000, 1, 1)
_AHEAD = timedelta(days=366)
_MISREAD = re.compile(r"(?<=\d)[OIL|](?=[\d/.\-])|(?<=[/.\-])[OIL|](?=\d)")
# Digits misread inside numbers of a date; a hyphen may be read as a tilde.
_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1"})
_HYPHENS = str.maketrans({"~": "-"})
_MONTHS_MISREAD = {
    "0CT": "OCT", "N0V": "NOV", "AU6": "AUG", "JU1": "JUL", "JUI": "JUL", "5EP": "SEP",
    "FE8": "FEB", "HAR": "MAR", "HAY": "MAY", "0EC": "DEC", "DE0": "DEC",
}  # fmt: skip
_MISREAD_MONTH = re.compile(rf"(?<=\d[\s\-/.])(?:{'|'.join(_MONTHS_MISREAD)})(?=[\s\-/.,']*\d)")

NO_MONTHS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Found:
    """A date in a text: `other` marks the reading that the locale's order would not choose."""

    value: date
    raw: str
    other: bool


def parse_date(text: str, order: str, *, today: date) -> date | None:
    """Return the first possible date in `text`; numeric dates are read by `order`.

    `order` is "mdy" or "dmy"; a part above 12 tells itself. A date before 2000 or more than a
    year after `today` is not possible.
    """
    return next((found.value for found in _dates(text, order, today) if not found.other), None)


def holds_date(text: str) -> bool:
    """True if `text` holds something written like a date or a time with seconds."""
    upper = text.upper()
    return any(pattern.search(upper) for pattern in _PATTERNS) or _CLOCK.search(upper) is not None


def holds_day(text: str) -> bool:
    """True if `text` holds something written like a date."""
    upper = text.upper()
    return any(pattern.search(upper) for pattern in _PATTERNS)


def find_date(rows: Sequence[Row], locale: Locale, *, today: date) -> list[Candidate]:
    """Return candidates for the date: labels, a time beside it and a place near the top count.

    What stands in the footer of the cash register's maker or of the printer counts less.
    """
    footer = next((i for i, row in enumerate(rows) if _is_footer(row, locale, i, len(rows))), None)
    order = _order(rows, locale)
    candidates: list[Candidate] = []
    for index, row in enumerate(rows):
        for found, lines in _row_dates(row, order, today, locale.months):
            label = _label(rows, index, found.raw, locale)
            score = 1.0 - 0.5 * index / max(1, len(rows) - 1)
            score += {"issue": 1.5, "other": -2.5}.get(label, 0.0)
            timed = _TIME.search(row.text.replace(found.raw, " ")) is not None
            score += 0.5 if timed else 0.0
            score -= 1.5 if footer is not None and index >= footer else 0.0
            score -= 1.5 if found.other else 0.0
            score -= 2.0 if found.value > today + timedelta(days=1) else 0.0
            score -= 0.4 if found.raw.isdigit() else 0.0
            made = candidate(found.value.isoformat(), found.raw, score, lines)
            sure = found.value.day > 12 or re.search("[A-Za-z]{3}", found.raw) is not None
            candidates.append(
                made.plus(
                    0.0,
                    label=float(label == "issue"),
                    unambiguous=float(sure),
                    timed=float(timed),
                    past=float(found.value <= today + timedelta(days=1)),
                    head=float(footer is None or index < footer),
                )
            )
    return candidates


def _order(rows: Sequence[Row], locale: Locale) -> str:
    """Return the order of day and month: what more dates of the receipt itself tell, if any do."""
    told = Counter[str]()
    for row in rows:
        for match in _PATTERNS[1].finditer(_plain(row.text)):
            a, b = int(match["a"]), int(match["b"])
            if a <= 12 < b <= 31 or b <= 12 < a <= 31:
                told["mdy" if b > 12 else "dmy"] += 1
    if not told or locale.date_order not in ("mdy", "dmy"):
        return locale.date_order
    most, count = told.most_common(1)[0]
    return most if count > told[locale.date_order] else locale.date_order


def _is_footer(row: Row, locale: Locale, index: int, count: int) -> bool:
    return index > count / 2 and locale.holds("suppliers", row.text)


def _label(rows: Sequence[Row], index: int, raw: str, locale: Locale) -> str:
    """Return the kind of label in the row, or in the row above when that holds no figures."""
    text = rows[index].text
    label = locale.label("dates", text.split(raw)[0]) or locale.label("dates", text)
    if label is None and index and not re.search(r"\d", rows[index - 1].text):
        label = locale.label("dates", rows[index - 1].text)
    return label.kind if label else ""


def _row_dates(
    row: Row, order: str, today: date, months: Mapping[str, str]
) -> Iterator[tuple[_Found, Sequence[Line]]]:
    whole = True
    for line in row.lines:
        for found in _dates(line.text, order, today, months):
            whole = False
            yield found, [line]
    if whole:
        yield from ((found, row.lines) for found in _dates(row.text, order, today, months))


def _dates(
    text: str, order: str, today: date, months: Mapping[str, str] = NO_MONTHS
) -> Iterator[_Found]:
    upper = _plain(text)
    for printed, english in months.items():
        upper = re.sub(rf"(?<![A-Z]){printed}", english, upper)
    nothing = True
    for pattern in _PATTERNS:
        for match in pattern.finditer(upper):
            nothing = False
            yield from _read(match.groupdict(), text[match.start() : match.end()], order, today)
    for pattern in _FALLBACKS if nothing else ():
        for match in pattern.finditer(upper):
            nothing = False
            yield from _read(match.groupdict(), match[0].strip(), order, today)
        if not nothing:
            break


def _plain(text: str) -> str:
    """Return the text in capitals, as long as before, with misread signs of dates put right."""
    upper = _MISREAD.sub(lambda match: match[0].translate(_DIGITS), text.upper())
    return _MISREAD_MONTH.sub(lambda match: _MONTHS_MISREAD[match[0]], upper.translate(_HYPHENS))


def _read(parts: dict[str, str], raw: str, order: str, today: date) -> Iterator[_Found]:
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if "a" not in parts:
        month = _MONTHS.index(parts["name"]) + 1 if "name" in parts else int(parts["month"])
        value = _possible(year, month, int(parts["day"]), today)
        if value:
            yield _Found(value, raw, other=False)
        return
    a, b = int(parts["a"]), int(parts["b"])
    month_first, day_first = _possible(year, a, b, today), _possible(year, b, a, today)
    ordered = (day_first, month_first) if order == "dmy" else (month_first, day_first)
    values = list(dict.fromkeys(value for value in ordered if value))
    for place, value in enumerate(values):
        yield _Found(value, raw, other=place > 0)


def _possible(year: int, month: int, day: int, today: date) -> date | None:
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return value if _OLDEST <= value <= today + _AHEAD else None
