"""Whether a picture carries its receipt, and what to tell the person who took it."""

from collections.abc import Mapping, Sequence
from statistics import median

from sidecar.documents.evidence import Candidate
from sidecar.documents.layout import Line

LEAST_SCORE = 0.82
# Of the frame around a line, which is about twice as high as its letters.
LEAST_HEIGHT = 13.5
LEAST_LETTERS = 25


def is_receipt(
    lines: Sequence[Line], score: float, fields: Mapping[str, Sequence[Candidate]]
) -> bool:
    """Return False for text that is plainly read and no receipt.

    A receipt holds an amount, and beside it a date, a tax or document number, or the word for the
    total. Of a picture too poor to be read nobody can say that it is none.
    """
    letters = sum(len(line.text) for line in lines)
    if letters < LEAST_LETTERS or score < LEAST_SCORE:
        return True
    if not fields["total"]:
        return False
    named = any(one.signals.get("label") for one in fields["total"])
    return named or any(fields[name] for name in ("date", "tin", "receipt_number"))


def advice(
    lines: Sequence[Line], score: float, fields: Mapping[str, Sequence[Candidate]]
) -> str | None:
    """Return why the picture is poor and what to do, None when it is good enough.

    `score` is the certainty of an average letter, 0 to 1.
    """
    letters = sum(len(line.text) for line in lines)
    if not letters:
        return "No text was found. Retake the picture: the whole receipt, flat, in good light."
    height = median(_height(line) for line in lines)
    if height < LEAST_HEIGHT:
        return (
            "The print is too small. Retake the picture from nearer, so that the receipt fills it."
        )
    if score < LEAST_SCORE:
        return (
            "The print is blurred or faint. Retake the picture: hold still, in good light, without "
            "shadow."
        )
    if not is_receipt(lines, score, fields):
        return (
            "This does not look like a receipt: there is text, but no amount that was paid. Send "
            "the receipt itself, or enter the expense by hand."
        )
    if not fields["total"] and not fields["date"]:
        return (
            "Neither an amount nor a date was found. Retake the picture so that the whole receipt "
            "is in it, or check that it is a receipt."
        )
    if letters < LEAST_LETTERS:
        return "Little text was found. Retake the picture so that the whole receipt is in it."
    return None


def _height(line: Line) -> float:
    (ax, ay), (dx, dy) = line.quad[0], line.quad[3]
    return float(((ax - dx) ** 2 + (ay - dy) ** 2) ** 0.5)
