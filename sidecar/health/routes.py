"""/health and /metrics for machines, /whoami for whoever sets up an access."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response

from sidecar.adapters import freshness, queue
from sidecar.auth import Caller, require
from sidecar.errors import NotAuthenticated, SidecarError
from sidecar.health.schemas import Health, WhoAmI
from sidecar.health.service import ask_all
from sidecar.problems import responses
from sidecar.state import WithPool, WithSettings
from sidecar.telemetry import Metrics

router = APIRouter(tags=["health"])


@router.get(
    "/health",
    summary="How the sidecar and what it needs are",
    responses={503: {"model": Health, "description": "Cannot serve"}},
)
async def health(request: Request, response: Response, settings: WithSettings) -> Health:
    """Ask every dependency now. 503 only when the sidecar itself cannot serve."""
    answer = await ask_all(request.state.checks, settings)
    response.status_code = 503 if answer.status == "down" else 200
    return answer


@router.get(
    "/metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request, settings: WithSettings, pool: WithPool) -> Response:
    """Counters in Prometheus' text format; without the warehouse's own while it is down."""
    counters = cast(Metrics, request.state.metrics)
    try:
        counters.show_queue(
            await queue.ping(pool, settings.worker_lost_after), await queue.counts(pool)
        )
        counters.show_freshness(await freshness.lag(pool), await freshness.last_runs(pool))
    except SidecarError:
        counters.forget_queue()
        counters.show_freshness([], [])
    return Response(counters.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/whoami", responses=responses(NotAuthenticated), summary="Who am I here")
async def whoami(caller: Annotated[Caller, Depends(require())]) -> WhoAmI:
    """Whom the sidecar takes you for. Odoo's check button asks this."""
    return WhoAmI(
        kind=caller.kind,
        login=caller.login,
        name=caller.name,
        groups=list(caller.groups),
        scopes=sorted(caller.scopes),
        company_id=caller.company_id,
        company_ids=list(caller.company_ids),
    )
