"""The application: which features there are, and what is opened once and shared by all of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import procrastinate
import psycopg
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline

import sidecar.agents.routes
import sidecar.agents.tasks
import sidecar.documents.routes
import sidecar.health.routes
import sidecar.intake.routes
import sidecar.intake.tasks
import sidecar.jobs.routes
import sidecar.jobs.tasks
import sidecar.keys.routes
import sidecar.lineage.routes
import sidecar.lineage.tasks
import sidecar.platinum.routes
import sidecar.platinum.tasks
import sidecar.quality.routes
import sidecar.quality.tasks
import sidecar.sync.routes
import sidecar.sync.tasks
import sidecar.transforms.routes
import sidecar.transforms.tasks
from sidecar import middleware, problems, rate_limits
from sidecar.adapters import postgres, queue
from sidecar.adapters.embedding import MiniLM
from sidecar.adapters.odoo import OdooAdapter
from sidecar.adapters.postgres import Pool
from sidecar.agents.registry import Equipment
from sidecar.documents.service import ReceiptReader
from sidecar.errors import SidecarError, TooManyRequests, Unreadable, WarehouseDown
from sidecar.health.service import VERSION
from sidecar.keys.service import StoredKeys
from sidecar.settings import Settings
from sidecar.state import Check, State
from sidecar.telemetry import Metrics
from sidecar.transforms.runner import Dbt

# The features: one line in each list, nothing else in this module knows them.
ROUTERS: tuple[APIRouter, ...] = (
    sidecar.health.routes.router,
    sidecar.keys.routes.router,
    sidecar.jobs.routes.router,
    sidecar.sync.routes.router,
    sidecar.intake.routes.router,
    sidecar.platinum.routes.router,
    sidecar.transforms.routes.router,
    sidecar.lineage.routes.router,
    sidecar.quality.routes.router,
    sidecar.documents.routes.router,
    sidecar.agents.routes.router,
)
BLUEPRINTS: tuple[procrastinate.Blueprint, ...] = (
    sidecar.jobs.tasks.blueprint,
    sidecar.sync.tasks.blueprint,
    sidecar.intake.tasks.blueprint,
    sidecar.platinum.tasks.blueprint,
    sidecar.transforms.tasks.blueprint,
    sidecar.lineage.tasks.blueprint,
    sidecar.quality.tasks.blueprint,
    sidecar.agents.tasks.blueprint,
)

DESCRIPTION = """\
Does for Odoo what Odoo should not do itself: reads receipts, copies the books into the warehouse,
runs dbt.

Odoo signs a token for each call; programs use an API key (`POST /keys`). Errors are
[problem details](https://www.rfc-editor.org/rfc/rfc9457) whose `detail` says what to do; `call_id`
(also the header `X-Ipai-Call`) finds the call in the log.
"""


def build_state(settings: Settings, pool: Pool) -> State:
    """Everything a process shares; nothing is connected yet."""
    odoo = OdooAdapter.from_settings(settings)
    state = State(
        settings=settings,
        pool=pool,
        jobs=queue.make_queue(BLUEPRINTS),
        odoo=odoo,
        keys=StoredKeys(pool),
        metrics=Metrics(),
        checks={},
        reader=ReceiptReader.from_settings(settings),
        dbt=Dbt(settings),
        equipment=Equipment(),
        embedder=MiniLM(),
    )
    state["checks"] = _checks(state)
    return state


def _checks(state: State) -> dict[str, Check]:
    """What /health asks."""
    pool, settings = state["pool"], state["settings"]
    return {
        "warehouse": lambda: postgres.ping(pool),
        "odoo": state["odoo"].ping,
        "queue": lambda: queue.check(pool, settings.worker_lost_after),
        "ocr": state["reader"].check,
    }


@asynccontextmanager
async def open_state(settings: Settings) -> AsyncIterator[State]:
    """The state of a serving or working process. A dead warehouse does not keep it from starting:
    /health and each answer say so, and the pool connects as soon as it can."""
    pool = postgres.make_pool(settings)
    state = build_state(settings, pool)
    try:
        await pool.open(wait=False)
        await state["jobs"].connector.open_async(pool)
        yield state
    finally:
        await state["dbt"].close()
        await pool.close()
        state["odoo"].close()
        state["reader"].close()


async def _on_postgres_error(_request: Request, error: Exception) -> JSONResponse:
    """Errors of PostgreSQL a feature did not translate itself."""
    known = postgres.as_sidecar_error(error)
    if known is None:
        raise error
    return problems.answer(known)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application with all features; settings come from the environment when not given."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        async with open_state(settings) as state:
            state["reader"].warm_up_soon()
            yield state

    # /docs comes with the sidecar: FastAPI's own page loads its script from the internet.
    app = FastAPIOffline(
        redoc_url=None,
        title="Finance Workbench sidecar",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        responses=problems.responses(Unreadable, TooManyRequests, SidecarError, WarehouseDown),
    )
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    app.add_exception_handler(psycopg.OperationalError, _on_postgres_error)
    app.add_middleware(middleware.BodyLimit, limit=settings.upload_limit)
    app.add_middleware(
        rate_limits.RateLimits, settings=settings, limiter=rate_limits.make_limiter(settings)
    )
    app.add_middleware(middleware.Calls)
    return app
