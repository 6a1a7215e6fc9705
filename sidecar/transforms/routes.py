"""/transforms: build the warehouse's models and see how builds ended."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from sidecar.adapters.queue import Queued, defer
from sidecar.auth import Caller, require
from sidecar.errors import Conflict, NotAllowed, NotAuthenticated, NotFound
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs
from sidecar.transforms import service
from sidecar.transforms.schemas import Build, BuildChanged, BuildRequest, LogLine

router = APIRouter(
    prefix="/transforms",
    tags=["transforms"],
    responses=responses(NotAuthenticated, NotAllowed),
)

BuildId = Annotated[int, Path(ge=1, lt=2**63)]


@router.post("/builds", status_code=202, dependencies=[Depends(require("transforms:run"))])
async def start(wanted: BuildRequest, connection: WithConnection, jobs: WithJobs) -> Queued:
    """Queue a build; one that waits already is answered instead, and calls back too."""
    return await defer(
        jobs,
        connection,
        "transforms.build",
        callback=wanted.callback,
        select=wanted.select,
        full_refresh=wanted.full_refresh,
        retry_of=wanted.retry_of,
    )


@router.get("/builds", dependencies=[Depends(require("warehouse:read"))])
async def builds(
    connection: WithConnection,
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
    results: Annotated[bool, Query(description="With each model and test.")] = True,
) -> list[Build]:
    """The latest builds, newest first, and how each of their models and tests ended."""
    return await service.builds(connection, limit=limit, with_results=results)


@router.get(
    "/builds/{build_id}",
    dependencies=[Depends(require("warehouse:read"))],
    responses=responses(NotFound),
)
async def show(build_id: BuildId, connection: WithConnection) -> Build:
    """One build with each of its models and tests."""
    return await service.get_build(connection, build_id, with_results=True)


@router.get("/builds/{build_id}/log", dependencies=[Depends(require("warehouse:read"))])
async def log(
    build_id: BuildId,
    connection: WithConnection,
    after: Annotated[int, Query(ge=0, lt=2**63, description="The last line already read.")] = 0,
    limit: Annotated[int, Query(ge=1, le=2000)] = 500,
) -> list[LogLine]:
    """What a build says, also while it runs."""
    return await service.log(connection, build_id, after=after, limit=limit)


@router.post("/builds/{build_id}/cancel", responses=responses(NotFound, Conflict))
async def cancel(
    build_id: BuildId,
    caller: Annotated[Caller, Depends(require("transforms:run"))],
    connection: WithConnection,
    jobs: WithJobs,
) -> BuildChanged:
    """Ask a running build to stop; gold keeps what was there before."""
    return await service.cancel(connection, jobs, build_id, by=caller.name)
