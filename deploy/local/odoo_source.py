"""Finding an Odoo to run: $ODOO_HOME, /opt/odoo/18.0, the official branch, Debian's 19."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import odoo_debian
from .console import Failure, run, step
from .paths import odoo_build

TARGET = "18.0"
USUAL = Path("/opt/odoo/18.0")
OFFICIAL = "https://github.com/odoo/odoo.git"
REACH_SECONDS = 10
CLONE_SECONDS = 1800


@dataclass(frozen=True)
class Source:
    """One Odoo source tree: its series, such as "18.0", and the folder of ``odoo/``."""

    series: str
    root: Path

    @property
    def addons(self) -> list[Path]:
        """The addons folders beside the package; 19 finds those inside it by itself."""
        return [self.root / "addons"] if (self.root / "odoo-bin").exists() else []

    @property
    def launcher(self) -> list[str]:
        """What follows the Python interpreter to start Odoo."""
        script = self.root / "odoo-bin"
        return [str(script)] if script.exists() else ["-m", "odoo"]


def find() -> Source:
    """Return the Odoo the demo runs on: an 18.0 when one can be had, else a 19.0."""
    found = _target() or _debian()
    if found is None:
        raise Failure(
            "No Odoo was found: put a source tree of Odoo 18.0 at /opt/odoo/18.0, or name "
            "its folder by ODOO_HOME, or let this machine reach github.com or Debian's archive."
        )
    return found


def find_all(series: str | None = None) -> list[Source]:
    """Return every Odoo the tests run on, 18.0 first, or the one of a series."""
    target = _target()
    other = None if target and target.series in (series, odoo_debian.SERIES) else _debian()
    found = [source for source in (target, other) if source]
    chosen = [source for source in found if series in (None, source.series)]
    if not chosen and series:
        raise Failure(f"No Odoo {series} was found: leave out v=, or set ODOO_HOME.")
    return chosen or [find()]


def _target() -> Source | None:
    home = os.environ.get("ODOO_HOME")
    if home:
        source = _read(Path(home).expanduser().resolve())
        if source is None:
            raise Failure(
                f"ODOO_HOME={home} holds no Odoo: name the folder that contains odoo/release.py."
            )
        return source
    return _read(USUAL) or _cloned()


def _read(root: Path) -> Source | None:
    """Recognise a source tree by its release file."""
    release = root / "odoo" / "release.py"
    if not release.exists():
        return None
    told = re.search(r"^version_info = \((\d+), (\d+)", release.read_text("utf-8"), re.MULTILINE)
    return Source(f"{told[1]}.{told[2]}", root) if told else None


def _cloned() -> Source | None:
    """Clone the official branch once; None where it cannot be reached."""
    folder = odoo_build(TARGET) / "source"
    if folder.exists():
        return _read(folder)
    if not shutil.which("git") or not _is_reachable():
        return None
    fresh = folder.with_name("source.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    command = ["git", "clone", "--quiet", "--depth=1", f"--branch={TARGET}", OFFICIAL, str(fresh)]
    patience = {"GIT_HTTP_LOW_SPEED_LIMIT": "1000", "GIT_HTTP_LOW_SPEED_TIME": "30"}
    with step(f"Odoo {TARGET} from its official repository"):
        run("git clone", command, env=patience, timeout=CLONE_SECONDS)
        fresh.rename(folder)
    return _read(folder)


def _is_reachable() -> bool:
    ask = ["git", "ls-remote", "--exit-code", OFFICIAL, TARGET]
    env = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    try:
        answer = subprocess.run(ask, capture_output=True, timeout=REACH_SECONDS, env=env)
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0


def _debian() -> Source | None:
    root = odoo_debian.ensure_unpacked()
    return _read(root) if root else None
