"""Reading Odoo's log: how many tests ran, which were skipped, what was complained of."""

import re
import subprocess
from pathlib import Path

from ..paths import HERE, VENV
from .results import Result

TOTAL = re.compile(
    r"odoo\.tests\.result: (?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<all>\d+) tests"
)
SKIPPED = re.compile(r"(?P<logger>odoo\.\S+): skipped (?P<what>.*)")
UNABLE = re.compile(r"websocket-client module is not installed|Chrome executable not found")
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
    checklog = VENV / "bin" / "checklog-odoo"
    command = [checklog, "--config", HERE / "testing" / "checklog-odoo.cfg", "--no-echo", log]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.returncode:
        return []
    said = done.stdout.partition("errors that caused failure")[2] or done.stdout + done.stderr
    records = [line for line in said.splitlines() if line.strip()]
    return [line[:400] for line in records[1:40]] or ["checklog found a warning or error"]
