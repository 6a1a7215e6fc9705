"""The seller's taxpayer identification number."""

import re
from collections.abc import Sequence

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale

# Nine digits and a branch code of three to five (RR 7-2024: five; older receipts three or none).
_SIGN = r"[0-9OIlSB]"
_GAP = r"\s?[-.\s]\s?"
_GROUPS = re.compile(
    rf"(?<![\w-])({_SIGN}{{3}}){_GAP}({_SIGN}{{3}}){_GAP}({_SIGN}{{3}})(?:{_GAP}({_SIGN}{{3,5}}))?(?![\w-])"
)
_RUN = re.compile(r"(?<!\d)(\d{3})-?(\d{3})-?(\d{3})-?(\d{3,5})?(?:V|VAT|NV|NON)?(?!\d)")
_LABEL = re.compile(r"T\.?\s?[I1l]\.?\s?N\b|TIN(?=[\s:#.\d])", re.IGNORECASE)
_DIGITS = str.maketrans({"O": "0", "I": "1", "l": "1", "S": "5", "B": "8"})


def parse_tin(text: str) -> str | None:
    """Return the first TIN in `text` as 000-000-000 or 000-000-000-00000, None without one."""
    match = _GROUPS.search(text) or (_RUN.search(text) if _LABEL.search(text) else None)
    if match is None:
        return None
    return "-".join(group.translate(_DIGITS) for group in match.groups() if group)


def find_tin(rows: Sequence[Row], locale: Locale) -> list[Candidate]:
    """Return candidates for the seller's TIN: labelled, near the top.

    The number in the footer of the cash register's maker and that of a buyer count less.
    """
    count = max(1, len(rows) - 1)
    footer = next(
        (i for i, row in enumerate(rows) if i > count / 2 and locale.holds("suppliers", row.text)),
        len(rows),
    )
    found = []
    for index, row in enumerate(rows):
        value = _number(row.text, locale)
        if value is None:
            continue
        labelled = bool(locale.tax_numbers) or _LABEL.search(row.text) is not None
        near = " ".join(other.text for other in rows[max(0, index - 2) : index + 1])
        score = (2.0 if labelled else 0.0) + 1.5 * (1 - index / count)
        # The maker's name and number stand just above the words that tell of the maker.
        score -= 1.5 if index >= footer - 2 else 0.0
        score -= 1.5 if locale.holds("buyers", near) else 0.0
        score -= 0.0 if labelled or _GROUPS.search(row.text) else 1.0
        lines = [line for line in row.lines if _number(line.text, locale)] or list(row.lines)
        made = candidate(value, row.text, score, lines)
        found.append(made.plus(0.0, label=float(labelled), whole=float(len(value) > 11)))
    return found


def _number(text: str, locale: Locale) -> str | None:
    """Return the tax number in `text` by the locale's patterns, or the Philippine TIN."""
    if not locale.tax_numbers:
        return parse_tin(text)
    found = next((m for pattern in locale.tax_numbers if (m := pattern.search(text))), None)
    return re.sub(r"\s", "", found[1]).upper() if found else None
