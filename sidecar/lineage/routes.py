"""/lineage: where data comes from, where it is used, and the same for other programs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from sidecar.adapters.queue import Queued, defer
from sidecar.auth import require
from sidecar.errors import NotAllowed, NotAuthenticated, NotFound
from sidecar.lineage import service
from sidecar.lineage.schemas import (
    EventsPage,
    Node,
    Picture,
    PictureRequest,
    Reach,
    RefreshRequest,
    RunSummary,
)
from sidecar.problems import responses
from sidecar.state import WithConnection, WithJobs

router = APIRouter(
    prefix="/lineage",
    tags=["lineage"],
    responses=responses(NotAuthenticated, NotAllowed, NotFound),
)
READER = [Depends(require("warehouse:read"))]
MEDIA = {"cypher": "text/plain", "csv": "text/csv", "json": "application/json"}


@router.get("", dependencies=READER)
async def summary(connection: WithConnection) -> RunSummary:
    """The latest reading: how large, how fast, what has no source."""
    return await service.summary(connection)


@router.post("/refresh", status_code=202, dependencies=[Depends(require("transforms:run"))])
async def refresh(wanted: RefreshRequest, connection: WithConnection, jobs: WithJobs) -> Queued:
    """Queue a reading; one that waits already is answered instead, and calls back too."""
    return await defer(jobs, connection, "lineage.refresh", callback=wanted.callback)


@router.get("/search", dependencies=READER)
async def search(
    connection: WithConnection,
    q: Annotated[str, Query(max_length=200, description="What somebody typed.")],
    layer: Annotated[
        Literal["odoo", "bronze", "silver", "gold", "platinum", "metric", "screen"] | None,
        Query(description="Only of this layer; with an empty text, its tables."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[Node]:
    """Tables, columns, fields, metrics and screens that fit a text, best first."""
    return await service.find(connection, q, layer, limit)


@router.post("/picture", dependencies=READER)
async def picture(wanted: PictureRequest, connection: WithConnection) -> Picture:
    """A part of the graph to draw, with how many neighbours each node has outside it."""
    return await service.picture(connection, wanted)


@router.get("/reach", dependencies=READER)
async def reach(
    connection: WithConnection,
    id: Annotated[str, Query(max_length=300, examples=["odoo:account.move/amount_total"])],
    direction: Annotated[
        Literal["up", "down"], Query(description="up: what it comes from; down: what uses it.")
    ] = "down",
) -> Reach:
    """Everything up or down of a node: the list of what a change would touch."""
    return await service.reach(connection, id, direction)


@router.get("/export.{form}", dependencies=READER, response_class=Response)
async def export(connection: WithConnection, form: Literal["cypher", "csv", "json"]) -> Response:
    """The whole graph: Cypher statements, a CSV of its edges, or JSON."""
    text = await service.export(connection, form)
    return Response(text, media_type=MEDIA[form])


@router.get("/events", dependencies=READER)
async def events(
    connection: WithConnection,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    run_id: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="Only of this build.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> EventsPage:
    """OpenLineage events of the builds, oldest first, page by page."""
    return await service.events(connection, after=after, run_id=run_id, limit=limit)
