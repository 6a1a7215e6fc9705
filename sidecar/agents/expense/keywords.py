"""Which product a receipt's category or the words of its items name, when nothing was learned."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

WORD = re.compile(r"[^\W\d_]{2,}")
# A word of an item that is shorter fits too many things.
SHORTEST = 4


@cache
def product_words() -> dict[str, list[str]]:
    """{category: stems, the closest first} of product_words.toml."""
    text = Path(__file__).with_name("product_words.toml").read_text(encoding="utf-8")
    return {
        name: [word.casefold() for word in words] for name, words in tomllib.loads(text).items()
    }


def words_of(product: dict[str, Any]) -> list[str]:
    """The words a product of the catalogue goes by: name, code and keywords."""
    given = product.get("words") or []
    extra = given if isinstance(given, list) else [str(given)]
    texts = [product.get("name") or "", product.get("code") or "", *map(str, extra)]
    return [word.casefold() for text in texts for word in WORD.findall(text)]


def by_category(category: str | None, products: Sequence[dict[str, Any]]) -> list[int]:
    """Products that suit a category, the one with the closest word first."""
    stems = product_words().get(category or "", [])
    ranked = []
    for product in products:
        words = words_of(product)
        ranks = [rank for rank, stem in enumerate(stems) if any(w.startswith(stem) for w in words)]
        if ranks:
            ranked.append((min(ranks), int(product["id"])))
    return [product_id for _rank, product_id in sorted(ranked)]


def by_items(texts: Sequence[str], products: Sequence[dict[str, Any]]) -> tuple[int, str] | None:
    """The product that is named on the receipt itself, and the word; None without one."""
    named = {word.casefold() for text in texts for word in WORD.findall(text)}
    for product in products:
        for word in words_of(product):
            stem = word[:-1] if word.endswith("s") else word
            hits = [name for name in named if len(stem) >= SHORTEST and name.startswith(stem)]
            if hits:
                return int(product["id"]), min(hits)
    return None
