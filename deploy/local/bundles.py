"""Libraries that screens load on demand: pinned packages of npm, copied into static/lib.

The copies are ignored by git; a screen without its library says which command brings it.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from . import node, stamps
from .console import step
from .paths import ADDONS, HERE

PACKAGES = HERE / "bundles"


@dataclass(frozen=True)
class Bundle:
    """One library of one addon: a folder in its static/lib with the file and the licence."""

    addon: str
    package: str
    file: str
    licence: str = "LICENSE"

    @property
    def folder(self) -> Path:
        """Where the addon finds it; a scope such as @dagrejs/ is left out."""
        return ADDONS / self.addon / "static" / "lib" / self.package.rpartition("/")[2]


BUNDLES = (
    Bundle("ipai_workbench", "cytoscape", "dist/cytoscape.min.js"),
    Bundle("ipai_workbench", "@dagrejs/dagre", "dist/dagre.min.js"),
)


def ensure() -> None:
    """Copy what is missing or of another version; nothing is asked when all is there."""
    wanted = stamps.digest(PACKAGES / "package.json", PACKAGES / "package-lock.json")
    missing = [
        bundle
        for bundle in BUNDLES
        if (ADDONS / bundle.addon).is_dir() and not stamps.holds(bundle.folder / ".version", wanted)
    ]
    if not missing:
        return
    modules = node.ensure_packages(PACKAGES, "bundles", "Libraries of the screens from npm")
    with step("Libraries of the screens into the addons"):
        for bundle in missing:
            _copy(bundle, modules / bundle.package, wanted)


def _copy(bundle: Bundle, package: Path, version: str) -> None:
    shutil.rmtree(bundle.folder, ignore_errors=True)
    bundle.folder.mkdir(parents=True)
    shutil.copy(package / bundle.file, bundle.folder)
    shutil.copy(package / bundle.licence, bundle.folder)
    stamps.write(bundle.folder / ".version", version)
