"""The story `make demo` tells: receipts, returns and a warehouse, each step checked."""

import json
import os
import secrets
import subprocess
import textwrap
from pathlib import Path
from typing import Any

from ..console import Failure, say, step
from ..sidecar import command
from ..stack import Stack
from . import tables
from .clients import OdooUser, Sidecar
from .filing import compute_return
from .loading import load_warehouse, read_gold
from .reading import read_receipts
from .records import MARK
from .scene import ACCOUNTANT, EMPLOYEE, MANAGER, PAYROLL, Act, Scene, books_of
from .withholding import compute_withholding

SCRIPT = Path(__file__).with_name("book.py")
SEED = 2026
ROLES = {
    MANAGER: "finance manager: everything the finance team does, and the returns",
    ACCOUNTANT: "accountant: invoices, bills, expenses, computes returns",
    PAYROLL: "payroll analyst: pay of everybody, 2316, the alphalist of employees",
    EMPLOYEE: "employee: own expenses and receipts",
}
SCOPES = (
    *("documents:read", "documents:write", "sync:run", "transforms:run"),
    *("warehouse:read", "jobs:read"),
)
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def prepare(stack: Stack) -> None:
    """Book the demo company's year unless the database has it; before the servers start.

    A server that works on the database meanwhile would wait for the booking's locks.
    """
    if not booked(stack):
        with step("Booking the demo company's year"):
            stack.run_odoo_script(SCRIPT, seed=SEED, scale=1, passwords=passwords(stack))


def run(stack: Stack, once: bool) -> int:
    """Tell the story on a running stack; 0 when every step held, else 1.

    `once` only changes the closing words: without it the runner goes on serving.
    """
    prepare(stack)
    scene = Scene(stack, passwords(stack), api_key(stack))
    if not can_log_in(scene):
        with step("Setting the passwords of the demo's people"):
            stack.run_odoo_script(SCRIPT, seed=SEED, scale=1, passwords=scene.passwords)
    receipts = read_receipts(scene)
    filing, boxes = compute_return(scene)
    withholding = compute_withholding(scene)
    acts = [receipts, filing, withholding, load_warehouse(scene), read_gold(scene, boxes)]
    for act in acts:
        for line in [*tables.headed(act.title, act.seconds), *act.lines]:
            say(line)
    for line in closing(scene, acts, once):
        say(line)
    return 1 if any(act.problems for act in acts) else 0


def passwords(stack: Stack) -> dict[str, str]:
    """The passwords of the demo's people, made once and kept with the other secrets."""
    names = {login: f"DEMO_PASSWORD_{login.replace('.', '_').upper()}" for login in ROLES}
    missing = [name for name in names.values() if name not in stack.secrets]
    if missing:
        stack.secrets.store(**{name: password() for name in missing})  # type: ignore[attr-defined]
    return {login: stack.secrets[name] for login, name in names.items()}


def password() -> str:
    """A password a person can type, without look-alike letters."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def api_key(stack: Stack) -> str:
    """The demo's API key: the one kept, or a new one when the sidecar does not know it."""
    name = f"DEMO_{stack.instance.api_key_name}"
    kept = stack.secrets.get(name)
    if kept and Sidecar(stack.sidecar_url, kept).accepts_key():
        return kept
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    done = subprocess.run(
        command("keys", "create", "--name", "demo", *scopes),
        env={**os.environ, **stack.sidecar_environment},
        cwd=stack.root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"The sidecar made no API key for the demo: {done.stderr.strip()}")
    made = str(json.loads(done.stdout)["key"])
    stack.secrets.store(**{name: made})  # type: ignore[attr-defined]
    return made


def booked(stack: Stack) -> dict[str, Any] | None:
    """What the database says about its books; None when it has none."""
    rows = books_of(stack).rows("select value from ir_config_parameter where key = %s", [MARK])
    return json.loads(rows[0]["value"]) if rows else None


def can_log_in(scene: Scene) -> bool:
    """Whether all people of the demo can log in with the passwords that are kept."""
    stack = scene.stack
    try:
        for login, secret in scene.passwords.items():
            OdooUser(stack.odoo_url, stack.odoo_db, login, secret)
    except Failure:
        return False
    return True


def closing(scene: Scene, acts: list[Act], once: bool) -> list[str]:
    """What held and what did not, and where to look oneself."""
    stack = scene.stack
    lines = tables.headed("Where to look")
    for login, role in ROLES.items():
        lines.append(f"  {login:<13} {scene.passwords[login]}   {role}")
    lines += [
        f"  Odoo         {stack.odoo_url}/odoo   (Expenses, Invoicing, Workbench)",
        f"  REST         {stack.sidecar_url}/docs   (Bearer {clip_key(scene.api_key)})",
        "  Passwords and key are in build/secrets.env; logs in build/logs.",
        "",
    ]
    problems = [(act.title, problem) for act in acts for problem in act.problems]
    if not problems:
        every = sum(act.seconds or 0 for act in acts)
        entries = (booked(stack) or {})["moves"]
        lines.append(
            f"Every step held: {entries} entries in the books, {every:.1f} s for all five."
        )
    for title, problem in problems:
        lines += textwrap.wrap(
            f"Did not hold - {title}: {problem}", tables.WIDTH, subsequent_indent="  "
        )
    if problems and once:
        lines.append("Mend what the sentences say, then run make demo ARGS=--once again.")
    return lines


def clip_key(key: str | None) -> str:
    """The public part of an API key."""
    return "_".join((key or "").split("_")[:2]) + "_..."
