"""Odoo databases: the template with what ours is built on, and the ones in use."""

import json
from dataclasses import dataclass
from pathlib import Path

from . import addons, stamps
from .console import step
from .odoo import Odoo
from .paths import HERE, RUN

SCRIPTS = HERE / "scripts"
COMPANY = SCRIPTS / "company.py"
FINISH = SCRIPTS / "finish.py"


def ensure_template(odoo: Odoo) -> str:
    """Return a database with Odoo's modules below ours and a Philippine company.

    It is made once for each set of dependencies, under another name first, and
    is only ever copied.
    """
    modules = addons.foreign_dependencies(addons.discover())
    release = odoo.source.root / "odoo" / "release.py"
    key = stamps.digest(str(odoo.source.root), release, COMPANY, *modules)[:8]
    family = f"template_odoo_{odoo.series.replace('.', '_')}_"
    name = family + key
    if odoo.server.oid(name):
        return name
    unfinished = f"{name}_new"
    with step(f"Odoo {odoo.series} with its books, for a Philippine company"):
        odoo.create_database(unfinished)
        odoo.run(f"Odoo {odoo.series} base", unfinished, "--init=base,web")
        odoo.run_script(unfinished, COMPANY, modules=modules)
        for outdated in set(odoo.server.databases(family)) - {unfinished}:
            odoo.drop_database(outdated)
        odoo.rename_database(unfinished, name)
    return name


@dataclass
class Database:
    """One Odoo database in use, and what of our tree is installed in it."""

    odoo: Odoo
    name: str

    @property
    def _memory(self) -> Path:
        return RUN / f"{self.name}.{self.odoo.series}.installed.json"

    def installed(self) -> dict[str, str]:
        """Return the hash of each addon as last installed, nothing for a lost database."""
        oid = self.odoo.server.oid(self.name)
        if oid is None or not self._memory.exists():
            return {}
        memory = json.loads(self._memory.read_text())
        return dict(memory["addons"]) if memory["oid"] == oid else {}

    def ensure(self) -> bool:
        """Install our addons, or update the ones that changed; say whether it did."""
        wanted = {name: addon.digest for name, addon in addons.discover().items()}
        installed = self.installed()
        if installed and installed == wanted:
            return False
        if not installed:
            self._create(wanted)
        else:
            self._update(wanted, installed)
        oid = self.odoo.server.oid(self.name)
        stamps.write(self._memory, json.dumps({"oid": oid, "addons": wanted}))
        return True

    def _create(self, wanted: dict[str, str]) -> None:
        template = ensure_template(self.odoo)
        unfinished = f"{self.name}_new"
        with step(f"Odoo {self.odoo.series} database {self.name}"):
            self.odoo.create_database(unfinished, template)
            if wanted:
                self.odoo.run("Installing the addons", unfinished, f"--init={','.join(wanted)}")
            self.odoo.drop_database(self.name)
            self.odoo.rename_database(unfinished, self.name)

    def _update(self, wanted: dict[str, str], installed: dict[str, str]) -> None:
        new = [name for name in wanted if name not in installed]
        changed = [name for name in wanted if installed.get(name, wanted[name]) != wanted[name]]
        arguments = [f"--init={','.join(new)}"] if new else []
        arguments += [f"--update={','.join(changed)}"] if changed else []
        if not arguments:
            return
        with step(f"Updating {', '.join(new + changed)}"[:56]):
            self.odoo.run("Updating the addons", self.name, *arguments)
