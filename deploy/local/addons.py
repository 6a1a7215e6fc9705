"""Our addons as they lie in the tree: names, dependencies, order, hashes."""

import ast
from dataclasses import dataclass
from pathlib import Path

from . import stamps
from .paths import ADDONS


@dataclass(frozen=True)
class Addon:
    """One module folder with a manifest."""

    name: str
    folder: Path
    depends: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Hash of everything in the folder."""
        return stamps.digest(self.folder)


def discover() -> dict[str, Addon]:
    """Return our addons by name, each after those it depends on."""
    found = {}
    for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
        values = ast.literal_eval(manifest.read_text(encoding="utf-8"))
        name = manifest.parent.name
        found[name] = Addon(name, manifest.parent, tuple(values.get("depends", ())))
    ordered: dict[str, Addon] = {}

    def place(addon: Addon) -> None:
        for dependency in addon.depends:
            if dependency in found and dependency not in ordered:
                place(found[dependency])
        ordered[addon.name] = addon

    for addon in found.values():
        place(addon)
    return ordered


def foreign_dependencies(addons: dict[str, Addon]) -> list[str]:
    """Return the modules of Odoo that ours are built on, and the localisation."""
    wanted = {name for addon in addons.values() for name in addon.depends}
    return sorted((wanted - addons.keys()) | {"account", "l10n_ph"})
