"""Learn the weights of sidecar/documents/confidence.toml, and measure what they are worth.

    python -m tests.bench.learn_confidence [--engine E] [--degrade 0.5] [--write FILE] LABELS ...

LABELS are files of the kind `bench_receipts.py` reads. --degrade is the share of pictures that are
read a second time made worse (`degraded.py`): good pictures hold too few errors to learn from. All
figures are of five folds, no seller in two of them: a value's confidence comes from weights that
never saw its shop. `AUROC` is how well confidence orders right before wrong; `accepted` is the
largest share that may pass unseen while 95 of 100 passed are right. A receipt counts as right when
seller, date and total are (and TIN and VAT where the labels tell them); its confidence is the least
of them. --write refits on everything and writes the file.
"""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from sidecar.adapters.ocr.choice import ENGINES, make_engine
from sidecar.documents.confidence import probability, signals_of
from sidecar.documents.extraction import FIELDS, extract, readable
from sidecar.documents.locale import guess_locale
from sidecar.documents.pages import Limits
from sidecar.documents.pictures import picture_pages
from sidecar.documents.recognition import Recogniser, mean_score, read_page
from sidecar.documents.text import squeeze
from tests.bench.bench_receipts import labelled
from tests.bench.degraded import degraded, picked

FOLDS = 5
PRECISION = 0.95
CORE = ("vendor", "date", "total", "tin", "tax")
# Strength of the pull towards zero: readings with errors are few.
PULL = 0.25
# A field with fewer errors than this shares its weights with the others.
FEWEST_ERRORS = 12
TOKEN = 85
SAME_SHOP = 80

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Read:
    """The best value of one field: what speaks for it, and whether it is right."""

    signals: dict[str, float]
    right: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """One reading of one picture; `wanted` are the fields its label tells."""

    shop: int
    worse: bool
    reads: dict[str, Read]
    wanted: frozenset[str]


def alike(found: str, expected: str) -> float:
    """Return the F1 of words, 0 to 1; words 85 % alike count as the same."""
    if squeeze(found) == squeeze(expected):
        return 1.0
    ours, left = (re.findall(r"[^\W_]+", text.upper()) for text in (found, expected))
    total, hits = len(ours) + len(left), 0
    for word in ours:
        best = max(left, key=lambda other: fuzz.ratio(word, other), default=None)
        if best is not None and fuzz.ratio(word, best) >= TOKEN:
            left.remove(best)
            hits += 1
    return 2 * hits / total if total else 0.0


def is_right(field: str, found: str, expected: str) -> bool:
    """Names and addresses by their words, everything else letter by letter."""
    if field in ("vendor", "address"):
        return alike(found, expected) >= 0.8
    return squeeze(found) == squeeze(expected)


def read(engine: Recogniser, content: bytes, expected: Mapping[str, str]) -> dict[str, Read]:
    """Read one picture and judge the best value of each labelled field."""
    texts = [read_page(page, engine) for page in picture_pages(content, Limits())]
    lines = readable([line for text in texts for line in text.lines])
    found = extract(lines, guess_locale([line.text for line in lines]), today=date.today())
    score = mean_score(lines)  # type: ignore[arg-type]
    return {
        field: Read(
            signals_of(found[field][0], page_score=score),
            is_right(field, found[field][0].value, value),
        )
        for field, value in expected.items()
        if found.get(field)
    }


def receipts(engine: Recogniser, paths: Sequence[Path], *, degrade: float) -> Iterator[Receipt]:
    """Read all pictures of the label files, and a share of them made worse."""
    shops: list[str] = []
    for path in paths:
        for file, expected in labelled(path):
            shop = _shop(expected["vendor"], shops)
            content = file.read_bytes()
            versions = {False: content}
            if picked(file.name) < degrade:
                versions[True] = degraded(content, file.name)
            for worse, picture in versions.items():
                reads = read(engine, picture, expected)
                yield Receipt(shop, worse, reads, frozenset(expected))


def _shop(name: str, shops: list[str]) -> int:
    """Return the number of a seller; names spelled nearly alike are one."""
    form = squeeze(name)
    for number, known in enumerate(shops):
        if fuzz.ratio(form, known) >= SAME_SHOP:
            return number
    shops.append(form)
    return len(shops) - 1


def fit(reads: Sequence[Read]) -> dict[str, float]:
    """Return weights by logistic regression; what would lower a confidence is left out."""
    names = sorted({name for one in reads for name in one.signals})
    right = np.array([one.right for one in reads])
    if right.all() or not right.any():
        raise ValueError("Nothing to learn: every value is right, or every one wrong.")
    while True:
        table = np.array([[one.signals.get(name, 0.0) for name in names] for one in reads])
        model = LogisticRegression(C=PULL, max_iter=2000).fit(table, right)
        kept = [name for name, weight in zip(names, model.coef_[0], strict=True) if weight > 0.05]
        if kept == names:
            found = dict(zip(names, (float(w) for w in model.coef_[0]), strict=True))
            return {"bias": float(model.intercept_[0]), **found}
        names = kept


