"""What kind of expense a receipt is: words of what was bought and of the kind of seller."""

from collections.abc import Sequence

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.items import Item
from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale

_BRAND, _SELLER, _GOODS, _ELSEWHERE = 3.5, 3.0, 1.0, 0.3
# Words of more items add little.
_MOST_GOODS = 2.5
_MOST_ELSEWHERE = 0.9
# A longer word says more: "GAS STATION" beats "GAS", "FOOD CORP" the "BUILDERS" beside it.
_PER_WORD = 0.4


def find_category(
    vendor: Candidate | None, items: Sequence[Item], rows: Sequence[Row], locale: Locale
) -> list[Candidate]:
    """Return codes of categories.toml, the likeliest first; what only the footer says is little."""
    found = []
    for code, words in locale.categories.items():
        seller = _score(vendor.value, words.sellers, _SELLER) if vendor else 0.0
        brand = _score(vendor.value, words.brands, _BRAND) if vendor else 0.0
        told = [(_score(one.description, words.goods, _GOODS), one) for one in items]
        bought = min(_MOST_GOODS, sum(score for score, _ in told))
        rest = 0.0 if items else sum(_score(r.text, words.goods, _ELSEWHERE) for r in rows)
        score = max(brand, seller) + bought + min(_MOST_ELSEWHERE, rest)
        if score <= 0:
            continue
        best = max(told, key=lambda pair: pair[0], default=(0.0, None))
        if vendor and max(brand, seller) >= best[0]:
            made = _of_vendor(code, vendor, score)
        else:
            made = candidate(code, *_source(best[1], rows, score))
        found.append(made.plus(0.0, label=min(1.0, max(brand, seller) / _SELLER), support=bought))
    return found


def _of_vendor(code: str, vendor: Candidate, score: float) -> Candidate:
    return Candidate(code, vendor.raw, score, vendor.ocr, vendor.page, vendor.box)


def _source(item: Item | None, rows: Sequence[Row], score: float) -> tuple[str, float, list[Line]]:
    if item is not None:
        return item.description, score, item.lines
    return rows[0].text, score, list(rows[0].lines)


def _score(text: str, words: Sequence[str], weight: float) -> float:
    """Return the weight of the longest of `words` that `text` holds whole, 0 without one."""
    padded = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text).upper().split())} "
    held = [word for word in words if word in padded]
    longest = max((len(word.split()) for word in held), default=0)
    return weight * (1 + _PER_WORD * (longest - 1)) if held else 0.0
