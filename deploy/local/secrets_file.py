"""Generated secrets, kept in ``build/secrets.env`` (mode 600) and nowhere else."""

import secrets
from collections.abc import Iterator, Mapping

from . import stamps
from .paths import SECRETS

GENERATED = (
    "POSTGRES_PASSWORD",
    "ODOO_DATABASE_PASSWORD",
    "WAREHOUSE_PASSWORD",
    "SIDECAR_SECRET",
    "ODOO_MASTER_PASSWORD",
    "ODOO_ADMIN_PASSWORD",
)
READABLE = "abcdefghijkmnpqrstuvwxyz23456789"


class Secrets(Mapping[str, str]):
    """All secrets of this working copy by name; a missing one is made at once."""

    def __init__(self) -> None:
        self._values = self._read()
        missing = [name for name in GENERATED if name not in self._values]
        if missing:
            self.store(**{name: self._generate(name) for name in missing})

    @staticmethod
    def _read() -> dict[str, str]:
        if not SECRETS.exists():
            return {}
        lines = SECRETS.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    @staticmethod
    def _generate(name: str) -> str:
        """Make a secret; the one a person types has no look-alike characters."""
        if name == "ODOO_ADMIN_PASSWORD":
            return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
        return secrets.token_hex(24)

    def store(self, **values: str) -> None:
        """Keep secrets that were issued elsewhere, such as an API key."""
        self._values = {**self._read(), **values}
        text = "".join(f"{name}={value}\n" for name, value in sorted(self._values.items()))
        stamps.write(SECRETS, text, mode=0o600)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