def learn(data: Sequence[Receipt]) -> dict[str, Weights]:
    """Return the weights of every field; `other` are those shared by fields with few errors."""
    by_field = {field: [one.reads[field] for one in data if field in one.reads] for field in FIELDS}
    common = fit(
        [
            Read({k: v for k, v in read.signals.items() if k in SHARED}, read.right)
            for reads in by_field.values()
            for read in reads
        ]
    )
    weights: dict[str, Weights] = {"other": common}
    for field, reads in by_field.items():
        if sum(not read.right for read in reads) >= FEWEST_ERRORS:
            weights[field] = fit(reads)
    return weights


SHARED = ("ocr", "page", "label", "support", "margin", "repeats")


def confidences(one: Receipt, weights: Mapping[str, Weights]) -> dict[str, float]:
    """Return the confidence of each field of a receipt."""
    return {
        field: probability(weights.get(field, weights["other"]), read.signals)
        for field, read in one.reads.items()
    }


def folds(data: Sequence[Receipt]) -> list[dict[str, float]]:
    """Return each receipt's confidences from weights learned on other shops."""
    found: list[dict[str, float]] = [{} for _ in data]
    shops = [one.shop for one in data]
    for train, test in GroupKFold(FOLDS).split(data, groups=shops):
        weights = learn([data[i] for i in train])
        for i in test:
            found[i] = confidences(data[i], weights)
    return found


def accepted(pairs: Sequence[tuple[float, bool]], count: int) -> float:
    """Return the largest share of `count` that passes at the wanted precision."""
    best, right = 0, 0
    ordered = sorted(pairs, reverse=True)
    for place, (sure, good) in enumerate(ordered, start=1):
        right += good
        same = place < len(ordered) and ordered[place][0] == sure
        if not same and right / place >= PRECISION:
            best = place
    return best / count if count else 0.0


def figures(pairs: Sequence[tuple[float, bool]], count: int) -> str:
    """Return one row of the table: right, AUROC, accepted, mean confidence."""
    if not pairs:
        return f"{0:5d}"
    right = [good for _, good in pairs]
    area = "    -" if all(right) or not any(right) else f"{_area(pairs):5.3f}"
    share, mean = sum(right) / len(right), sum(sure for sure, _ in pairs) / len(pairs)
    return (
        f"{len(pairs):5d}  right {share:5.3f}  AUROC {area}  "
        f"accepted {accepted(pairs, count):5.3f}  mean confidence {mean:5.3f}"
    )


def _area(pairs: Sequence[tuple[float, bool]]) -> float:
    return float(roc_auc_score([good for _, good in pairs], [sure for sure, _ in pairs]))


def report(data: Sequence[Receipt], sure: Sequence[Mapping[str, float]]) -> Iterator[str]:
    """Yield the rows of the table: each field, and whole receipts."""
    for field in FIELDS:
        pairs = [
            (found[field], one.reads[field].right)
            for one, found in zip(data, sure, strict=True)
            if field in one.reads
        ]
        wanted = sum(field in one.wanted for one in data)
        if wanted:
            yield f"{field:<16} {figures(pairs, wanted)}"
    whole = []
    for one, found in zip(data, sure, strict=True):
        fields = [field for field in CORE if field in one.wanted]
        reads = [one.reads.get(field) for field in fields]
        right = all(read is not None and read.right for read in reads)
        whole.append((min(found.get(field, 0.0) for field in fields), right))
    yield f"{'whole receipt':<16} {figures(whole, len(whole))}"


def as_toml(weights: Mapping[str, Weights], data: Sequence[Receipt], engines: str) -> str:
    """Return the file of weights; its head says how it was found."""
    shops = len({one.shop for one in data})
    lines = [
        "# Weights of the logistic functions in confidence.py, written by",
        "# tests/bench/learn_confidence.py: logistic regression (L2) on",
        f"# {len(data)} readings ({sum(one.worse for one in data)} of pictures made worse) of",
        f"# {shops} sellers by {engines}. Signals may only raise a confidence. Fields without",
        "# a table of their own had too few errors to learn from and use [other].",
    ]
    for field, table in weights.items():
        lines += ["", f"[{field}]", *(f"{name} = {weight:.2f}" for name, weight in table.items())]
    return "\n".join(lines) + "\n"


def main(engines: Mapping[str, Recogniser] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--degrade", type=float, default=0.0)
    parser.add_argument("--write", type=Path)
    wanted = parser.parse_args()
    names = wanted.engine or [ENGINES[0]]
    data: list[Receipt] = []
    for number, name in enumerate(names):
        engine = engines[name] if engines else make_engine(name, models=None, threads=2)
        # Pictures are made worse for one engine only: reading them costs as much again.
        data += receipts(engine, wanted.labels, degrade=0.0 if number else wanted.degrade)
    sure = folds(data)
    for title, worse in (("as they are", False), ("made worse", True)):
        chosen = [i for i, one in enumerate(data) if one.worse is worse]
        if chosen:
            print(f"pictures {title}: {len(chosen)} readings, five folds by seller")
            rows = report([data[i] for i in chosen], [sure[i] for i in chosen])
            print("\n".join(f"  {row}" for row in rows))
    if wanted.write:
        wanted.write.write_text(as_toml(learn(data), data, " and ".join(names)), encoding="utf-8")


if __name__ == "__main__":
    main()
