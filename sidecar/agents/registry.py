"""The agents there are: every folder here with an `agent.py` that defines AGENT."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sidecar.agents.problems import UnknownAgent
from sidecar.state import State


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent.

    `build` makes its LangGraph StateGraph and imports what that needs, so that a process which
    never runs an agent does not load it. `equip` makes what its steps share in one process (an
    LLM, a cache), given the process' state; a run's steps find it as `work.kit`.
    """

    code: str
    title: str
    description: str
    input: type[BaseModel]
    build: Callable[[], Any]
    equip: Callable[[State], Any] = field(default=lambda _state: None)


@cache
def agents() -> dict[str, Agent]:
    """Every agent by its code."""
    found: dict[str, Agent] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.ispkg:
            agent: Agent = importlib.import_module(f"sidecar.agents.{module.name}.agent").AGENT
            found[agent.code] = agent
    return found


def find(code: str) -> Agent:
    """The agent of this code. Raises UnknownAgent."""
    try:
        return agents()[code]
    except KeyError:
        known = ", ".join(sorted(agents()))
        raise UnknownAgent(f"There is no agent {code}; there are {known}.") from None


class Equipment:
    """What each agent equipped itself with in this process; made when its first run begins."""

    def __init__(self) -> None:
        self._kits: dict[str, Any] = {}

    def of(self, agent: Agent, state: State) -> Any:
        if agent.code not in self._kits:
            self._kits[agent.code] = agent.equip(state)
        return self._kits[agent.code]
