"""Whether the seller is registered for VAT: only then is there input VAT to claim."""

from collections.abc import Sequence
from decimal import Decimal

from sidecar.documents.evidence import Candidate, candidate, row_candidate
from sidecar.documents.fields.amounts import Amount
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale

# A tax amount says it too, but a charge of the maker's name in the footer never does.
_CHARGED = 1.2
_FOOTER = 2.0


def find_registration(
    rows: Sequence[Row], amounts: Sequence[Amount], locale: Locale
) -> list[Candidate]:
    """Return "VAT" or "NON-VAT" by the words printed, or by a tax that was charged.

    Below the words that tell of the maker of the cash register only what speaks of the document
    itself counts ("not valid for claim of input tax").
    """
    count = max(1, len(rows) - 1)
    footer = next(
        (i for i, row in enumerate(rows) if i > count / 2 and locale.holds("suppliers", row.text)),
        len(rows),
    )
    found = []
    for index, row in enumerate(rows):
        label = locale.label("registration", row.text)
        if label is None:
            continue
        below = index >= footer - 2 and label.kind == "VAT"
        score = 3 * label.weight - (_FOOTER if below else 0.0) - 0.5 * index / count
        made = row_candidate(label.kind, row.text, score, row)
        found.append(made.plus(0.0, label=0.0 if below else label.weight))
    charged = next((a for a in amounts if a.kind == "tax" and a.value > 0 and a.last), None)
    if charged and Decimal(locale.tax_rate) > 0:
        made = candidate("VAT", charged.raw, _CHARGED, [charged.line])
        found.append(made.plus(0.0, label=0.3))
    return found
