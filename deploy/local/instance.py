"""One running set of databases and servers; tests use one beside the user's own."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from .console import Failure
from .paths import RUN

USUAL = "demo"


@dataclass(frozen=True)
class Instance:
    """The names that belong to one stack on this machine."""

    name: str

    @classmethod
    def current(cls) -> "Instance":
        """Return the instance named by ``IPAI_INSTANCE``, by default the demo."""
        name = os.environ.get("IPAI_INSTANCE", USUAL)
        if not re.fullmatch(r"[a-z][a-z0-9]{0,15}", name):
            raise Failure("IPAI_INSTANCE must be a short word of small letters and digits.")
        return cls(name)

    @property
    def odoo_database(self) -> str:
        """The Odoo database."""
        return "workbench" if self.name == USUAL else f"workbench_{self.name}"

    @property
    def warehouse_database(self) -> str:
        """The warehouse database."""
        return "warehouse" if self.name == USUAL else f"warehouse_{self.name}"

    @property
    def api_key_name(self) -> str:
        """Under which the sidecar's Odoo key is kept among the secrets."""
        suffix = "" if self.name == USUAL else f"_{self.name.upper()}"
        return f"ODOO_API_KEY{suffix}"

    @property
    def ports(self) -> Path:
        """The ports chosen last time."""
        return RUN / f"{self.name}.ports.json"

    @property
    def processes(self) -> Path:
        """The processes that run now, and where they answer (mode 600)."""
        return RUN / f"{self.name}.json"
