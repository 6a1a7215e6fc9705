"""Takes bodies and files over: every line ends as a record in bronze or in the quarantine."""

import hashlib
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from sidecar.adapters.postgres import Connection
from sidecar.auth import Caller
from sidecar.errors import BadRequest, Conflict, NotAllowed, NotAuthenticated, NotFound
from sidecar.intake import bodies, csv_files, signatures, store
from sidecar.intake.csv_files import FileForm
from sidecar.intake.domains import domain_names, domain_of
from sidecar.intake.records import Line
from sidecar.intake.schemas import (
    Batch,
    BatchWithLines,
    Channel,
    NewSource,
    Source,
    SourceWithSecret,
)
from sidecar.intake.values import Declaration
from sidecar.settings import Settings
from sidecar.telemetry import logger

# Bronze keeps what was replaced, and the quarantine what was put right, for a quarter.
KEPT_DAYS = 90
BLOCK = 1024 * 1024


async def add_source(
    connection: Connection, settings: Settings, wanted: NewSource
) -> SourceWithSecret:
    """Register a source and make its secret. Raises Conflict when the code is taken."""
    row = await store.add_source(
        connection,
        wanted.model_dump(exclude={"database_uuid"}) | {"source": wanted.database_uuid},
    )
    if row is None:
        raise Conflict(f"There is a source {wanted.code} already; choose another code.")
    return _with_secret(settings, row)


async def rotate(connection: Connection, settings: Settings, code: str) -> SourceWithSecret:
    """Give a source a new secret; the former one is refused at once. Raises NotFound."""
    row = await store.rotate_source(connection, code)
    if row is None:
        raise NotFound(f"There is no source {code}.")
    return _with_secret(settings, row)


async def sources(connection: Connection) -> list[Source]:
    """All sources, without their secrets."""
    return [Source.model_validate(row) for row in await store.sources(connection)]


async def signed_source(
    connection: Connection,
    settings: Settings,
    *,
    code: str,
    timestamp: str,
    body: bytes,
    signature: str,
) -> Source:
    """The source that signed a body. Raises NotAuthenticated; an unknown source is told apart from
    a wrong signature by nobody."""
    row = await store.find_source(connection, code)
    generation = row["generation"] if row else 0
    secret = signatures.secret_of(settings, code, generation)
    signatures.verify(secret, timestamp, body, signature)
    if row is None or not row["is_active"]:
        raise NotAuthenticated(signatures.NOT_SIGNED, code="wrong_signature")
    return Source.model_validate(row)


async def named_source(connection: Connection, code: str, caller: Caller) -> Source:
    """The source a caller with a key or from Odoo sends for. Raises NotFound, NotAllowed."""
    row = await store.find_source(connection, code)
    if row is None or not row["is_active"]:
        raise NotFound(
            f"There is no source {code}. Register it: "
            f"python -m sidecar.cli intake add-source --code {code} --company 1 --domain ...",
            code="unknown_source",
        )
    if caller.kind == "odoo" and row["company_id"] not in caller.company_ids:
        raise NotAllowed(
            f"{code} belongs to a company that is not among yours; switch to it in Odoo."
        )
    return Source.model_validate(row)


async def take_body(
    connection: Connection, source: Source, domain: str, body: bytes, *, channel: Channel
) -> Batch:
    """Take the JSON of a webhook over. Whatever it holds, the answer is a batch."""
    lines = bodies.lines_of(body, domain_of(domain), Declaration(timezone=source.timezone))
    return await _take(
        connection,
        source,
        lines,
        domain=domain,
        channel=channel,
        digest=signatures.digest_of(body),
        size=len(body),
        file_name=None,
    )


async def take_file(
    connection: Connection,
    source: Source,
    domain: str,
    file: IO[bytes],
    form: FileForm,
    *,
    channel: Channel,
    file_name: str | None,
) -> Batch:
    """Take a CSV file over. Raises WrongFile when it is none of this domain."""
    _refuse_domain(source, domain)
    digest = hashlib.sha256(repr(form).encode())
    size = 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    file.seek(0)
    return await _take(
        connection,
        source,
        csv_files.lines_of(file, domain_of(domain), form),
        domain=domain,
        channel=channel,
        digest=digest.digest(),
        size=size,
        file_name=file_name,
    )


async def batches(
    connection: Connection, caller: Caller, *, domain: str | None, limit: int
) -> list[Batch]:
    """The latest batches of the caller's companies; a program with a key sees all."""
    rows = await store.batches(
        connection, {"companies": _companies(caller), "domain": domain, "limit": limit}
    )
    return [Batch.model_validate(row) for row in rows]


async def batch(
    connection: Connection, caller: Caller, batch_id: UUID, *, after: int, limit: int
) -> BatchWithLines:
    """One batch with the lines it left in quarantine behind line `after`. Raises NotFound."""
    row = await store.find_batch(
        connection, {"companies": _companies(caller), "batch_id": batch_id}
    )
    if row is None:
        raise NotFound(f"There is no batch {batch_id} of your companies.")
    lines = await store.quarantined(
        connection, {"batch_id": batch_id, "after": after, "limit": limit}
    )
    return BatchWithLines.model_validate(row | {"lines": lines})


async def retire(connection: Connection, years: int) -> dict[str, int]:
    """Let records leave the warehouse whose business date is more than so many years ago; how many
    by domain. Only domains that name the date (kept_by) are looked at: books are kept by Odoo."""
    dated = {name: kept_by for name in domain_names() if (kept_by := domain_of(name).kept_by)}
    await store.lock_bronze(connection)
    retired = {
        name: await store.retire(connection, name, kept_by, years)
        for name, kept_by in dated.items()
    }
    logger.info("old records retired", **retired)
    return retired


async def prune(connection: Connection) -> dict[str, int]:
    """Remove what was replaced or put right more than KEPT_DAYS ago; rows by table."""
    lines = await store.prune_quarantine(connection, KEPT_DAYS)
    tables = [*domain_names(), "quarantine"]
    removed = {name: await store.prune(connection, name, KEPT_DAYS) for name in tables}
    return removed | {"quarantine": lines}


async def _take(
    connection: Connection,
    source: Source,
    lines: Iterator[Line],
    *,
    domain: str,
    channel: Channel,
    digest: bytes,
    size: int,
    file_name: str | None,
) -> Batch:
    _refuse_domain(source, domain)
    about: dict[str, Any] = {
        "origin": source.code,
        "source": source.source,
        "company_id": source.company_id,
        "domain": domain,
        "digest": digest,
    }
    opened = await store.open_batch(
        connection, about | {"channel": channel, "file_name": file_name, "bytes": size}
    )
    if opened is None:
        former = await store.former_batch(connection, about)
        return Batch.model_validate(former | {"is_repeat": True})
    await store.stage(connection, lines)
    taken = Batch.model_validate(await store.take_over(connection, about | opened))
    logger.info("batch taken over", **taken.model_dump(mode="json", exclude={"file_name"}))
    return taken


def _refuse_domain(source: Source, domain: str) -> None:
    domain_of(domain)
    if domain not in source.domains:
        raise BadRequest(
            f"{source.code} may send {', '.join(source.domains)}, not {domain}.",
            code="wrong_domain",
        )


def _companies(caller: Caller) -> list[int] | None:
    return list(caller.company_ids) if caller.kind == "odoo" else None


def _with_secret(settings: Settings, row: dict[str, Any]) -> SourceWithSecret:
    secret = signatures.secret_of(settings, row["code"], row["generation"])
    return SourceWithSecret.model_validate(row | {"secret": secret})
