"""/transforms: build the warehouse's models and see how builds ended."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sidecar.adapters.queue import Queued, defer
from sidecar.auth import require
from sidecar.errors import NotAllowed, NotAuthenticated
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs
from sidecar.transforms import service
from sidecar.transforms.schemas import Build, BuildRequest

router = APIRouter(
    prefix="/transforms",
    tags=["transforms"],
    responses=responses(NotAuthenticated, NotAllowed),
)


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
    )


@router.get("/builds", dependencies=[Depends(require("warehouse:read"))])
async def builds(
    connection: WithConnection,
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
    results: Annotated[bool, Query(description="With each model and test.")] = True,
) -> list[Build]:
    """The latest builds, newest first, and how each of their models and tests ended."""
    return await service.builds(connection, limit=limit, with_results=results)
