"""Programs of the machine that only the tests need."""

import os
import shutil
import subprocess

from ..console import Failure, run, step

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "wkhtmltopdf": ("wkhtmltopdf",),
}
FONT_PACKAGE, FONT = "fonts-liberation", "LiberationSans"


def ensure() -> None:
    """Make sure of a browser, the PDF program and fonts; root may install them with apt."""
    missing = [p for p, names in PROGRAMS.items() if not any(map(shutil.which, names))]
    if not _has_font():
        missing.append(FONT_PACKAGE)
    if not missing:
        return
    command = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(f"The tests need {', '.join(missing)}: {command}, and run again.")
    apt = ["apt-get", "-qq", "--yes"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing {', '.join(missing)} with apt"):
        run("apt-get update for the tests", [*apt, "update"], env=quiet)
        wanted = [*apt, "install", "--no-install-recommends", *missing]
        run("apt-get install for the tests", wanted, env=quiet)


def _has_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return FONT in subprocess.run(["fc-list"], capture_output=True, text=True).stdout
