"""/agents: orders for runs, and how they stand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from sidecar.agents import service
from sidecar.agents.problems import NotWaiting, UnknownAgent, UnknownRun
from sidecar.agents.schemas import AgentInfo, AgentRun, NewRun, PersonsAnswer
from sidecar.auth import Caller, require
from sidecar.errors import Conflict, NotAllowed, NotAuthenticated, Unreadable
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs

router = APIRouter(
    prefix="/agents", tags=["agents"], responses=responses(NotAuthenticated, NotAllowed)
)
Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,79}$", examples=["expense"])]
Steering = Annotated[Caller, Depends(require("agents:run"))]


@router.get("", dependencies=[Depends(require("agents:read"))], summary="List agents")
async def list_agents() -> list[AgentInfo]:
    """What agents there are, and what each is given."""
    return service.list_agents()


@router.post(
    "/{code}/runs",
    status_code=202,
    summary="Begin a run",
    responses=responses(UnknownAgent, Conflict, Unreadable),
)
async def begin(
    code: Code, wanted: NewRun, caller: Steering, connection: WithConnection, jobs: WithJobs
) -> AgentRun:
    """Queue a run under Odoo's number; the same order again changes nothing. A higher `attempt`
    starts a failed or cancelled run again where it stopped."""
    return await service.begin(connection, jobs, code, wanted)


@router.get(
    "/runs/{run}",
    dependencies=[Depends(require("agents:read"))],
    summary="Show a run",
    responses=responses(UnknownRun),
)
async def show(run: UUID, connection: WithConnection) -> AgentRun:
    """How a run stands."""
    return await service.show(connection, str(run))


@router.post(
    "/runs/{run}/answer",
    status_code=202,
    summary="Answer a waiting run",
    responses=responses(UnknownRun, NotWaiting),
)
async def answer(
    run: UUID,
    given: PersonsAnswer,
    caller: Steering,
    connection: WithConnection,
    jobs: WithJobs,
) -> AgentRun:
    """The run goes on; the same answer again changes nothing."""
    return await service.answer(connection, jobs, str(run), given)


@router.post("/runs/{run}/cancel", summary="Cancel a run", responses=responses(UnknownRun))
async def cancel(
    run: UUID, caller: Steering, connection: WithConnection, jobs: WithJobs
) -> AgentRun:
    """Stop a run; what its steps did already stays. An ended run stays as it is."""
    return await service.cancel(connection, jobs, str(run), by=caller.name)
