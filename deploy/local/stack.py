"""Everything one instance consists of, set up step by step, and handed to the demo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from . import ports, sidecar, stamps
from .bootstrap import require_space
from .console import run, step
from .databases import Server
from .instance import Instance
from .odoo import Odoo
from .odoo_database import FINISH, Database
from .paths import MIGRATIONS, REQUIREMENTS, ROOT, RUN
from .ports import HOST

ROOM_TO_RUN_GB = 0.5
ADMIN_LOGIN = "admin"


@dataclass
class Stack:
    """One instance: where its parts answer, its secrets, and a way into Odoo."""

    instance: Instance
    odoo: Odoo
    secrets: Mapping[str, str]
    root: Path = ROOT
    odoo_port: int = field(init=False)
    sidecar_port: int = field(init=False)

    def __post_init__(self) -> None:
        self.choose_ports()

    def choose_ports(self) -> None:
        """Choose free ports: the usual ones, or last time's."""
        self.odoo_port = ports.choose("odoo", self.instance.ports)
        self.sidecar_port = ports.choose("sidecar", self.instance.ports)

    def renew_ports(self) -> None:
        """Choose again just before the servers start: a long set-up lies in between."""
        before = self.odoo_port, self.sidecar_port
        self.choose_ports()
        if before != (self.odoo_port, self.sidecar_port):
            self._write_addresses()

    @property
    def server(self) -> Server:
        """The PostgreSQL server under both databases."""
        return self.odoo.server

    @property
    def odoo_url(self) -> str:
        """Odoo's address."""
        return f"http://{HOST}:{self.odoo_port}"

    @property
    def odoo_db(self) -> str:
        """The Odoo database."""
        return self.instance.odoo_database

    @property
    def odoo_login(self) -> str:
        """The administrator's login; the password is ``secrets["ODOO_ADMIN_PASSWORD"]``."""
        return ADMIN_LOGIN

    @property
    def sidecar_url(self) -> str:
        """The sidecar's address."""
        return f"http://{HOST}:{self.sidecar_port}"

    @property
    def warehouse_dsn(self) -> str:
        """The warehouse for the role that owns it."""
        return self.server.dsn(self.instance.warehouse_database, self.server.warehouse)

    @property
    def sidecar_environment(self) -> dict[str, str]:
        """The settings of sidecar and worker."""
        return sidecar.settings(
            self.instance.name,
            secret=self.secrets["SIDECAR_SECRET"],
            warehouse_dsn=self.warehouse_dsn,
            odoo_url=self.odoo_url,
            odoo_database=self.odoo_db,
            api_key=self.secrets.get(self.instance.api_key_name, ""),
        )

    @property
    def odoo_environment(self) -> dict[str, str]:
        """What Odoo's process gets beside its configuration file."""
        return {
            **self.odoo.environment,
            "IPAI_SIDECAR_URL": self.sidecar_url,
            "IPAI_SIDECAR_SECRET": self.secrets["SIDECAR_SECRET"],
        }

    def run_odoo_script(self, path: Path, **variables: Any) -> Any:
        """Run a Python file in Odoo's shell on this database; see ``Odoo.run_script``."""
        return self.odoo.run_script(self.odoo_db, Path(path), **variables)

    def ensure(self) -> None:
        """Bring databases, migrations, keys and models to the state of the tree."""
        require_space(ROOM_TO_RUN_GB)
        database = Database(self.odoo, self.odoo_db)
        changed = database.ensure()
        self._ensure_finished(changed)
        self.ensure_warehouse()
        sidecar.ensure_models()

    def _ensure_finished(self, changed: bool) -> None:
        """Set password, key, addresses and bundles; addresses again when ports moved."""
        stamp = RUN / f"{self.odoo_db}.finished"
        oid = str(self.server.oid(self.odoo_db))
        wanted = stamps.digest(
            oid, FINISH, self.secrets["ODOO_ADMIN_PASSWORD"], self.secrets["SIDECAR_SECRET"]
        )
        has_key = bool(self.secrets.get(self.instance.api_key_name))
        if changed or not (stamps.holds(stamp, wanted) and has_key):
            with step("Odoo's front-end bundles, password and service key"):
                known = stamps.holds(stamp, wanted) and has_key
                key = self.run_odoo_script(
                    FINISH,
                    password=self.secrets["ODOO_ADMIN_PASSWORD"],
                    sidecar_url=self.sidecar_url,
                    sidecar_secret=self.secrets["SIDECAR_SECRET"],
                    key_name=None if known else "sidecar",
                )
                if key:
                    self.secrets.store(**{self.instance.api_key_name: key})  # type: ignore[attr-defined]
            stamps.write(stamp, wanted)
        self._write_addresses()

    def _write_addresses(self) -> None:
        """Keep Odoo's stored addresses right when the ports changed since last time."""
        values = {"web.base.url": self.odoo_url, "ipai_base.sidecar_url": self.sidecar_url}
        dsn = self.server.dsn(self.odoo_db, self.server.odoo)
        with psycopg.connect(dsn) as session:
            for key, value in values.items():
                session.execute(
                    "update ir_config_parameter set value = %s where key = %s and value <> %s",
                    [value, key, value],
                )

    def ensure_warehouse(self) -> None:
        """Create the warehouse and apply the migrations that are new."""
        database = self.instance.warehouse_database
        self.server.ensure_warehouse(database)
        stamp = RUN / f"{database}.migrated"
        wanted = stamps.digest(str(self.server.oid(database)), MIGRATIONS, REQUIREMENTS)
        if not stamps.holds(stamp, wanted):
            with step("Warehouse migrations"):
                command = sidecar.command("migrate")
                run(f"Migrating {database}", command, env=self.sidecar_environment)
            stamps.write(stamp, wanted)

    def facts(self) -> dict[str, str]:
        """Return what a test or another program needs to use this stack."""
        return {
            "odoo_url": self.odoo_url,
            "odoo_series": self.odoo.series,
            "odoo_db": self.odoo_db,
            "odoo_dsn": self.server.dsn(self.odoo_db, self.server.odoo),
            "odoo_login": self.odoo_login,
            "odoo_password": self.secrets["ODOO_ADMIN_PASSWORD"],
            "service_login": sidecar.SERVICE_USER,
            "service_key": self.secrets.get(self.instance.api_key_name, ""),
            "sidecar_url": self.sidecar_url,
            "sidecar_secret": self.secrets["SIDECAR_SECRET"],
            "warehouse_dsn": self.warehouse_dsn,
        }

    def describe(self) -> str:
        """Return addresses and logins as lines for a person."""
        login = f"login {ADMIN_LOGIN}, password {self.secrets['ODOO_ADMIN_PASSWORD']}"
        postgres = f"{self.server.host}:{self.server.port}"
        rows = {
            f"Odoo {self.odoo.series}": f"{self.odoo_url}   {login}",
            "Sidecar": f"{self.sidecar_url}/docs",
            "PostgreSQL": f"{postgres}   databases {self.odoo_db}, "
            f"{self.instance.warehouse_database} (make psql)",
            "Logs": "build/logs",
        }
        return "\n".join(f"  {name:<12} {value}" for name, value in rows.items())
