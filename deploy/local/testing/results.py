"""What a kind of test came to, and the table of all of them."""

import json
import xml.etree.ElementTree as ElementTree  # our own pytest wrote the file
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..console import say

COLUMNS = ("", "passed", "failed", "skipped", "seconds")


@dataclass
class Result:
    """One line of the table: a kind of test, its counts and what is wrong."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    complaints: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """A kind is good when nothing failed, nothing was skipped and nothing was said."""
        return not (self.failed or self.skipped or self.complaints)


def from_junit(name: str, report: Path, seconds: float) -> Result:
    """Read pytest's report; no report, or no test in it, is a failure."""
    result = Result(name, seconds=seconds)
    if not report.exists():
        result.complaints.append("pytest wrote no report: it did not come to the end")
        return result
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314
    for case in cases:
        wrong = [kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None]
        if wrong == ["skipped"]:
            result.skipped += 1
        elif wrong:
            result.failed += 1
        else:
            result.passed += 1
        if wrong:
            title = f"{case.get('classname')}.{case.get('name')}"
            told = case.find(wrong[0])
            message = (told.get("message") if told is not None else None) or "no message"
            first = message.strip().splitlines()[0][:300]
            result.complaints.append(f"{wrong[0]} {title}: {first}")
    if not cases:
        result.complaints.append("no test was found")
    return result


def left_out(results: Iterable[Result], kinds: Iterable[str]) -> list[Result]:
    """Return a bad result for every kind that none of the results is of."""
    names = [result.name for result in results]
    return [
        Result(kind, complaints=["it was not run"])
        for kind in kinds
        if not any(name.startswith(kind) for name in names)
    ]


def write(results: Iterable[Result], report: Path) -> None:
    """Write results down for the run that started this one."""
    report.write_text(json.dumps([asdict(result) for result in results], indent=2))


def read(report: Path) -> list[Result]:
    """Return the results that another run wrote down."""
    return [Result(**values) for values in json.loads(report.read_text())]


def show(results: Iterable[Result], seconds: float) -> bool:
    """Print the table and every complaint; say whether all is good.

    ``seconds`` is what the whole run took; kinds that ran beside each other add up to more.
    """
    results = list(results)
    width = max(len(result.name) for result in results) + 2
    say("\n" + COLUMNS[0].ljust(width) + "".join(c.rjust(9) for c in COLUMNS[1:]))
    for r in results:
        mark = "" if r.is_good else "   failed"
        counts = f"{r.passed:9d}{r.failed:9d}{r.skipped:9d}{r.seconds:9.1f}"
        say(r.name.ljust(width) + counts + mark)
    bad = [result for result in results if not result.is_good]
    for result in bad:
        say(f"\n{result.name}:")
        for complaint in result.complaints or [f"{result.failed} failed"]:
            say(f"  - {complaint}")
    verdict = f"{len(bad)} of {len(results)} failed" if bad else "All passed"
    say(f"\n{verdict} in {seconds:.0f} s.")
    return not bad
