"""The environment that builds the warehouse on Spark: Python packages of its own, and Java."""

import os
import shutil
import subprocess

from .bootstrap import ensure_environment
from .console import Failure, run, step
from .locks import held_alone
from .paths import BUILD, ROOT, RUN

FOLDER = ROOT / "deploy" / "spark"
LOCK = FOLDER / "requirements.txt"
SPARK = BUILD / "spark"
OLDEST_JAVA = 17


def ensure() -> str:
    """Make sure of Java and ``build/spark``; the folder of the environment's programs."""
    _ensure_java()
    with held_alone(RUN / "setup.lock"):
        ensure_environment(SPARK, LOCK, "Python packages of Spark")
    return str(SPARK / "bin")


def _ensure_java() -> None:
    """Root may install Java with apt; anybody else is told what to do."""
    if _java() >= OLDEST_JAVA:
        return
    command = "apt-get install --no-install-recommends default-jre-headless"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(f"Spark needs Java {OLDEST_JAVA} or newer: {command}, and run again.")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "--yes"]
    with step("Installing Java with apt"):
        run("apt-get update for Java", [*apt, "update"], env=quiet)
        run("apt-get install of Java", [*apt, *command.split()[1:]], env=quiet)
    if _java() < OLDEST_JAVA:
        raise Failure(f"Spark needs Java {OLDEST_JAVA} or newer; this system's packages are older.")


def _java() -> int:
    """Major version of the Java that Spark would start; 0 without one."""
    home = os.environ.get("JAVA_HOME")
    program = f"{home}/bin/java" if home else shutil.which("java")
    if not program or not os.access(program, os.X_OK):
        return 0
    asked = subprocess.run(
        [program, "-XshowSettings:properties", "-version"], capture_output=True, text=True
    )
    found = [line for line in asked.stderr.splitlines() if "java.specification.version" in line]
    return int(found[0].rpartition("=")[2].strip().rpartition("1.")[2]) if found else 0
