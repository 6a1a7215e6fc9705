"""Who takes part in the story, and what one act of it leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any

from ..console import Failure, step
from ..stack import Stack
from .clients import Database, OdooUser, Sidecar

MANAGER = "maria.santos"
ACCOUNTANT = "jose.reyes"
PAYROLL = "miguel.garcia"
EMPLOYEE = "ana.cruz"


@dataclass
class Act:
    """One step of the story: its table, how long it took, and what did not hold."""

    title: str
    seconds: float | None = None
    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class Scene:
    """The stack, and the people and programs that work with it."""

    stack: Stack
    passwords: dict[str, str]
    api_key: str | None

    @cached_property
    def manager(self) -> OdooUser:
        """The finance manager, logged in to Odoo."""
        return OdooUser(self.stack.odoo_url, self.stack.odoo_db, MANAGER, self.passwords[MANAGER])

    @cached_property
    def accountant(self) -> OdooUser:
        """The accountant, logged in to Odoo."""
        login = ACCOUNTANT
        return OdooUser(self.stack.odoo_url, self.stack.odoo_db, login, self.passwords[login])

    @cached_property
    def sidecar(self) -> Sidecar:
        """The sidecar, as a program with the demo's key sees it."""
        return Sidecar(self.stack.sidecar_url, self.api_key)

    @cached_property
    def warehouse(self) -> Database:
        """The warehouse."""
        return Database(self.stack.warehouse_dsn)

    @cached_property
    def books(self) -> Database:
        """Odoo's own database, to compare with."""
        return books_of(self.stack)

    @cached_property
    def companies(self) -> list[dict[str, Any]]:
        """Id and name of the finance manager's companies, the first being the head office."""
        [user] = self.manager.find("res.users", [("id", "=", self.manager.uid)], ["company_ids"])
        return list(
            self.manager.find(
                "res.company", [("id", "in", user["company_ids"])], ["name"], order="id"
            )
        )


def books_of(stack: Stack) -> Database:
    """Odoo's own database of a stack."""
    return Database(stack.server.dsn(stack.odoo_db, stack.server.odoo))


@contextmanager
def played(title: str, progress: str) -> Iterator[Act]:
    """An act in progress: a failure becomes its problem, and the next act still goes on."""
    act = Act(title)
    started = monotonic()
    try:
        with step(progress):
            yield act
    except Failure as failure:
        act.problems.append(str(failure))
    act.seconds = monotonic() - started
