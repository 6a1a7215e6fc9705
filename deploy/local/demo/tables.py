"""Plain aligned text for a person at a terminal at most 100 characters wide."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

WIDTH = 100
MISSING = "-"


def money(amount: Decimal | None) -> str:
    """A peso amount with thousands separators; a missing one is a dash, never 0."""
    return MISSING if amount is None else f"{amount:,.2f}"


def count(number: int | None) -> str:
    """A whole number with thousands separators; a missing one is a dash."""
    return MISSING if number is None else f"{number:,}"


def clip(text: str | None, width: int) -> str:
    """The text in at most `width` characters, three dots for what was cut."""
    text = " ".join((text or MISSING).split())
    return text if len(text) <= width else text[: width - 3].rstrip() + "..."


def aligned(head: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> list[str]:
    """Lines of a table; `align` has one letter a column, l or r.

    The widest left-aligned column is clipped when the table does not fit the width.
    """
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    widest = max((i for i, side in enumerate(align) if side == "l"), key=lambda i: widths[i])
    widths[widest] += min(0, WIDTH - 2 - sum(widths) - 2 * (len(head) - 1))
    lines = [
        "  "
        + "  ".join(
            cell.rjust(width) if side == "r" else clip(cell, width).ljust(width)
            for cell, width, side in zip(row, widths, align, strict=True)
        ).rstrip()
        for row in table
    ]
    rule = "  " + "  ".join("-" * width for width in widths)
    return [lines[0], rule, *lines[1:]]


def headed(title: str, seconds: float | None = None) -> list[str]:
    """A title with the seconds its step took."""
    took = "" if seconds is None else f"{seconds:.1f} s"
    return ["", f"{title}{took.rjust(WIDTH - len(title))}".rstrip(), "=" * WIDTH]
