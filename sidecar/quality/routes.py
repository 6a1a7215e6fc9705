"""/quality: how good the data is, what is wrong with it, the rows behind a failing check."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from sidecar.adapters.queue import Queued, defer
from sidecar.auth import Caller, require
from sidecar.errors import Conflict, NotAllowed, NotAuthenticated, NotFound
from sidecar.problems import responses
from sidecar.quality import decisions, scorecard
from sidecar.quality.declared import Manifest
from sidecar.quality.schemas import (
    AssessmentRequest,
    FailingRows,
    Incident,
    IncidentDecision,
    RelationName,
    Scorecard,
    TableDetail,
)
from sidecar.state import WithConnection, WithJobs

router = APIRouter(
    prefix="/quality", tags=["quality"], responses=responses(NotAuthenticated, NotAllowed)
)


def _manifest(request: Request) -> Manifest | None:
    """The manifest of the dbt project; without one, relations go without description and checks."""
    path = request.state.dbt.manifest_path
    return Manifest.read(path) if path.exists() else None


WithManifest = Annotated[Manifest | None, Depends(_manifest)]
IncidentId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Manager = Annotated[Caller, Depends(require(scorecard.MANAGE))]


@router.post("/assessments", status_code=202, dependencies=[Depends(require(scorecard.MANAGE))])
async def start(wanted: AssessmentRequest, connection: WithConnection, jobs: WithJobs) -> Queued:
    """Queue a measurement; one that waits already is answered instead, and calls back too."""
    return await defer(
        jobs,
        connection,
        "quality.assess",
        callback=wanted.callback,
        relations=wanted.relations,
    )


@router.get("/scorecard", dependencies=[Depends(require("warehouse:read"))])
async def card(
    connection: WithConnection,
    manifest: WithManifest,
    since: Annotated[
        datetime | None, Query(description="Scores and incidents after this moment only.")
    ] = None,
) -> Scorecard:
    """Every relation as it was measured last, rows and scores by layer, incidents."""
    return await scorecard.scorecard(connection, manifest, since=since)


@router.get("/tables/{relation}", responses=responses(NotFound))
async def table(
    relation: RelationName,
    connection: WithConnection,
    manifest: WithManifest,
    caller: Annotated[Caller, Depends(require("warehouse:read"))],
) -> TableDetail:
    """One relation with its columns, checks and past days."""
    return await scorecard.detail(connection, manifest, relation, caller)


@router.get("/checks/{check}/rows", responses=responses(NotFound))
async def rows(
    check: Annotated[
        str,
        Path(
            max_length=400,
            pattern=r"^[A-Za-z0-9_.-]+$",
            description="The test's id in dbt's manifest.",
        ),
    ],
    connection: WithConnection,
    caller: Annotated[Caller, Depends(require("quality:rows"))],
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> FailingRows:
    """The rows that broke a check when it ran last, in the caller's companies."""
    return await scorecard.failing_rows(connection, check, caller, limit=limit)


@router.post("/incidents/{incident}/acknowledge", responses=responses(NotFound, Conflict))
async def acknowledge(
    incident: IncidentId,
    decision: IncidentDecision,
    connection: WithConnection,
    jobs: WithJobs,
    caller: Manager,
) -> Incident:
    """Say that somebody looks after an incident."""
    found = await decisions.acknowledge(connection, incident, caller, decision.note)
    await defer(jobs, connection, "quality.alert")
    return found


@router.post("/incidents/{incident}/resolve", responses=responses(NotFound))
async def resolve(
    incident: IncidentId,
    decision: IncidentDecision,
    connection: WithConnection,
    jobs: WithJobs,
    caller: Manager,
) -> Incident:
    """Close an incident; what is still wrong is opened anew by the next measurement."""
    found = await decisions.resolve(connection, incident, caller, decision.note)
    await defer(jobs, connection, "quality.alert")
    return found
