"""What is added to or taken from the sum of the items: service charge and discounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sidecar.documents.arithmetic import SHIFTS, bridge
from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import Amount
from sidecar.documents.fields.items import Item

# Field of the reading -> kind of label.
KINDS = {"service_charge": "service", "discount": "discount"}
_EXPLAINS = 2.0
_CHOICES = 3


def find_reductions(
    amounts: Sequence[Amount],
    items: Sequence[Item],
    total: Decimal | None,
    parts: Mapping[str, Decimal],
) -> dict[str, list[Candidate]]:
    """Return candidates for the service charge and the discount, both as positive amounts.

    What is an item is neither. The one that lies between the parts of the VAT block, or a
    subtotal, and the total counts most.
    """
    kinds: dict[str, list[Decimal]] = {}
    for one in amounts:
        if one.kind in SHIFTS and one.last and one.value:
            kinds.setdefault(one.kind, []).append(one.value)
    kinds = {kind: values[:_CHOICES] for kind, values in kinds.items()}
    bases = [one.value for one in amounts if one.kind == "subtotal" and one.last][:_CHOICES]
    if parts:
        bases.append(sum(parts.values(), Decimal(0)))
    bridges = [bridge(base, total, kinds) or {} for base in bases] if total is not None else []
    bought = {id(line) for item in items for line in item.lines}
    found: dict[str, list[Candidate]] = {name: [] for name in KINDS}
    for one in amounts:
        for name, kind in KINDS.items():
            if one.kind != kind or not one.last or one.label is None or id(one.line) in bought:
                continue
            value = abs(one.value)
            explains = value > 0 and any(taken.get(kind) == value for taken in bridges)
            made = candidate(f"{value:.2f}", one.raw, 2 * one.label.weight, [one.line])
            found[name].append(
                made.plus(
                    _EXPLAINS if explains else 0.0,
                    label=one.label.weight,
                    support=_EXPLAINS if explains else 0.0,
                )
            )
    return found
