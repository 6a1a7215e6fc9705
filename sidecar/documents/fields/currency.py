"""The currency of the amounts."""

import re
from collections import Counter
from collections.abc import Sequence

from sidecar.documents.evidence import Candidate, row_candidate
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale


def find_currency(rows: Sequence[Row], locale: Locale) -> list[Candidate]:
    """Return currencies by how many rows show their mark; "P" before a figure is the peso sign."""
    counts: Counter[str] = Counter()
    first: dict[str, Candidate] = {}
    for row in rows:
        for mark, code in locale.currencies.items():
            if not _shows(row.text, mark):
                continue
            counts[code] += 1
            first.setdefault(code, row_candidate(code, mark, 0.0, row))
        if locale.currency == "PHP" and re.search(r"(?<![A-Z])P\s?\d[\d,]*\.\d\d", row.text):
            counts["PHP"] += 1
            first.setdefault("PHP", row_candidate("PHP", "P", 0.0, row))
    return [first[code].plus(float(count), label=1.0) for code, count in counts.items()]


def _shows(text: str, mark: str) -> bool:
    start = r"(?<![A-Za-z])" if mark[0].isalpha() else ""
    end = r"(?![A-Za-z])" if mark[-1].isalpha() else ""
    return re.search(start + re.escape(mark) + end, text.upper()) is not None
