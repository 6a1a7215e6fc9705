"""What the person at the terminal sees: steps with seconds, and sentences."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .paths import LOGS, ROOT

TITLE_WIDTH = 58
TAIL_LINES = 15


class Failure(Exception):
    """A reason to stop, worded as one sentence that says what to do."""


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def say_failure(sentence: str) -> None:
    """Print why the run stops, after any unfinished progress line."""
    print(f"\n{sentence}", file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show one step: its title when it begins, its seconds when it ends."""
    started = time.monotonic()
    print(f"  {title} ".ljust(TITLE_WIDTH, "."), end=" ", flush=True)
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - started:6.1f} s", flush=True)


def run(
    title: str,
    command: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    stdin: str | None = None,
    timeout: float | None = None,
    log: Path | None = None,
) -> Path:
    """Run a command with its output in a log file; return that file.

    Raises Failure with the end of the log when the command fails or takes
    longer than ``timeout`` seconds.
    """
    log = log or LOGS / f"{re.sub(r'[^a-z0-9.]+', '-', title.lower()).strip('-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        try:
            done = subprocess.run(
                command,
                env=None if env is None else {**os.environ, **env},
                cwd=cwd,
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Failure(
                f"{title} took longer than {timeout:.0f} s; read {shown(log)}."
            ) from error
    if done.returncode:
        raise Failure(f"{title} failed; the end of {shown(log)} says:\n{tail(log)}")
    return log


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a log, indented."""
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line[:300]}" for line in text[-lines:])


def shown(path: Path) -> str:
    """Name a path the short way, from the repository's root."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
