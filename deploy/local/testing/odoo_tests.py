"""The addons' tests on one Odoo: install, upgrade, pytest, JavaScript, uninstall."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import addons, ports
from ..console import Failure, step
from ..odoo import Odoo
from ..odoo_database import ensure_template
from ..paths import HERE, LOGS, RUN
from . import odoo_log, results, servers
from .results import Result

UNINSTALL = HERE / "scripts" / "uninstall.py"
LIMIT_SECONDS = 3600


class OdooTests:
    """All runs of the addons' tests on one Odoo series, in one fresh database."""

    def __init__(self, odoo: Odoo, modules: list[str]) -> None:
        self.odoo = odoo
        self.modules = modules
        self.database = f"test_{odoo.series.replace('.', '_')}"
        self.port = ports.choose("odoo", RUN / "tests.ports.json", fixed=False)
        self._environment: dict[str, str] = {}

    @contextmanager
    def prepared(self) -> Iterator["OdooTests"]:
        """Make a fresh database and start the sidecar the tests talk to."""
        template = ensure_template(self.odoo)
        self.odoo.create_database(self.database, template)
        url = f"http://{ports.HOST}:{self.port}"
        with servers.running(self.odoo, url, self.database) as environment:
            self._environment = environment
            yield self

    def install(self) -> Result:
        """Install our addons with their tests, browser tests included."""
        tags = ",".join(f"/{name}" for name in self.modules)
        wanted = ",".join(self.modules)
        return self._odoo("install and test", f"--init={wanted}", f"--test-tags={tags}")

    def upgrade(self) -> Result:
        """Update every module; nothing may be complained of."""
        return self._odoo("upgrade of all modules", "--update=all", tests=False)

    def javascript(self) -> Result:
        """Install our addons and run only their JavaScript's unit tests.

        The addons' own tests run them too; this is the quick way to them alone.
        """
        names = [name for name in self.modules if self._has_javascript(name)]
        tags = ",".join(f"/web:WebSuite.test_unit_desktop[@{name}]" for name in names)
        if not names:
            return Result(self._name("JavaScript"), complaints=["no addon has static/tests"])
        wanted = ",".join(self.modules)
        return self._odoo("JavaScript", f"--init={wanted}", f"--test-tags={tags}")

    def pytest(self) -> Result:
        """Run the same tests through pytest-odoo, all but the ones with a browser."""
        report = LOGS / f"pytest-odoo-{self.odoo.series}.xml"
        report.unlink(missing_ok=True)
        conf = self.odoo.configure(self.database, self.port)
        folders = [str(self.odoo.addons / name / "tests") for name in self.modules]
        command = [
            *(str(self.odoo.python), "-m", "pytest", "-q", "--odoo-http", "-ra"),
            *(f"--odoo-config={conf}", f"--junitxml={report}", "-p", "odoo_selection"),
            *("-p", "no:cacheprovider", "-c", "/dev/null", f"--rootdir={self.odoo.addons}"),
            *(folder for folder in folders if Path(folder).is_dir()),
        ]
        extra = {"PYTHONPATH": f"{self.odoo.source.root}:{HERE / 'testing'}"}
        _, seconds = self._run("pytest-odoo", command, extra)
        return results.from_junit(self._name("pytest-odoo"), report, seconds)

    def uninstall(self) -> Result:
        """Uninstall all our addons; nothing of them may stay in the database."""
        result = Result(self._name("uninstall"))
        started = time.monotonic()
        try:
            with step(f"{result.name}"):
                left = self.odoo.run_script(self.database, UNINSTALL, modules=self.modules)
        except Failure as failure:
            result.failed, left = 1, [str(failure)]
        result.seconds = time.monotonic() - started
        result.complaints += left
        log = LOGS / "script-uninstall-in-odoo.log"
        result.complaints += odoo_log.complaints(log)
        result.passed = int(result.is_good)
        return result

    def clean(self) -> None:
        """Drop the database of the tests."""
        self.odoo.drop_database(self.database)

    def _has_javascript(self, name: str) -> bool:
        return any((self.odoo.addons / name / "static" / "tests").glob("**/*.test.js"))

    def _name(self, what: str) -> str:
        return f"Odoo {self.odoo.series} {what}"

    def _odoo(self, what: str, *arguments: str, tests: bool = True) -> Result:
        conf = self.odoo.configure(self.database, self.port)
        command = self.odoo.command("--config", str(conf), *arguments, "--stop-after-init")
        if not tests:
            command.append("--no-http")
        log, seconds = self._run(what, command, {})
        result = odoo_log.read(self._name(what), log, seconds, expects_tests=tests)
        result.complaints += odoo_log.complaints(log)
        if not tests:
            result.passed = int(result.is_good)
        return result

    def _run(self, what: str, command: list[str], extra: dict[str, str]) -> tuple[Path, float]:
        """Run a command with the tests' environment; return its log and seconds."""
        log = LOGS / f"odoo-{self.odoo.series}-{what.replace(' ', '-').lower()}.log"
        environment = {**os.environ, **self.odoo.environment, **self._environment, **extra}
        started = time.monotonic()
        with step(self._name(what)), log.open("w") as output:
            subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=LIMIT_SECONDS,
                check=False,
            )
        return log, time.monotonic() - started


def chosen(module: str | None) -> list[str]:
    """Return the addons to test: all of ours, or the one that was named."""
    known = list(addons.discover())
    if not known:
        raise Failure("There is no addon in addons/ yet.")
    if module and module not in known:
        raise Failure(f"There is no addon {module}; there are {', '.join(known)}.")
    return [module] if module else known
