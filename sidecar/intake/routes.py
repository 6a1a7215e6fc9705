"""/webhook and /intake: rows of other sources come in, and what became of them."""

from pathlib import PurePath
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Header, Path, Query, Request, UploadFile

from sidecar.auth import Caller, CallerIfAny, require
from sidecar.errors import BadRequest, Conflict, NotAllowed, NotAuthenticated, NotFound
from sidecar.intake import service
from sidecar.intake.csv_files import FileForm, WrongFile, columns_of
from sidecar.intake.domains import NAME
from sidecar.intake.schemas import (
    CODE,
    Batch,
    BatchWithLines,
    NewSource,
    Source,
    SourceWithSecret,
)
from sidecar.intake.values import Declaration
from sidecar.problems import responses
from sidecar.state import WithConnection, WithSettings

SCOUT = "scout"
SCOPE = "intake:write"
DomainName = Annotated[str, Path(pattern=NAME, examples=["transactions"])]

# The body is taken as bytes: what is no JSON goes into quarantine, too.
JSON_BODY = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        {"type": "object"},
                        {"type": "array", "items": {"type": "object"}},
                    ]
                },
                "example": {
                    "transaction_id": "T-1001",
                    "txn_date": "2026-03-02",
                    "store": "Store A",
                    "region": "NCR",
                    "product_category": "Snacks",
                    "brand": "Oishi",
                    "quantity": 2,
                    "amount": "45.50",
                },
            }
        }
    }
}

router = APIRouter(tags=["intake"], responses=responses(NotAuthenticated, NotAllowed))


async def sender(
    request: Request,
    caller: CallerIfAny,
    connection: WithConnection,
    settings: WithSettings,
    code: Annotated[
        str, Header(alias="X-Ipai-Source", pattern=CODE, description="Code of the source.")
    ] = SCOUT,
    timestamp: Annotated[
        str, Header(alias="X-Ipai-Timestamp", description="Seconds since 1970, when signed.")
    ] = "",
    signature: Annotated[
        str,
        Header(
            alias="X-Ipai-Signature",
            description="v1=<hex of HMAC-SHA256(secret, `<timestamp>.` + body)>",
        ),
    ] = "",
) -> Source:
    """The source of a request: it signed the body, or a caller with intake:write names it."""
    if signature:
        return await service.signed_source(
            connection,
            settings,
            code=code,
            timestamp=timestamp,
            body=await request.body(),
            signature=signature,
        )
    if caller is None:
        raise NotAuthenticated(
            "Sign the body with the source's secret, or send an API key with the right "
            f"{SCOPE} in the Authorization header."
        )
    return await service.named_source(connection, code, await require(SCOPE)(caller))


Sender = Annotated[Source, Depends(sender)]
Uploader = Annotated[Caller, Depends(require(SCOPE))]


@router.post(
    "/webhook/scout-transactions",
    summary="Send transactions of a shop",
    responses=responses(NotFound, BadRequest),
    openapi_extra=JSON_BODY,
)
async def scout_transactions(request: Request, source: Sender, connection: WithConnection) -> Batch:
    """One transaction as a JSON object, or a list of them. The answer is 200 with the batch as
    soon as the source is known: what cannot be used is counted as quarantined and kept with the
    reason. The same body again is the same batch."""
    return await service.take_body(
        connection, source, "transactions", await request.body(), channel="webhook"
    )


@router.post(
    "/intake/{domain}/json",
    summary="Send records as JSON",
    responses=responses(NotFound, BadRequest),
    openapi_extra=JSON_BODY,
)
async def take_json(
    domain: DomainName, request: Request, source: Sender, connection: WithConnection
) -> Batch:
    """The same for every domain: products, transactions, ..."""
    return await service.take_body(
        connection, source, domain, await request.body(), channel="webhook"
    )


@router.post(
    "/intake/{domain}/csv",
    summary="Upload a CSV file",
    responses=responses(NotFound, WrongFile, BadRequest),
)
async def take_csv(
    domain: DomainName,
    caller: Uploader,
    connection: WithConnection,
    file: Annotated[UploadFile, File(description="CSV with a header line.")],
    source: Annotated[str, Form(pattern=CODE, description="Code of the source.")] = SCOUT,
    encoding: Annotated[str, Form(description="A byte order mark goes before it.")] = "utf-8",
    delimiter: Annotated[
        Literal[",", ";", "|", "\t"] | None, Form(description="Empty: told by the header.")
    ] = None,
    date_format: Annotated[
        str | None, Form(description="Empty: 2026-01-31. Else like DD/MM/YYYY.", max_length=40)
    ] = None,
    decimal: Annotated[Literal[".", ","], Form(description="The decimal sign.")] = ".",
    columns: Annotated[
        list[str] | None, Form(description="Column of the file and our field: Number:product_id.")
    ] = None,
) -> Batch:
    """Line by line; a broken line is kept aside with its text. The same file again changes
    nothing."""
    named = await service.named_source(connection, source, caller)
    declared = Declaration(
        date_format=date_format,
        decimal=decimal,
        timezone=named.timezone,
        columns=columns_of(columns or []),
    )
    return await service.take_file(
        connection,
        named,
        domain,
        file.file,
        FileForm(encoding=encoding, delimiter=delimiter, declared=declared),
        channel="upload",
        file_name=PurePath(file.filename or "").name[:200] or None,
    )


@router.get("/intake/batches", summary="List batches")
async def batches(
    caller: Annotated[Caller, Depends(require("warehouse:read"))],
    connection: WithConnection,
    domain: Annotated[str | None, Query(pattern=NAME)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> list[Batch]:
    """The latest batches of your companies, newest first."""
    return await service.batches(connection, caller, domain=domain, limit=limit)


@router.get("/intake/batches/{batch_id}", summary="Show a batch", responses=responses(NotFound))
async def batch(
    caller: Annotated[Caller, Depends(require("warehouse:read"))],
    connection: WithConnection,
    batch_id: UUID,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="Lines behind this one.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> BatchWithLines:
    """A batch with the lines it left in quarantine, each with its text and the reason."""
    return await service.batch(connection, caller, batch_id, after=after, limit=limit)


@router.post(
    "/intake/sources",
    status_code=201,
    summary="Register a source",
    dependencies=[Depends(require("keys:manage"))],
    responses=responses(Conflict),
)
async def add_source(
    wanted: NewSource, connection: WithConnection, settings: WithSettings
) -> SourceWithSecret:
    """Register a source of a company. Its secret is in this answer and is not shown again."""
    return await service.add_source(connection, settings, wanted)


@router.get(
    "/intake/sources",
    summary="List sources",
    dependencies=[Depends(require("keys:manage"))],
)
async def sources(connection: WithConnection) -> list[Source]:
    """All sources, without their secrets."""
    return await service.sources(connection)


@router.post(
    "/intake/sources/{code}/secret",
    summary="Give a source a new secret",
    dependencies=[Depends(require("keys:manage"))],
    responses=responses(NotFound),
)
async def rotate(
    code: Annotated[str, Path(pattern=CODE)], connection: WithConnection, settings: WithSettings
) -> SourceWithSecret:
    """A new secret; the former one is refused from now on."""
    return await service.rotate(connection, settings, code)
