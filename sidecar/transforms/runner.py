"""dbt on the project and warehouse of the settings, in two warm processes: builds and readings."""

import hashlib
import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from sidecar.settings import Settings
from sidecar.transforms.said import OnSaid, Outcome
from sidecar.transforms.warm_process import DbtBroke, WarmProcess

# Our mark on the connections of builds, by which a cancelled one's statements are found and ended.
APPLICATION = "ipai-dbt"


class Dbt:
    """Runs dbt: builds one after the other, and beside them one reading of the project at a time.

    Each kind has a process and a folder for what dbt writes of its own, so that a reading holds up
    no build and overwrites nothing of it.
    """

    def __init__(self, settings: Settings) -> None:
        dsn = settings.warehouse_dsn.get_secret_value()
        self._project = settings.dbt_project_dir.absolute()
        # dbt may keep its parsed project only where nobody else runs the same folder.
        place = hashlib.sha256(f"{self._project}|{dsn}".encode()).hexdigest()[:12]
        self._folder = settings.dbt_build_dir.absolute() / place
        environment = environment_of(dsn)

        def process(name: str, application: str) -> WarmProcess:
            return WarmProcess(
                self._folder / f"{name}.log",
                environment | {"IPAI_DBT_APPLICATION": application},
                idle_seconds=settings.dbt_idle_seconds,
                memory_mb=settings.dbt_memory_mb,
            )

        self._builds = process("process", APPLICATION)
        self._readings = process("reading", f"{APPLICATION}-reading")

    @property
    def manifest_path(self) -> Path:
        """What dbt knows of the project since it parsed it last; missing before the first run."""
        return self._folder / "target/manifest.json"

    @property
    def pids(self) -> tuple[int | None, int | None]:
        """The processes that are warm now: of builds, of readings."""
        return self._builds.pid, self._readings.pid

    async def run(
        self,
        command: list[str],
        *,
        hi_seq: int | None = None,
        on_said: OnSaid = lambda _said: None,
        is_brief: bool = False,
    ) -> Outcome:
        """Run a dbt command ("build", "--select", ...) up to a bronze version, after those before.

        on_said gets what dbt says, while it runs. A brief run leaves out the files about project
        and run, a third of its time. A cancelled run ends the process.
        Raises DbtBroke, WarehouseDown is for the caller to find before.
        """
        if is_brief and self._knows_project():
            command = [*command, "--no-write-json"]
        return await self._builds.ask(self._request(command, "target", hi_seq), on_said)

    async def compile(self) -> Path:
        """Compile every model as for a full refresh; the folder with dbt's manifest.json.

        Builds go on meanwhile. Raises DbtBroke.
        """
        request = self._request(["compile", "--full-refresh"], "compiled")
        outcome = await self._readings.ask(request, lambda _said: None)
        if not outcome.success:
            broken = [result.message for result in outcome.results if result.message]
            reason = outcome.error or next(iter(broken), "unknown reason")
            raise DbtBroke(f"dbt could not compile the project: {reason}")
        return self._folder / "compiled"

    async def close(self) -> None:
        """End the processes that there are."""
        await self._builds.close()
        await self._readings.close()

    def _knows_project(self) -> bool:
        """Whether manifest.json tells of the project as dbt parsed it last."""
        parsed, manifest = self._folder / "target/partial_parse.msgpack", self.manifest_path
        if not (parsed.exists() and manifest.exists()):
            return False
        return parsed.stat().st_mtime_ns <= manifest.stat().st_mtime_ns

    def _request(
        self, command: list[str], target: str, hi_seq: int | None = None
    ) -> dict[str, Any]:
        project = str(self._project)
        return {
            "args": [
                *("--no-use-colors", "--quiet", "--no-version-check"),
                *("--log-path", str(self._folder / "logs" / target)),
                *command,
                *("--project-dir", project, "--profiles-dir", project),
                *("--target-path", str(self._folder / target)),
            ],
            # A setting of the session instead of --vars, which would parse the project anew.
            "environment": {"PGOPTIONS": f"-c ipai.hi_seq={hi_seq}" if hi_seq is not None else ""},
        }


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
