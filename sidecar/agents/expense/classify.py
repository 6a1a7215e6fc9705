"""Chooses the expense product of a receipt, with a reason a person can check.

In this order: what the company's people chose for the vendor before, what receipts with such words
became, what the receipt's category or items name. Nothing of one company is used for another.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sidecar.agents.expense.keywords import by_category, by_items
from sidecar.agents.expense.memory import MOST_ROWS, Memory, Vote
from sidecar.agents.expense.state import Facts
from sidecar.agents.steps import Odoo

# The companies whose memory a process keeps; the one longest not asked for goes first.
MOST_COMPANIES = 20
BATCH = 1000
# From here on the vendor's past decides alone; below, the words of this receipt have a say.
CLEAR_SHARE = 0.7
CLEAR_WORDS = 0.5
MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Case:
    """What a receipt says that a category can be chosen by."""

    vendor: str | None
    tin: str | None
    category: str | None
    items: tuple[str, ...]

    @classmethod
    def of(cls, facts: Facts) -> "Case":
        values = facts["values"]
        return cls(
            values.get("vendor"), values.get("tin"), values.get("category"), tuple(facts["items"])
        )

    @property
    def text(self) -> str:
        """The words that are compared with those of earlier receipts."""
        return " ".join(filter(None, (self.vendor, *self.items, self.category)))


@dataclass(slots=True)
class Choice:
    """A product (None: there is none to choose), why, how sure, and the runners-up."""

    product_id: int | None
    reason: str
    confidence: float
    alternatives: list[tuple[int, float]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As Odoo takes it."""
        others = [one for one in self.alternatives if one[0] != self.product_id]
        return {
            "product_id": self.product_id,
            "reason": self.reason,
            "confidence": round(self.confidence, 3),
            "alternatives": [
                {"product_id": product, "confidence": round(share, 3)}
                for product, share in others[:MOST_ALTERNATIVES]
            ],
        }


class Classifier:
    """Chooses categories; keeps the memory of the companies asked last."""

    def __init__(self) -> None:
        self._memories: OrderedDict[int, Memory] = OrderedDict()

    async def choose(self, case: Case, catalogue: dict[str, Any], odoo: Odoo) -> Choice:
        """The category of a receipt among those of the catalogue (`ipai_agent_catalogue`)."""
        memory = await self.memory(int(catalogue["company_id"]), odoo)
        return await asyncio.to_thread(choose, case, catalogue, memory)

    async def memory(self, company_id: int, odoo: Odoo) -> Memory:
        """The memory of a company as it is now; only rows that came since are fetched."""
        kept = self._memories.get(company_id) or Memory([])
        rows = list(kept.rows)
        while True:
            batch = await odoo.execute(
                "hr.expense",
                "ipai_agent_memory",
                company_id=company_id,
                after_id=int(rows[-1]["id"]) if rows else 0,
                limit=BATCH,
            )
            rows = (rows + batch)[-MOST_ROWS:]
            if len(batch) < BATCH:
                break
        if rows != kept.rows:
            kept = Memory(rows)
        self._memories[company_id] = kept
        self._memories.move_to_end(company_id)
        while len(self._memories) > MOST_COMPANIES:
            self._memories.popitem(last=False)
        return kept


def choose(case: Case, catalogue: dict[str, Any], memory: Memory) -> Choice:
    """The category of a receipt, given its company's memory; takes milliseconds."""
    products: Sequence[dict[str, Any]] = catalogue["products"]
    names = {int(product["id"]): str(product["name"]) for product in products}
    votes = memory.of_vendor(case.vendor, case.tin, names)
    words = memory.by_words(case.text, names)
    if votes and votes[0].share >= CLEAR_SHARE:
        return _by_vendor(case, votes, names)
    if votes:
        return _between(case, votes, words, names)
    if words and words[0][1] >= CLEAR_WORDS:
        product, share = words[0]
        reason = f"Vendor and items read like earlier {names[product]}."
        return Choice(product, reason, min(share, 0.9), words)
    return _by_name(case, products, catalogue["default_id"], words, names)


def _by_vendor(case: Case, votes: list[Vote], names: dict[int, str]) -> Choice:
    """ "Petron → Fuel, 12 earlier"; one receipt is a hint, five are a habit."""
    best = votes[0]
    reason = f"{_vendor(case)} → {names[best.product_id]}, {best.count} earlier"
    others = [(vote.product_id, vote.share) for vote in votes[1:]]
    return Choice(best.product_id, reason, best.share * best.count / (best.count + 0.5), others)


def _between(
    case: Case, votes: list[Vote], words: list[tuple[int, float]], names: dict[int, str]
) -> Choice:
    """The vendor had several categories: the words of this receipt decide between them."""
    shares = dict(words)
    ranked = sorted(
        ((vote.product_id, vote.share * (0.2 + shares.get(vote.product_id, 0))) for vote in votes),
        key=lambda one: -one[1],
    )
    total = sum(weight for _product, weight in ranked)
    spread = [(product, weight / total) for product, weight in ranked]
    product, share = spread[0]
    counts = ", ".join(f"{names[vote.product_id]} {vote.count}" for vote in votes[:3])
    reason = f"{_vendor(case)} was {counts}; the items of this receipt suit {names[product]}."
    return Choice(product, reason, min(share, 0.85), spread)


def _by_name(
    case: Case,
    products: Sequence[dict[str, Any]],
    default_id: int | None,
    words: list[tuple[int, float]],
    names: dict[int, str],
) -> Choice:
    """Nothing was learned yet: what the receipt calls itself."""
    suited = by_category(case.category, products)
    others = [(product, 0.3) for product in suited[1:]] + words
    if suited:
        kind = str(case.category).replace("_", " and ")
        return Choice(suited[0], f"The receipt is for {kind} → {names[suited[0]]}", 0.6, others)
    if named := by_items((case.vendor or "", *case.items), products):
        product, word = named
        reason = f"“{word.capitalize()}” on the receipt → {names[product]}"
        return Choice(product, reason, 0.5, words)
    usual = default_id if default_id in names else None
    if usual is None:
        return Choice(None, "No category suits this receipt; choose one.", 0, words)
    reason = f"Nothing is known of {_vendor(case)} yet → {names[usual]}"
    return Choice(usual, reason, 0.2, words)


def _vendor(case: Case) -> str:
    return case.vendor or "this vendor"
