"""Ports on 127.0.0.1: the usual one, the next free one, or the one a person fixed."""

import json
import os
import socket
from pathlib import Path

from . import stamps
from .console import Failure

HOST = "127.0.0.1"
USUAL = {"odoo": 8069, "sidecar": 8100, "postgres": 5433}
SEARCHED = 200


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose(service: str, memory: Path, *, fixed: bool = True) -> int:
    """Return the port for a service and remember it in ``memory`` for next time.

    A person fixes one with ``IPAI_<SERVICE>_PORT``; when that one is taken the run
    stops, instead of listening where nobody looks. Tests pass ``fixed=False``: the
    port a person fixed is the one of their own stack.
    """
    remembered = json.loads(memory.read_text()) if memory.exists() else {}
    variable = f"IPAI_{service.upper()}_PORT"
    wanted = os.environ.get(variable) if fixed else None
    if wanted:
        port = int(wanted)
        if not is_free(port):
            raise Failure(
                f"Port {port} ({variable}) is taken by another program: stop that one, "
                "or choose another port."
            )
    else:
        first = USUAL[service]
        others = set(remembered.values()) - {remembered.get(service)}
        candidates = [remembered.get(service, first), *range(first, first + SEARCHED)]
        free = (p for p in candidates if p not in others and is_free(p))
        port = next(free, 0)
        if not port:
            raise Failure(f"No port between {first} and {first + SEARCHED} is free for {service}.")
    stamps.write(memory, json.dumps({**remembered, service: port}))
    return port
