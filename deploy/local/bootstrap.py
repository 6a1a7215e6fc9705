"""Stage one, on a bare Python: make ``.venv`` and continue inside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import stamps
from .console import Failure, run, say, step
from .locks import held_alone
from .paths import BUILD, HERE, REQUIREMENTS, RUN, VENV

PYTHON = (3, 11)
NEEDED_GB = 4
UV = "uv==0.13.8"


def enter_environment() -> None:
    """Make ``.venv`` when it is missing or outdated, and run in its Python."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    if sys.version_info[:2] != PYTHON:
        _restart_with(_other_python())
    with held_alone(RUN / "setup.lock"):
        ensure_environment(VENV, REQUIREMENTS, "Python packages of sidecar, dbt and tests")
    _restart_with(VENV / "bin" / "python")


def _restart_with(python: str | Path) -> None:
    sys.stdout.flush()
    os.execv(python, [str(python), str(HERE), *sys.argv[1:]])  # noqa: S606


def _other_python() -> str:
    wanted = ".".join(map(str, PYTHON))
    found = shutil.which(f"python{wanted}")
    if not found:
        raise Failure(
            f"Python {wanted} is needed and not found: install it "
            f"(apt-get install python{wanted} python{wanted}-venv) and run again."
        )
    return found


def ensure_environment(venv: Path, lock: Path, title: str) -> None:
    """Bring a virtual environment to the state of its lock file.

    A mark lies in the environment while packages are being written; when it is
    found at the start, an earlier run was killed there and we begin anew.
    """
    stamp, mark = venv / ".lock-hash", venv / ".unfinished"
    wanted = stamps.digest(lock, sys.version)
    if stamps.holds(stamp, wanted) and not mark.exists():
        return
    require_space(NEEDED_GB)
    with step(title):
        if mark.exists() or not _works(venv):
            shutil.rmtree(venv, ignore_errors=True)
            _create(venv)
        mark.touch()
        install(venv, "-r", str(lock))
        stamps.write(stamp, wanted)
        mark.unlink()


def _works(venv: Path) -> bool:
    python = venv / "bin" / "python"
    check = [str(python), "-c", f"import sys; assert sys.version_info[:2] == {PYTHON}"]
    return python.exists() and not subprocess.run(check, capture_output=True).returncode


def _create(venv: Path) -> None:
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", str(venv)], check=True, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as error:
        shutil.rmtree(venv, ignore_errors=True)
        raise Failure(
            "Python could not make a virtual environment; install its module first "
            "(apt-get install python3-venv) and run again."
        ) from error


def install(venv: Path, *what: str) -> None:
    """Install pinned packages without resolving: with uv, else with pip."""
    python = venv / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--no-deps", "--quiet"]
    log = BUILD / "logs" / f"packages-{venv.parent.name}.log"
    uv = uv_program()
    try:
        if uv:
            fast = [uv, "pip", "install", "--no-deps", "--python", str(python), *what]
            run("uv", fast, env=_index(python), log=log)
            return
    except Failure:
        say("uv failed, pip goes on ...")
    run("Installing Python packages", [*pip, *what], log=log)


def uv_program() -> str | None:
    """Return uv, put beside the environments on first use; None without one."""
    folder = BUILD / "uv"
    uv = folder / "bin" / "uv"
    if uv.exists():
        return str(uv)
    fresh = folder.with_name(f"uv.{os.getpid()}")
    python = str(VENV / "bin" / "python") if _works(VENV) else sys.executable
    get = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(fresh), UV]
    if subprocess.run(get, capture_output=True).returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        return shutil.which("uv")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return str(uv)


def _index(python: Path) -> dict[str, str]:
    """Hand pip's configured index to uv, which does not read pip's settings."""
    if os.environ.keys() & {"UV_DEFAULT_INDEX", "UV_INDEX_URL"}:
        return {}
    ask = [str(python), "-m", "pip", "config", "get", "global.index-url"]
    url = os.environ.get("PIP_INDEX_URL") or (
        subprocess.run(ask, capture_output=True, text=True).stdout.strip()
    )
    return {"UV_DEFAULT_INDEX": url} if url else {}


def require_space(gigabytes: float) -> None:
    """Refuse to begin what would fill the disk."""
    BUILD.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(BUILD).free / 1e9
    if free < gigabytes:
        raise Failure(
            f"Only {free:.1f} GB are free where the repository lies, {gigabytes} GB are "
            "needed: make room and run again."
        )
