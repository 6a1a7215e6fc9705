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
    extra = [abs(one.value) for one in amounts if one.kind == "service" and one.last][:2]
    extra += [-abs(one.value) for one in amounts if one.kind == "discount" and one.last][:3]
    names = [name for name in PARTS if parts[name]]
    best, chosen = 0.0, None
    for combination in product(total[:3], *(parts[name][:3] for name in names)):
        values = {n: Decimal(c.value) for n, c in zip(names, combination[1:], strict=True)}
        whole = Decimal(combination[0].value)
        agree = _agreement(whole, values, extra)
        proof = agree + _tax_proof(values, rate)
        score = proof + sum(one.score for one in combination) / 10
        if proof and score > best:
            # That the tax fits its base says nothing of the total.
            best, chosen = score, combination if agree else combination[1:]
    if chosen is None:
        return list(total), {name: list(found) for name, found in parts.items()}
    raised = {id(one) for one in chosen}
    lift = [[_lift(one, raised) for one in group] for group in (total, *parts.values())]
    return lift[0], dict(zip(parts, lift[1:], strict=True))


def _agreement(total: Decimal, parts: Mapping[str, Decimal], extra: Sequence[Decimal]) -> float:
    """Return the weight of the proof that the parts add up; one part alone is half of one."""
    if len(parts) < 2 or not parts_agree(total, parts, extra):
        return 0.0
    return AGREE if sum(value != 0 for value in parts.values()) > 1 else AGREE / 2


def _tax_proof(parts: Mapping[str, Decimal], rate: Decimal) -> float:
    base, tax = parts.get("vatable_sales"), parts.get("tax")
    return TAX_AGREES if base and tax is not None and tax_agrees(base, tax, rate) else 0.0


def _lift(one: Candidate, raised: set[int]) -> Candidate:
    if id(one) not in raised:
        return one
    return one.plus(AGREE, support=one.signals.get("support", 0.0) + AGREE)
