"""A dbt process kept warm: started when it is needed, ended when it idles or has grown."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from sidecar.errors import SidecarError
from sidecar.telemetry import logger
from sidecar.transforms.said import OnSaid, Outcome, Said

LINE_BYTES = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024


class DbtBroke(SidecarError):
    """dbt ended unexpectedly; its log is in the build folder."""

    status = 500
    code = "dbt_broke"
    title = "dbt ended unexpectedly"


class WarmProcess:
    """One process that answers one request of dbt after the other.

    idle_seconds: how long it is kept without work. memory_mb: how much it may have used at most;
    one that used more ends after its answer. The next request starts another.
    """

    def __init__(
        self, log: Path, environment: dict[str, str], *, idle_seconds: float, memory_mb: int
    ) -> None:
        self._log = log
        self._environment = environment
        self._idle_seconds = idle_seconds
        self._memory = memory_mb * MEGABYTE
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process that is warm now, if one is."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def ask(self, request: dict[str, Any], on_said: OnSaid) -> Outcome:
        """What a request ended with; on_said gets what dbt says before. One request at a time.

        A cancelled request ends the process. Raises DbtBroke.
        """
        async with self._lock:
            self._keep()
            process = await self._warm()
            try:
                end = await self._converse(process, request, on_said)
            except BaseException:
                await self._end()
                raise
            if end.pop("memory_bytes") > self._memory:
                await self._end()
            else:
                self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._rest)
            return Outcome.model_validate(end)

    async def close(self) -> None:
        """End the process, if there is one."""
        self._keep()
        if self._ending is not None:
            await self._ending
        await self._end()

    def _keep(self) -> None:
        """It has work, or is ended anyway: nothing is to happen when it has idled."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _rest(self) -> None:
        self._ending = asyncio.get_running_loop().create_task(self._end_if_idle())

    async def _end_if_idle(self) -> None:
        """End it, unless it was asked again in the same moment."""
        if not self._lock.locked():
            async with self._lock:
                await self._end()

    async def _warm(self) -> asyncio.subprocess.Process:
        process = self._process
        if process is not None and process.returncode is None:
            return process
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "sidecar.transforms.dbt_process",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                cwd=Path(__file__).parents[2],
                env=os.environ | self._environment,
                limit=LINE_BYTES,
                # A Ctrl-C meant for the worker is the worker's: it lets a build end, then ends us.
                start_new_session=True,
            )
        self._process = process
        logger.info("dbt process started", pid=process.pid)
        return process

    async def _converse(
        self, process: asyncio.subprocess.Process, request: dict[str, Any], on_said: OnSaid
    ) -> dict[str, Any]:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both piped
        process.stdin.write(json.dumps(request).encode() + b"\n")
        while line := await process.stdout.readline():
            message: dict[str, Any] = json.loads(line)
            if "end" in message:
                return dict(message["end"])
            on_said(Said.model_validate(message["said"]))
        raise DbtBroke(f"dbt ended unexpectedly; see {self._log.name} in the build folder.")

    async def _end(self) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
        self._process = None
