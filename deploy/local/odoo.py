"""One Odoo ready to run: source, its own Python packages, our addons, its settings."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import bundles, port19, stamps
from .bootstrap import ensure_environment
from .console import Failure, run
from .databases import Server
from .odoo_source import Source
from .paths import ADDONS, HERE, odoo_build
from .secrets_file import Secrets

LOCK = HERE / "odoo-requirements.txt"
SCRIPT_RUNNER = HERE / "scripts" / "run_script.py"
CONFIGURATION = """\
[options]
addons_path = {addons_path}
data_dir = {data}
db_host = {host}
db_port = {port}
db_user = {user}
db_password = {password}
db_name = {database}
dbfilter = ^{database}$
list_db = False
admin_passwd = {master}
http_interface = 127.0.0.1
http_port = {http_port}
proxy_mode = False
workers = 0
max_cron_threads = {cron_threads}
"""


@dataclass(frozen=True)
class Odoo:
    """One runnable Odoo series with our addons in its path."""

    source: Source
    server: Server
    secrets: Secrets

    @property
    def series(self) -> str:
        """The series, such as "18.0"."""
        return self.source.series

    @property
    def folder(self) -> Path:
        """What belongs to this series in ``build/``."""
        return odoo_build(self.series)

    @property
    def python(self) -> Path:
        """The interpreter of Odoo's own environment."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def addons(self) -> Path:
        """Where this Odoo finds our addons: the tree, or the ported copy."""
        return ADDONS if self.series == "18.0" else self.folder / "addons"

    @property
    def environment(self) -> dict[str, str]:
        """What the process needs to import Odoo's package."""
        return {"PYTHONPATH": str(self.source.root), "PYTHONUNBUFFERED": "1"}

    def prepare(self) -> None:
        """Make the Python environment, the screens' libraries, and the ported addons."""
        title = f"Python packages of Odoo {self.series}"
        ensure_environment(self.folder / "venv", LOCK, title)
        bundles.ensure()
        if self.addons == ADDONS or not ADDONS.exists():
            return
        stamp = self.folder / "addons.hash"
        wanted = stamps.digest(ADDONS, Path(port19.__file__))
        if not (stamps.holds(stamp, wanted) and self.addons.exists()):
            port19.stage(ADDONS, self.addons)
            stamps.write(stamp, wanted)

    def configure(self, database: str, http_port: int, *, cron_threads: int = 0) -> Path:
        """Write the configuration file of one database (mode 600); return it."""
        paths = [*self.source.addons, *([self.addons] if self.addons.exists() else [])]
        text = CONFIGURATION.format(
            addons_path=",".join(map(str, paths)),
            data=self.folder / "data",
            host=self.server.host,
            port=self.server.port,
            user=self.server.odoo.name,
            password=self.server.odoo.password,
            database=database,
            master=self.secrets["ODOO_MASTER_PASSWORD"],
            http_port=http_port,
            cron_threads=cron_threads,
        )
        if self.series == "18.0":
            text += "without_demo = all\n"  # later series load no demo data unless asked
        conf = self.folder / f"{database}.conf"
        stamps.write(conf, text, mode=0o600)
        return conf

    def command(self, *arguments: str) -> list[str]:
        """Return the command line that starts Odoo; a subcommand may come first."""
        quiet = "-Wignore::DeprecationWarning"
        return [str(self.python), quiet, *self.source.launcher, *arguments]

    def run(
        self,
        title: str,
        database: str,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> Path:
        """Run Odoo once on a database until it stops by itself; return its log."""
        conf = self.configure(database, http_port=0)
        command = self.command("--config", str(conf), *arguments, "--stop-after-init", "--no-http")
        return run(title, command, env={**self.environment, **(env or {})}, log=log)

    def run_script(self, database: str, script: Path, **variables: Any) -> Any:
        """Run a Python file in Odoo's shell on a database and commit.

        The file sees ``env`` and the variables (plain JSON values) as its globals;
        what it leaves in ``result`` is returned. Raises Failure with the end of the
        log when it raises; nothing is committed then.
        """
        conf = self.configure(database, http_port=0)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="script.") as folder:
            request, answer = Path(folder, "request.json"), Path(folder, "answer.json")
            request.write_text(json.dumps({"script": str(script), "variables": variables}))
            run(
                f"Script {script.stem} in Odoo",
                self.command("shell", "--config", str(conf), "--no-http"),
                env={
                    **self.environment,
                    "IPAI_SCRIPT_REQUEST": str(request),
                    "IPAI_SCRIPT_ANSWER": str(answer),
                },
                stdin=SCRIPT_RUNNER.read_text(encoding="utf-8"),
            )
            if not answer.exists():
                raise Failure(f"The script {script.name} ended without an answer from Odoo.")
            return json.loads(answer.read_text(encoding="utf-8"))

    def filestore(self, database: str) -> Path:
        """Return the folder of a database's attachments."""
        return self.folder / "data" / "filestore" / database

    def create_database(self, database: str, template: str | None = None) -> None:
        """Create a database, as a copy of a template with its attachments."""
        self.server.create(database, self.server.odoo, template or "template0")
        shutil.rmtree(self.filestore(database), ignore_errors=True)
        if template and self.filestore(template).exists():
            shutil.copytree(self.filestore(template), self.filestore(database))

    def rename_database(self, database: str, name: str) -> None:
        """Give a finished database its final name, with its attachments."""
        if self.filestore(database).exists():
            shutil.rmtree(self.filestore(name), ignore_errors=True)
            self.filestore(database).rename(self.filestore(name))
        self.server.rename(database, name)

    def drop_database(self, database: str) -> None:
        """Remove a database with its attachments and settings."""
        self.server.drop(database)
        shutil.rmtree(self.filestore(database), ignore_errors=True)
        (self.folder / f"{database}.conf").unlink(missing_ok=True)
