"""One warm dbt process, started at the first build and kept."""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict
from pydantic import BaseModel

from sidecar.errors import SidecarError
from sidecar.settings import Settings
from sidecar.telemetry import logger

# dbt's memory stays flat over a dozen runs; a new process after so many is a cheap guarantee.
RUNS_PER_PROCESS = 50
LINE_BYTES = 64 * 1024 * 1024
# Our mark on dbt's connections, by which a cancelled build's statements are found and ended.
APPLICATION = "ipai-dbt"


class DbtBroke(SidecarError):
    """dbt ended unexpectedly; its log is in the build folder."""

    status = 500
    code = "dbt_broke"
    title = "dbt ended unexpectedly"


class NodeResult(BaseModel):
    """How one node of a run ended."""

    node: str
    resource_type: str
    name: str
    relation: str | None
    status: str
    seconds: float
    rows_affected: int | None
    failures: int | None
    message: str | None


class Outcome(BaseModel):
    """How a run of dbt ended; error: why it did not get as far as running nodes."""

    success: bool
    error: str | None
    results: list[NodeResult]


class Said(BaseModel):
    """Something dbt said while it ran. line: None when it only tells that a node ended.

    total: nodes of the run, where it is told, else 0.
    """

    at: datetime
    level: str
    node: str | None
    line: str | None
    has_ended: bool
    total: int


OnSaid = Callable[[Said], None]


class Dbt:
    """Runs dbt on the project and warehouse of the settings. One invocation at a time."""

    def __init__(self, settings: Settings) -> None:
        dsn = settings.warehouse_dsn.get_secret_value()
        self._project = settings.dbt_project_dir.absolute()
        self._environment = environment_of(dsn)
        # dbt may keep its parsed project only where nobody else runs the same folder.
        place = hashlib.sha256(f"{self._project}|{dsn}".encode()).hexdigest()[:12]
        self._folder = settings.dbt_build_dir.absolute() / place
        self._process: asyncio.subprocess.Process | None = None
        self._runs = 0
        self._lock = asyncio.Lock()

    @property
    def manifest_path(self) -> Path:
        """What dbt knows of the project since it parsed it last; missing before the first run."""
        return self._folder / "target/manifest.json"

    async def run(
        self,
        command: list[str],
        *,
        hi_seq: int | None = None,
        on_said: OnSaid = lambda _said: None,
        target: str = "target",
    ) -> Outcome:
        """Run a dbt command ("build", "--select", ...) up to a bronze version.

        on_said gets what dbt says, while it runs; target names the folder for what dbt writes.
        A cancelled run ends the process.
        Raises DbtBroke, WarehouseDown is for the caller to find before.
        """
        async with self._lock:
            process = await self._warm()
            try:
                return await self._ask(process, self._request(command, hi_seq, target), on_said)
            except BaseException:
                await self._end(process)
                raise
            finally:
                self._runs += 1

    async def compile(self) -> Path:
        """Compile every model as for a full refresh; the folder with dbt's manifest.json.

        The folder is another than that of builds, whose results stay as they are. Raises DbtBroke.
        """
        outcome = await self.run(["compile", "--full-refresh"], target="compiled")
        if not outcome.success:
            broken = [result.message for result in outcome.results if result.message]
            reason = outcome.error or next(iter(broken), "unknown reason")
            raise DbtBroke(f"dbt could not compile the project: {reason}")
        return self._folder / "compiled"

    async def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            await self._end(self._process)

    def _request(self, command: list[str], hi_seq: int | None, target: str) -> dict[str, Any]:
        project = str(self._project)
        return {
            "args": [
                *("--no-use-colors", "--quiet", "--no-version-check"),
                *("--log-path", str(self._folder / "logs")),
                *command,
                *("--project-dir", project, "--profiles-dir", project),
                *("--target-path", str(self._folder / target)),
            ],
            # A setting of the session instead of --vars, which would parse the project anew.
            "environment": {"PGOPTIONS": f"-c ipai.hi_seq={hi_seq}" if hi_seq is not None else ""},
        }

    async def _warm(self) -> asyncio.subprocess.Process:
        process = self._process
        if process is not None and process.returncode is None and self._runs < RUNS_PER_PROCESS:
            return process
        if process is not None:
            await self._end(process)
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "process.log").open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
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
        self._runs = 0
        logger.info("dbt process started", pid=self._process.pid)
        return self._process

    async def _ask(
        self,
        process: asyncio.subprocess.Process,
        request: dict[str, Any],
        on_said: OnSaid,
    ) -> Outcome:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both piped
        process.stdin.write(json.dumps(request).encode() + b"\n")
        while line := await process.stdout.readline():
            message = json.loads(line)
            if "end" in message:
                return Outcome.model_validate(message["end"])
            on_said(Said.model_validate(message["said"]))
        raise DbtBroke(
            f"dbt ended unexpectedly; see {self._folder.name}/process.log in the build folder."
        )

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._process = None
        if process.returncode is None:
            process.kill()
        await process.wait()


def environment_of(dsn: str) -> dict[str, str]:
    """What profiles.yml reads, out of a connection string."""
    parts = conninfo_to_dict(dsn)
    user = parts.get("user") or os.environ.get("PGUSER") or os.environ.get("USER") or "postgres"
    found = {
        "IPAI_DBT_HOST": parts.get("host") or "127.0.0.1",
        "IPAI_DBT_PORT": parts.get("port") or "5432",
        "IPAI_DBT_USER": user,
        "IPAI_DBT_PASSWORD": parts.get("password") or "",
        "IPAI_DBT_DBNAME": parts.get("dbname") or user,
        "IPAI_DBT_SSLMODE": parts.get("sslmode") or "prefer",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    return {name: str(value) for name, value in found.items()}
