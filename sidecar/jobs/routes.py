"""/jobs: what the queue did, does and will do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from sidecar.auth import Caller, require
from sidecar.errors import Conflict, NotAllowed, NotAuthenticated, NotFound
from sidecar.jobs import service
from sidecar.jobs.schemas import Job, JobChanged, JobDetail, JobState
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=responses(NotAuthenticated, NotAllowed))
JobId = Annotated[int, Path(ge=1, lt=2**63)]
Manager = Annotated[Caller, Depends(require("jobs:manage"))]


@router.get("", dependencies=[Depends(require("jobs:read"))], summary="List jobs")
async def list_jobs(
    connection: WithConnection,
    task: Annotated[str | None, Query(pattern=r"^[a-z_.]+$", examples=["sync.run"])] = None,
    state: JobState | None = None,
    before: Annotated[
        int | None, Query(ge=1, lt=2**63, description="Only older jobs than this id.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Job]:
    """Jobs, newest first."""
    return await service.list_jobs(connection, task=task, state=state, before=before, limit=limit)


@router.get(
    "/{job_id}",
    dependencies=[Depends(require("jobs:read"))],
    responses=responses(NotFound),
    summary="Show a job",
)
async def get_job(job_id: JobId, connection: WithConnection) -> JobDetail:
    """One job with each of its tries, its error or its result."""
    return await service.get_job(connection, job_id)


@router.post("/{job_id}/cancel", responses=responses(NotFound, Conflict), summary="Cancel a job")
async def cancel(
    job_id: JobId, caller: Manager, connection: WithConnection, jobs: WithJobs
) -> JobChanged:
    """Cancel a waiting job; a running one is asked to stop."""
    return await service.cancel(connection, jobs, job_id, by=caller.name)


@router.post(
    "/{job_id}/retry",
    summary="Try a job again",
    dependencies=[Depends(require("jobs:manage"))],
    responses=responses(NotFound, Conflict),
)
async def retry(job_id: JobId, connection: WithConnection) -> JobChanged:
    """Put a failed, cancelled or aborted job back into the queue."""
    return await service.retry(connection, job_id)
