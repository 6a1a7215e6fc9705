"""What the person at the terminal sees: steps with seconds, and sentences."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from .paths import LOGS, ROOT

TITLE_WIDTH = 58
TAIL_LINES = 15


class Failure(Exception):
    """A reason to stop, worded as one sentence that says what to do."""


class _Screen:
    """The terminal, on which at most one progress line is unfinished."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._unfinished: str | None = None

    def line(self, text: str, stream: TextIO | None = None) -> None:
        """Print a whole line, below an unfinished one."""
        with self._lock:
            self._break()
            print(text, file=stream, flush=True)

    def begin(self, title: str) -> None:
        """Print the beginning of a progress line."""
        with self._lock:
            self._break()
            print(title, end="", flush=True)
            self._unfinished = title

    def end(self, title: str, outcome: str) -> None:
        """Finish a progress line, again from its title when something came between."""
        with self._lock:
            if self._unfinished == title:
                print(outcome, flush=True)
                self._unfinished = None
                return
            self._break()
            print(title + outcome, flush=True)

    def _break(self) -> None:
        if self._unfinished is not None:
            print(flush=True)
            self._unfinished = None


SCREEN = _Screen()


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe."""
    SCREEN.line(line)


def say_failure(sentence: str) -> None:
    """Print why the run stops."""
    SCREEN.line(f"\n{sentence}", sys.stderr)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show one step: its title when it begins, its seconds when it ends."""
    started = time.monotonic()
    line = f"  {title} ".ljust(TITLE_WIDTH, ".") + " "
    SCREEN.begin(line)
    try:
        yield
    except BaseException:
        SCREEN.end(line, "stopped")
        raise
    SCREEN.end(line, f"{time.monotonic() - started:6.1f} s")


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
