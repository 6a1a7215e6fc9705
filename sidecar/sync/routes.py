"""/sync: bring Odoo's changes into the warehouse, and see how far that is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sidecar.adapters.queue import Queued, defer
from sidecar.auth import require
from sidecar.errors import NotAllowed, NotAuthenticated
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs
from sidecar.sync import service
from sidecar.sync.schemas import RunRequest, Status

router = APIRouter(prefix="/sync", tags=["sync"], responses=responses(NotAuthenticated, NotAllowed))


@router.post("/runs", status_code=202, dependencies=[Depends(require("sync:run"))])
async def start(wanted: RunRequest, connection: WithConnection, jobs: WithJobs) -> Queued:
    """Queue a synchronisation; one that waits already is answered instead, and calls back too."""
    return await defer(jobs, connection, "sync.run", callback=wanted.callback, build=wanted.build)


@router.get("/status", dependencies=[Depends(require("warehouse:read"))])
async def status(
    connection: WithConnection, runs: Annotated[int, Query(ge=1, le=100)] = 10
) -> Status:
    """How far each Odoo database has been read, what bronze holds, the latest runs."""
    return await service.status(connection, runs=runs)
