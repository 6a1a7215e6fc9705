"""``make i18n``: export the terms of each addon into its ``i18n/<module>.pot``."""

import re
from pathlib import Path

from . import addons, stamps
from .console import Failure, say, step
from .odoo import Odoo
from .odoo_database import Database
from .paths import BUILD

DATABASE = "translations"
# Odoo writes the minute of the export into the header; without it equal terms give equal files.
DATES = re.compile(r'^"(POT-Creation|PO-Revision)-Date: .*\\n"\n', re.MULTILINE)


def export(odoo: Odoo) -> int:
    """Write the templates from a database in which all our addons are installed."""
    if odoo.series != "18.0":
        raise Failure(f"Templates are exported from Odoo 18.0; only {odoo.series} was found.")
    Database(odoo, DATABASE).ensure()
    for addon in addons.discover().values():
        target = addon.folder / "i18n" / f"{addon.name}.pot"
        fresh = BUILD / f"{addon.name}.pot"
        with step(f"Terms of {addon.name}"):
            where = f"--database={DATABASE}"
            arguments = (where, f"--modules={addon.name}", f"--i18n-export={fresh}")
            odoo.run(f"Exporting {addon.name}", DATABASE, *arguments)
            _replace(target, fresh)
    say("Look at the changes with git diff addons/*/i18n.")
    return 0


def _replace(target: Path, fresh: Path) -> None:
    text = DATES.sub("", fresh.read_text(encoding="utf-8"))
    fresh.unlink()
    if 'msgid "' in text.partition("\n\n")[2]:
        stamps.write(target, text)
