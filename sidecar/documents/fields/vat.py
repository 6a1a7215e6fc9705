"""The VAT block: VATable sales, VAT, exempt and zero-rated sales."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

from sidecar.documents.arithmetic import parts_agree, tax_agrees
from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import Amount

# Field of the reading -> kind of label.
PARTS = {
    "tax": "tax",
    "vatable_sales": "vatable",
    "vat_exempt": "exempt",
    "zero_rated": "zero_rated",
}
AGREE = 2.0
TAX_AGREES = 1.0
LATE = 0.3


def find_parts(amounts: Sequence[Amount], rows: int) -> dict[str, list[Candidate]]:
    """Return candidates for each part by its label; a part without label has none."""
    found: dict[str, list[Candidate]] = {name: [] for name in PARTS}
    for one in amounts:
        for name, kind in PARTS.items():
            if one.kind == kind and one.label and one.value >= 0 and one.last:
                score = 2 * one.label.weight + LATE * one.row / max(1, rows)
                made = candidate(f"{one.value:.2f}", one.raw, score, [one.line])
                found[name].append(made.plus(0.0, label=one.label.weight, support=0.0))
    return found


def settle(
    total: Sequence[Candidate],
    parts: Mapping[str, Sequence[Candidate]],
    amounts: Sequence[Amount],
    rate: Decimal,
) -> tuple[list[Candidate], dict[str, list[Candidate]]]:
    """Raise the candidates of the best combination that adds up; others stay as they are.

    Looks at the three best of each field, so at most 3^5 sums.
    """
    extra = [abs(one.value) for one in amounts if one.kind == "service" and one.last][:1]
    extra += [-abs(one.value) for one in amounts if one.kind == "discount" and one.last][:1]
    names = [name for name in PARTS if parts[name]]
    best, chosen = 0.0, None
    for combination in product(total[:3], *(parts[name][:3] for name in names)):
        values = {n: Decimal(c.value) for n, c in zip(names, combination[1:], strict=True)}
        proof = _proof(Decimal(combination[0].value), values, extra, rate)
        score = proof + sum(one.score for one in combination) / 10
        if proof and score > best:
            best, chosen = score, combination
    if chosen is None:
        return list(total), {name: list(found) for name, found in parts.items()}
    raised = {id(one) for one in chosen}
    lift = [[_lift(one, raised) for one in group] for group in (total, *parts.values())]
    return lift[0], dict(zip(parts, lift[1:], strict=True))


def _proof(
    total: Decimal, parts: Mapping[str, Decimal], extra: Sequence[Decimal], rate: Decimal
) -> float:
    proof = 0.0
    if len(parts) > 1 and parts_agree(total, parts, extra):
        proof += AGREE
    if "tax" in parts and "vatable_sales" in parts:
        base, tax = parts["vatable_sales"], parts["tax"]
        proof += TAX_AGREES if base and tax_agrees(base, tax, rate) else 0.0
    return proof


def _lift(one: Candidate, raised: set[int]) -> Candidate:
    if id(one) not in raised:
        return one
    return one.plus(AGREE, support=one.signals.get("support", 0.0) + AGREE)
