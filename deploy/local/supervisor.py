"""Running sidecar, worker and Odoo as children of one process, and stopping them."""

import json
import multiprocessing
import os
import re
import shlex
import signal
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO

import httpx
from honcho import manager as honcho
from honcho.printer import Message

from . import processes, sidecar
from .console import Failure, say, say_failure, shown, step, tail
from .instance import Instance
from .paths import LOGS, ROOT
from .stack import Stack

READY_SECONDS = 120
STOP_SECONDS = 15
ENDED = re.compile(r"(?P<name>\w+) stopped \(rc=(?P<code>-?\d+)\)")
WORTH_SHOWING = re.compile(
    r"\b(WARNING|ERROR|CRITICAL)\b|\[(warning|error|critical)\s*\]|\"level\":\s*\"(warning|error)",
)
# Said at every start on every machine; tells the person nothing they can act on.
USUAL_NOISE = re.compile(
    r"Running as user 'root' is a security risk|Python 3\.\d+ is not officially"
)
QUESTIONS = {"sidecar": "/health", "odoo": "/web/health"}


class LogPrinter:
    """Writes each child's lines to its log; shows only warnings, with the child's name."""

    width = 0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[str]] = {}
        self._is_ending = False
        self.fallen: tuple[str, str] | None = None

    def write(self, message: Message) -> None:
        """Take one message of the manager."""
        text = message.data
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        if message.name == honcho.SYSTEM_PRINTER_NAME:
            self._watch(text)
        for line in text.splitlines():
            self._file(message.name).write(line + "\n")
            if WORTH_SHOWING.search(line) and not USUAL_NOISE.search(line):
                say(f"  {message.name} | {line}")

    def _watch(self, text: str) -> None:
        """Note the first child to end, unless the manager had asked for it."""
        ended = ENDED.match(text)
        if ended and not self._is_ending:
            self.fallen = (ended["name"], ended["code"])
        if ended or text.startswith("sending "):
            self._is_ending = True

    def _file(self, name: str) -> IO[str]:
        if name not in self._files:
            path = self._folder / f"{name}.log"
            if path.exists():
                path.replace(path.with_name(f"{name}.previous.log"))
            self._files[name] = path.open("w", encoding="utf-8", buffering=1)
        return self._files[name]


class Supervisor:
    """The children of one stack, from start to a clean stop."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._logs = LOGS / stack.instance.name
        self._logs.mkdir(parents=True, exist_ok=True)
        honcho.KILL_WAIT = STOP_SECONDS
        self._printer = LogPrinter(self._logs)
        self._manager = honcho.Manager(self._printer)
        self._outcome: int | None = None
        self._stopping = threading.Event()

    def serve(self, body: Callable[[], int | None]) -> int:
        """Start all, run ``body`` when they answer, serve until told to stop.

        ``body`` runs beside the servers; an int it returns ends the run with that
        exit code, None keeps serving.
        """
        self._stack.renew_ports()
        self._add_children()
        # A closed terminal is a wish to stop as well.
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
        task = threading.Thread(target=self._attend, args=[body], daemon=True)
        task.start()
        self._manager.loop()
        self._stopping.set()
        self._stack.instance.processes.unlink(missing_ok=True)
        fell = self._tell_who_fell()
        if self._outcome is not None:
            return self._outcome or int(fell)
        if self._manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM):
            say("\nStopped.")
            return 0
        return 1

    def _add_children(self) -> None:
        stack = self._stack
        host, port = "127.0.0.1", str(stack.sidecar_port)
        serve = sidecar.command("serve", "--host", host, "--port", port)
        conf = stack.odoo.configure(stack.odoo_db, stack.odoo_port, cron_threads=1)
        odoo = stack.odoo.command("--config", str(conf))
        self._add("sidecar", serve, stack.sidecar_environment)
        self._add("worker", sidecar.command("worker"), stack.sidecar_environment)
        self._add("odoo", odoo, stack.odoo_environment)

    def _add(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self._manager.add_process(
            name, f"exec {shlex.join(command)}", env={**os.environ, **env}, cwd=str(ROOT)
        )

    def _attend(self, body: Callable[[], int | None]) -> None:
        """Wait until all answer, run the body, end the servers when it says so."""
        try:
            self._remember(ready=False)
            for name, url in self._addresses().items():
                with step(f"Starting {name}"):
                    self._wait_for(name, url)
            self._remember(ready=True)
            outcome = body()
        except _Ended:
            return
        except Failure as failure:
            say_failure(str(failure))
            outcome = 1
        except Exception:
            say_failure(traceback.format_exc())
            outcome = 1
        if outcome is not None and not self._stopping.is_set():
            self._outcome = outcome
            self._manager.terminate()

    def _addresses(self) -> dict[str, str]:
        bases = {"sidecar": self._stack.sidecar_url, "odoo": self._stack.odoo_url}
        return {name: bases[name] + path for name, path in QUESTIONS.items()}

    def _wait_for(self, name: str, url: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._stopping.is_set() or self._has_ended(name):
                raise _Ended
            try:
                if httpx.get(url, timeout=5).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        log = self._logs / f"{name}.log"
        raise Failure(f"{name} does not answer at {url}; the end of its log says:\n{tail(log)}")

    def _states(self) -> dict[str, dict[str, object]]:
        states: dict[str, dict[str, object]] = self._manager._processes
        return states

    def _has_ended(self, name: str) -> bool:
        return self._states()[name].get("returncode") is not None

    def _remember(self, *, ready: bool) -> None:
        """Write down every process and where all answers, and whether it does already."""
        while not all("pid" in state for state in self._states().values()):
            time.sleep(0.05)
        pids = {name: int(str(state["pid"])) for name, state in self._states().items()}
        helpers = {f"{p.name} output": p.pid for p in multiprocessing.active_children() if p.pid}
        own = multiprocessing.current_process().pid
        named = {"supervisor": own, **pids, **helpers}
        known = [k for name, pid in named.items() if pid and (k := processes.Known.of(name, pid))]
        memory = self._stack.instance.processes
        stack = self._stack
        facts = {"addresses": stack.describe(), "stack": stack.facts(), "ready": ready}
        processes.remember(memory, known, **facts)

    def _tell_who_fell(self) -> bool:
        """Show the end of the log of the child that ended although nobody asked it to."""
        if self._printer.fallen is None:
            return False
        name, code = self._printer.fallen
        log = self._logs / f"{name}.log"
        said = f"the end of {shown(log)} says:\n{tail(log)}" if log.exists() else "it said nothing."
        say_failure(f"{name} ended by itself (exit code {code}); {said}")
        return True


class _Ended(Exception):
    """The servers went away while the body was waiting for them."""


def addresses(instance: Instance) -> str:
    """Return where a running instance answers."""
    return str(json.loads(instance.processes.read_text())["addresses"])


def stop(instance: Instance) -> list[str]:
    """Stop what runs of an instance; return the names of what was stopped.

    The supervisor stops its children itself; what a killed one left behind is
    ended here.
    """
    left = processes.recall(instance.processes)
    names = [process.name for process in left]
    supervisors = [process for process in left if process.name == "supervisor"]
    processes.end(supervisors, STOP_SECONDS + 5)
    processes.end([process for process in left if process.is_alive], STOP_SECONDS)
    instance.processes.unlink(missing_ok=True)
    return [name for name in names if not name.endswith("output")]
