"""The VAT block: VATable sales, VAT, exempt and zero-rated sales."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import Amount
from sidecar.documents.fields.vat_block import Block, Option, Problem, solve

# Field of the reading -> kind of label.
PARTS = {
    "tax": "tax",
    "vatable_sales": "vatable",
    "vat_exempt": "exempt",
    "zero_rated": "zero_rated",
}
AGREE = 2.0
LATE = 0.3
# What an amount loses that stands in the block under another label, or none.
_OTHER_LABEL = 1.6
_CHOICES = 3
_TOTALS = 4
# A single amount of tax is no block: with others made up around it any total would fit.
_LEAST_PARTS = 2


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

    A block in which nothing adds up is searched again with amounts whose label was misread.
    """
    groups = {name: list(found) for name, found in parts.items()}
    if sum(map(bool, groups.values())) < _LEAST_PARTS or not total:
        return list(total), groups
    extras = _extras(amounts)
    best = solve(_problem(total, groups, extras, rate))
    if best is None or not best.complete:
        wider = _problem(total, _widened(groups, amounts), extras, rate)
        again = solve(wider)
        best = again if again and (best is None or again.complete) else best
    if best is None:
        return list(total), groups
    return _lifted("total", total, best), {
        name: _lifted(name, found, best) for name, found in groups.items()
    }


def _problem(
    total: Sequence[Candidate],
    groups: Mapping[str, Sequence[Candidate]],
    extras: Mapping[str, Sequence[Decimal]],
    rate: Decimal,
) -> Problem:
    options = {
        name: [_option(one) for one in sorted(found, key=lambda c: -c.score)[: 2 * _CHOICES]]
        for name, found in groups.items()
    }
    totals: dict[str, Candidate] = {}
    for one in total:
        totals.setdefault(one.value, one)
    return Problem([_option(one) for one in [*totals.values()][:_TOTALS]], options, extras, rate)


def _option(one: Candidate) -> Option:
    return Option(Decimal(one.value), one.score, one)


def _extras(amounts: Sequence[Amount]) -> dict[str, list[Decimal]]:
    """Return what is added to or taken from the parts, by kind of label.

    VAT not charged to a senior citizen is no part of the block and so not taken from it.
    """
    found: dict[str, list[Decimal]] = {"service": [], "discount": [], "withheld": []}
    for one in amounts:
        values = found.get(one.kind or "")
        if values is not None and one.last and one.value and len(values) < _CHOICES:
            values.append(one.value)
    return found


def _widened(
    groups: Mapping[str, Sequence[Candidate]], amounts: Sequence[Amount]
) -> dict[str, list[Candidate]]:
    """Return each part's candidates and, at a loss, the other amounts of the block."""
    kinds = set(PARTS.values())
    rows = [one.row for one in amounts if one.kind in kinds]
    near = range(min(rows) - 1, max(rows) + 2) if rows else range(0)
    block = [
        one
        for one in amounts
        if one.row in near and one.last and one.value >= 0 and (not one.kind or one.kind in kinds)
    ]
    widened = {}
    for name, kind in PARTS.items():
        others = [
            candidate(f"{one.value:.2f}", one.raw, 2 - _OTHER_LABEL, [one.line]).plus(
                0.0, label=0.0, support=0.0
            )
            for one in block
            if one.kind != kind and one.value
        ]
        widened[name] = [*groups[name][:_CHOICES], *others[:_CHOICES]]
    return widened


def _lifted(name: str, found: Sequence[Candidate], best: Block) -> list[Candidate]:
    """Return the candidates with the chosen one first; it may be new: corrected or computed."""
    chosen = best.chosen.get(name)
    if chosen is None or chosen.source is None:
        return list(found)
    source = chosen.source
    value = f"{chosen.value:.2f}"
    top = max((one.score for one in found), default=0.0)
    support = source.signals.get("support", 0.0) + best.proof
    raised = replace(source, value=value, score=max(source.score, top)).plus(
        AGREE, support=support, corrected=float(value != source.value)
    )
    return [raised, *(one for one in found if one is not source)]
