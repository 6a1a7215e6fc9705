"""Servers that live as long as a test wants: real processes on ports of their own."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(
    command: list[str], env: dict[str, str], url: str, health: str, log: Path
) -> Iterator[str]:
    """A server process until the body ends; its address."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=env, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(url + health, process, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"{url} ended while it started:\n{log.read_text()[-2000:]}", pytrace=False)
        try:
            # A sidecar that misses a dependency answers 503: it does answer.
            httpx.get(url, timeout=5)
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    pytest.fail(f"{url} was not ready in time:\n{log.read_text()[-2000:]}", pytrace=False)
