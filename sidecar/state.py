"""What a request or a job is given: settings, connections, the queue, Odoo.

Both get the same `State`: a route asks for the parts by the annotated names below, a task with
`of_job(context)`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, NotRequired, TypeAlias, TypedDict, cast

import procrastinate
from fastapi import Depends, Request

from sidecar.adapters import postgres
from sidecar.adapters.embedding import Embedder
from sidecar.adapters.odoo import OdooAdapter
from sidecar.auth import KeyRing
from sidecar.settings import Settings
from sidecar.telemetry import Metrics

# Asks one dependency; returns what it said, raises a SidecarError when it did not answer.
Check: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]


class State(TypedDict):
    """Everything one process keeps open while it lives."""

    settings: Settings
    pool: postgres.Pool
    jobs: procrastinate.App
    odoo: OdooAdapter
    keys: KeyRing
    metrics: Metrics
    checks: dict[str, Check]
    # The reader of receipts; typed where it is used, for documents stand above this module.
    reader: NotRequired[Any]
    # What agents share in this process; typed where it is used.
    equipment: NotRequired[Any]
    # Turns texts into vectors.
    embedder: NotRequired[Embedder]
    # The dbt process; typed where it is used.
    dbt: NotRequired[Any]


def of_job(context: procrastinate.JobContext) -> State:
    """The state of the worker that runs this job."""
    return cast(State, context.additional_context["state"])


async def _connection(request: Request) -> AsyncIterator[postgres.Connection]:
    """One transaction: committed before the answer is sent, undone when the route raises."""
    async with postgres.transaction(request.state.pool) as connection:
        yield connection


def _settings(request: Request) -> Settings:
    return cast(Settings, request.state.settings)


def _pool(request: Request) -> postgres.Pool:
    return cast(postgres.Pool, request.state.pool)


def _jobs(request: Request) -> procrastinate.App:
    return cast(procrastinate.App, request.state.jobs)


def _odoo(request: Request) -> OdooAdapter:
    return cast(OdooAdapter, request.state.odoo)


WithConnection = Annotated[postgres.Connection, Depends(_connection, scope="function")]
WithSettings = Annotated[Settings, Depends(_settings)]
WithPool = Annotated[postgres.Pool, Depends(_pool)]
WithJobs = Annotated[procrastinate.App, Depends(_jobs)]
WithOdoo = Annotated[OdooAdapter, Depends(_odoo)]
