"""/platinum: search by meaning, and the vectors it needs."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from sidecar.adapters.embedding import Embedder
from sidecar.adapters.queue import Queued, defer
from sidecar.auth import Caller, require
from sidecar.errors import NotAllowed, NotAuthenticated
from sidecar.platinum import service
from sidecar.platinum.schemas import Hit, Question
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs, WithPool

router = APIRouter(
    prefix="/platinum", tags=["platinum"], responses=responses(NotAuthenticated, NotAllowed)
)


def _embedder(request: Request) -> Embedder:
    return cast(Embedder, request.state.embedder)


@router.post("/search", summary="Search by meaning")
async def search(
    question: Question,
    caller: Annotated[Caller, Depends(require("warehouse:read"))],
    pool: WithPool,
    embedder: Annotated[Embedder, Depends(_embedder)],
) -> list[Hit]:
    """Sales and expenses of your companies whose text means most nearly what you ask."""
    return await service.search(pool, embedder, caller, question)


@router.post(
    "/refreshes",
    status_code=202,
    summary="Refresh the vectors",
    dependencies=[Depends(require("transforms:run"))],
)
async def refresh(connection: WithConnection, jobs: WithJobs) -> Queued:
    """Queue a refresh; one that waits already is answered instead."""
    return await defer(jobs, connection, "platinum.refresh")
