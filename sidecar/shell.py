"""What a command of the shell is given, and how it ends: with a sentence, not a traceback."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from sidecar.adapters.postgres import as_sidecar_error
from sidecar.errors import SidecarError
from sidecar.settings import Settings
from sidecar.state import State
from sidecar.telemetry import configure_logging

T = TypeVar("T")


def fail(sentence: str) -> typer.Exit:
    """Say what went wrong; raise what this returns."""
    typer.secho(sentence, fg="red", err=True)
    return typer.Exit(1)


def load_settings() -> Settings:
    """Settings of the environment; the command ends with a sentence when they cannot be used."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = []
        for item in error.errors():
            name = "IPAI_" + "_".join(map(str, item["loc"])).upper() + ": " if item["loc"] else ""
            lines.append(name + str(item["msg"]).removeprefix("Value error, "))
        raise fail("The settings cannot be used. " + " ".join(lines)) from None
    configure_logging(settings)
    return settings


def show(value: Any) -> None:
    """Print a result as JSON, for people and for pipes."""
    if isinstance(value, list):
        value = [
            item.model_dump(mode="json") if isinstance(item, BaseModel) else item for item in value
        ]
    elif isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    json.dump(value, sys.stdout, indent=2, default=str, ensure_ascii=False)
    sys.stdout.write("\n")


class Shell:
    """Runs a feature's coroutine as a command; every command gets it as `ctx.obj`."""

    def __init__(
        self, open_state: Callable[[Settings], AbstractAsyncContextManager[State]]
    ) -> None:
        self._open_state = open_state

    def run(self, work: Callable[[State], Awaitable[T]]) -> T:
        """Open the state, await `work(state)`, close the state; errors end the command."""
        settings = load_settings()

        async def opened() -> T:
            async with self._open_state(settings) as state:
                return await work(state)

        return ending_with_a_sentence(lambda: asyncio.run(opened()))


def ending_with_a_sentence(work: Callable[[], T]) -> T:
    """The result of the work; an error we know ends the command with its sentence."""
    try:
        return work()
    except SidecarError as error:
        raise fail(error.detail) from None
    except Exception as error:
        known = as_sidecar_error(error)
        if known is None:
            raise
        raise fail(known.detail) from None


def shell_of(context: typer.Context) -> Shell:
    """The shell of a running command."""
    shell = context.obj
    if not isinstance(shell, Shell):
        raise TypeError("Commands are run through sidecar.cli.")
    return shell
