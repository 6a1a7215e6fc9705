"""A kind of tests that runs beside the others, in a process of its own: most machines have two
cores, and an addon's test keeps one of them busy."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..console import say, shown
from ..paths import HERE, LOGS, RUN
from . import results
from .results import Result

PATIENCE_SECONDS = 60


class Beside:
    """One kind of tests that was started; its lines appear among those of this run, whole."""

    def __init__(self, kind: str, *options: str) -> None:
        self._kind = kind
        self._report = RUN / f"results-{kind}.json"
        self._report.unlink(missing_ok=True)
        command = [sys.executable, str(HERE), "test", kind, f"--report={self._report}", *options]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._telling = threading.Thread(target=self._tell, daemon=True)
        self._telling.start()

    def results(self) -> Iterator[Result]:
        """Wait for the end and yield what came out, or one bad result when it broke."""
        self._process.wait()
        self._telling.join(PATIENCE_SECONDS)
        if not self._report.exists():
            log = shown(LOGS / f"beside-{self._kind}.log")
            yield Result(self._kind, complaints=[f"it ended before its report; read {log}"])
            return
        yield from results.read(self._report)

    def end(self) -> None:
        """Stop it, and with it what it started, when this run ends first."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)

    def _tell(self) -> None:
        with (LOGS / f"beside-{self._kind}.log").open("w") as log:
            for line in self._process.stdout or ():
                log.write(line)
                log.flush()
                say(line.rstrip("\n"))


@contextmanager
def started(kind: str, *options: str) -> Iterator[Beside]:
    """Run a kind of tests while the body runs others."""
    run = Beside(kind, *options)
    try:
        yield run
    finally:
        run.end()
