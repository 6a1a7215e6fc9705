"""Reading Odoo's log: how many tests ran, which were skipped, what was complained of."""

import re
import subprocess
from pathlib import Path

from ..console import shown
from ..paths import HERE, VENV
from .results import Result

TOTAL = re.compile(
    r"odoo\.tests\.result: (?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<all>\d+) tests"
)
SKIPPED = re.compile(r"(?P<logger>odoo\.\S+): skipped (?P<what>.*)")
UNABLE = re.compile(r"websocket-client module is not installed|Chrome executable not found")
RECORD_START = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ ", re.MULTILINE)
MOST_SHOWN = 12
FAILED = re.compile(r" (?:ERROR|CRITICAL) \S+ (\S+): ((?:FAIL|ERROR): .*)")


def read(name: str, log: Path, seconds: float, *, expects_tests: bool = True) -> Result:
    """Judge one run of Odoo by its log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    result = Result(name, seconds=seconds)
    total = TOTAL.search(text)
    if total:
        result.failed = int(total["failed"]) + int(total["errors"])
        result.passed = int(total["all"]) - result.failed
    for skip in SKIPPED.finditer(text):
        result.skipped += 1
        result.passed -= 1
        result.complaints.append(f"skipped {skip['what']}")
    result.complaints += [f"{found[1]} {found[2]}" for found in FAILED.finditer(text)]
    if UNABLE.search(text):
        result.complaints.append("browser tests could not run: Chromium or websocket-client")
    if expects_tests and not (total and int(total["all"])):
        result.complaints.append("Odoo ran no test")
    return result


def complaints(log: Path) -> list[str]:
    """Return the warnings and errors of a log that are not known noise of Odoo's own."""
    known = HERE / "testing" / "checklog-odoo.cfg"
    checklog = str(VENV / "bin" / "checklog-odoo")
    command = [checklog, "--config", str(known), "--no-echo", str(log)]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.returncode:
        return []
    said = done.stdout.partition("errors that caused failure")[2]
    records = [record for record in RECORD_START.split(said)[1:] if record.strip()]
    shortened = list(dict.fromkeys(map(_shorten, records)))
    more = [f"and {len(shortened) - MOST_SHOWN} more"] if len(shortened) > MOST_SHOWN else []
    return [*shortened[:MOST_SHOWN], *more, f"the whole log: {shown(log)}"]


def _shorten(record: str) -> str:
    """Return the first line of a record, and the last one of its traceback."""
    lines = [line for line in record.splitlines() if line.strip()]
    return " ... ".join(line.strip()[:300] for line in dict.fromkeys((lines[0], lines[-1])))
