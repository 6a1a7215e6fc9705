"""The PostgreSQL server in use, embedded or given by DSN, and its databases."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from . import cluster
from .console import Failure
from .locks import SharedUse
from .paths import RUN
from .secrets_file import Secrets

OLDEST = 150000
ROLES_LOCK = 0x1BA1_0002
ODOO_ROLE = "ipai_odoo"
WAREHOUSE_ROLE = "ipai_warehouse"
# Roles of the migrations; the server may have them already from a database of somebody else.
PRELUDE_ROLES = (
    *("anon", "authenticated", "service_role"),
    *("analyst", "finance", "marketing", "ipai_reader"),
)
WAREHOUSE_EXTENSIONS = ("vector", "pg_trgm")


@dataclass(frozen=True)
class Role:
    """One login of the server."""

    name: str
    password: str


@dataclass(frozen=True)
class Server:
    """One PostgreSQL server with the administrator's login and our two roles."""

    host: str
    port: int
    admin: Role
    odoo: Role
    warehouse: Role

    def dsn(self, database: str, role: Role) -> str:
        """Return the URL of a database for one role."""
        login = f"{quote(role.name)}:{quote(role.password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{database}"

    @contextmanager
    def connection(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """Open an administrator's session in autocommit mode."""
        with psycopg.connect(self.dsn(database, self.admin), autocommit=True) as session:
            yield session

    def scalar(self, query: str, *values: object, database: str = "postgres") -> Any:
        """Return the first value of the first row, or None."""
        with self.connection(database) as session:
            row = session.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def oid(self, database: str) -> int | None:
        """Return what tells a database from a later one of the same name."""
        found: int | None = self.scalar(
            "select oid::int from pg_database where datname = %s", database
        )
        return found

    def create(self, database: str, owner: Role, template: str = "template0") -> None:
        """Create a database, replacing what a broken run left under its name."""
        self.drop(database)
        command = sql.SQL("create database {} owner {} template {} encoding 'UTF8'")
        names = map(sql.Identifier, (database, owner.name, template))
        with self.connection() as session:
            session.execute(command.format(*names))

    def drop(self, database: str) -> None:
        """Drop a database if it is there, ending its sessions."""
        command = sql.SQL("drop database if exists {} with (force)")
        with self.connection() as session:
            session.execute(command.format(sql.Identifier(database)))

    def rename(self, database: str, name: str) -> None:
        """Give a database its final name."""
        command = sql.SQL("alter database {} rename to {}")
        with self.connection() as session:
            session.execute(command.format(sql.Identifier(database), sql.Identifier(name)))

    def ensure_warehouse(self, database: str) -> bool:
        """Create a warehouse database with its extensions; say whether it is new."""
        if self.oid(database):
            return False
        unfinished = f"{database}_new"
        self.create(unfinished, self.warehouse)
        create = sql.SQL("create extension if not exists {}")
        with self.connection(unfinished) as session:
            for extension in WAREHOUSE_EXTENSIONS:
                try:
                    session.execute(create.format(sql.Identifier(extension)))
                except psycopg.Error as error:
                    raise Failure(
                        f"PostgreSQL at {self.host}:{self.port} lacks the extension {extension}: "
                        "install it there (pgvector, contrib), or use the embedded server."
                    ) from error
        self.rename(unfinished, database)
        return True

    def databases(self, prefix: str) -> list[str]:
        """Return the names of the databases that begin with ``prefix``."""
        with self.connection() as session:
            rows = session.execute(
                "select datname from pg_database where starts_with(datname, %s)", [prefix]
            )
            return [name for (name,) in rows]

    def ensure_roles(self) -> None:
        """Create our two roles, or give them this working copy's passwords.

        The warehouse's owner makes the roles of Supabase's prelude, one of which
        passes row security; it may therefore do both itself, and nothing more.
        """
        attributes = {
            self.odoo: "login createdb",
            self.warehouse: "login createrole bypassrls",
        }
        with self.connection() as session:
            # Two runs that begin together would trip over each other's change of a role.
            session.execute("select pg_advisory_lock(%s)", [ROLES_LOCK])
            for role, rights in attributes.items():
                known = session.execute(
                    "select 1 from pg_roles where rolname = %s", [role.name]
                ).fetchone()
                session.execute(
                    sql.SQL("{} role {} {} password {}").format(
                        sql.SQL("alter" if known else "create"),
                        sql.Identifier(role.name),
                        sql.SQL(rights),
                        sql.Literal(role.password),
                    )
                )
            if session.info.server_version >= 160000:
                session.execute(
                    sql.SQL("alter role {} set createrole_self_grant = 'set, inherit'").format(
                        sql.Identifier(self.warehouse.name)
                    )
                )
            self._share_prelude(session)

    def _share_prelude(self, session: psycopg.Connection) -> None:
        """Let the warehouse's owner act as roles that another database of this server made.

        They belong to the whole server, so its own migrations would find them without
        the right to give them to themselves.
        """
        rows = session.execute(
            "select rolname from pg_roles where rolname = any(%s)", [list(PRELUDE_ROLES)]
        ).fetchall()
        for (name,) in rows:
            session.execute(
                sql.SQL("grant {} to {}").format(
                    sql.Identifier(name), sql.Identifier(self.warehouse.name)
                )
            )


@contextmanager
def in_use(secrets: Secrets) -> Iterator[Server]:
    """Give the server while the body runs; the last run to leave stops an embedded one."""
    given = os.environ.get("IPAI_POSTGRES_DSN")
    if given:
        yield _checked(_given(given, secrets))
        return
    use = SharedUse(RUN / "postgres.lock")
    use.enter()
    try:
        port = cluster.ensure_started(secrets["POSTGRES_PASSWORD"])
        admin = Role(cluster.SUPERUSER, secrets["POSTGRES_PASSWORD"])
        yield _checked(Server("127.0.0.1", port, admin, *_roles(secrets)))
    finally:
        if use.leave():
            cluster.stop()
        use.close()


def _roles(secrets: Secrets) -> tuple[Role, Role]:
    return (
        Role(ODOO_ROLE, secrets["ODOO_DATABASE_PASSWORD"]),
        Role(WAREHOUSE_ROLE, secrets["WAREHOUSE_PASSWORD"]),
    )


def _given(dsn: str, secrets: Secrets) -> Server:
    try:
        parts = conninfo_to_dict(dsn)
        host, port = str(parts["host"]), int(parts.get("port") or 5432)
        admin = Role(str(parts["user"]), str(parts.get("password") or ""))
    except (psycopg.ProgrammingError, KeyError, ValueError) as error:
        raise Failure(
            "IPAI_POSTGRES_DSN is not understood: write it as "
            "postgresql://role:password@host:port/postgres."
        ) from error
    return Server(host, port, admin, *_roles(secrets))


def _checked(server: Server) -> Server:
    """Ask the server whether it will do, and make our roles on it."""
    try:
        with server.connection() as session:
            version = session.info.server_version
            if version < OLDEST:
                raise Failure(
                    f"PostgreSQL {version // 10000} at {server.host}:{server.port} is too old: "
                    "give version 15 or newer by IPAI_POSTGRES_DSN."
                )
        server.ensure_roles()
    except psycopg.errors.InsufficientPrivilege as error:
        raise Failure(
            f"The role {server.admin.name} may not create roles and databases at "
            f"{server.host}:{server.port}: give a superuser by IPAI_POSTGRES_DSN."
        ) from error
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        hint = (
            "check IPAI_POSTGRES_DSN"
            if os.environ.get("IPAI_POSTGRES_DSN")
            else "if build/secrets.env was deleted, run make db-reset"
        )
        raise Failure(f"PostgreSQL refused ({reason}): {hint}.") from error
    return server
