"""Locks between runs, held by the kernel: a killed run leaves none behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .console import say


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Hold a lock while the body runs; wait, and say so, when another has it."""
    with _open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = path.read_text().strip()
            say(f"Waiting for another run of the set-up (process {holder}) ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class SharedUse:
    """The use of one thing by several runs; the last to leave switches it off."""

    def __init__(self, path: Path) -> None:
        self._file = _open(path)

    def enter(self) -> None:
        """Count this run among the users."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """End this run's use; say whether it was the last."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go of the lock file."""
        self._file.close()


def _open(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
