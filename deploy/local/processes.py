"""Knowing a process again: its number alone may belong to another one by now."""

import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import stamps

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Known:
    """One process: name, number, and when it started in which boot of the machine."""

    name: str
    pid: int
    born: str

    @classmethod
    def of(cls, name: str, pid: int) -> "Known | None":
        """Recognise a running process; None when there is none of this number."""
        born = birth(pid)
        return cls(name, pid, born) if born else None

    @property
    def is_alive(self) -> bool:
        """Say whether exactly this process still runs."""
        return birth(self.pid) == self.born

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, to the whole group when the process leads one."""
        if not self.is_alive:
            return
        try:
            leads = os.getpgid(self.pid) == self.pid and self.pid != os.getpgid(0)
            (os.killpg if leads else os.kill)(self.pid, number)
        except ProcessLookupError:
            return


def birth(pid: int) -> str | None:
    """Return boot and start time of a process that is not already dead."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if status[0] in "ZX" else f"{BOOT_ID.read_text().strip()}:{status[19]}"


def remember(memory: Path, processes: Iterable[Known], **details: Any) -> None:
    """Write down what runs, for whoever stops it later, and what else is to be known."""
    known = [asdict(process) for process in processes]
    text = json.dumps({"processes": known, **details}, indent=2)
    stamps.write(memory, text, mode=0o600)


def recall(memory: Path) -> list[Known]:
    """Return the processes of a memory that still run."""
    if not memory.exists():
        return []
    known = [Known(**values) for values in json.loads(memory.read_text())["processes"]]
    return [process for process in known if process.is_alive]


def end(processes: Iterable[Known], patience: float) -> None:
    """Ask processes to end, and kill the ones that do not within ``patience`` seconds."""
    processes = list(processes)
    for process in processes:
        process.signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(p.is_alive for p in processes):
        time.sleep(0.1)
    for process in processes:
        process.signal(signal.SIGKILL)
