"""POST /documents/receipts and /documents/expenses."""

from pathlib import PurePath
from typing import Annotated, cast

from fastapi import APIRouter, Depends, File, Form, Path, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from pydantic import Field, TypeAdapter, ValidationError

from sidecar.auth import Caller, require
from sidecar.documents.expenses import SentFile, receive
from sidecar.documents.known_vendors import KnownVendor
from sidecar.documents.problems import (
    DamagedFile,
    EmptyFile,
    EncryptedPdf,
    FileTooComplex,
    FileTooLarge,
    NoSuchPage,
    UnknownLocale,
    UnsupportedFile,
)
from sidecar.documents.schemas import PagePicture, ReceiptReading, ReceivedExpense
from sidecar.documents.service import ReceiptReader
from sidecar.documents.showing import page_picture
from sidecar.errors import BadRequest, NotAllowed, NotAuthenticated, OdooDown
from sidecar.problems import responses
from sidecar.state import WithOdoo

MOST_FILES = 50
MOST_KNOWN = 5000

_KNOWN = TypeAdapter(Annotated[list[KnownVendor], Field(max_length=MOST_KNOWN)])

router = APIRouter(
    prefix="/documents",
    tags=["documents"],
    responses=responses(NotAuthenticated, NotAllowed, FileTooLarge),
)


def _reader(request: Request) -> ReceiptReader:
    return cast(ReceiptReader, request.state.reader)


WithReader = Annotated[ReceiptReader, Depends(_reader)]


@router.post(
    "/receipts",
    summary="Read a receipt",
    responses=responses(
        UnsupportedFile,
        DamagedFile,
        EmptyFile,
        EncryptedPdf,
        FileTooComplex,
        UnknownLocale,
        BadRequest,
    ),
)
async def read_receipt(
    caller: Annotated[Caller, Depends(require("documents:read"))],
    reader: WithReader,
    file: Annotated[
        UploadFile, File(description="JPEG, PNG, WebP, HEIC, TIFF or PDF of one receipt.")
    ],
    locale: Annotated[
        str | None, Form(description="Code of a locale pack (ph, en, de); empty: the text decides.")
    ] = None,
    known_vendors: Annotated[
        str | None,
        Form(
            description="JSON list of sellers of your books, `[{name, tin, aliases}]`: a seller "
            "that is recognised by TIN or name comes back in your spelling."
        ),
    ] = None,
) -> ReceiptReading:
    """Vendor, TIN, date, amounts and more, each with confidence, place and runners-up."""
    known = _known(known_vendors)
    return await reader.read_soon(await file.read(), locale=locale, known_vendors=known)


def _known(text: str | None) -> list[KnownVendor]:
    if not text or not text.strip():
        return []
    try:
        return _KNOWN.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRequest(
            "known_vendors is not a JSON list of {name, tin, aliases} of at most "
            f"{MOST_KNOWN} sellers ({first['msg']}). Send it like "
            '[{"name": "Malaya Books Inc.", "tin": "123-456-789-000"}].',
            code="bad_known_vendors",
        ) from None


@router.post(
    "/pages/{number}",
    summary="Draw a page of a receipt",
    responses=responses(
        UnsupportedFile, DamagedFile, EmptyFile, EncryptedPdf, FileTooComplex, NoSuchPage
    ),
)
async def draw_page(
    caller: Annotated[Caller, Depends(require("documents:read"))],
    reader: WithReader,
    number: Annotated[int, Path(ge=1, description="Pages are counted from 1.")],
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP, HEIC, TIFF or PDF.")],
) -> PagePicture:
    """A picture every browser shows, as displayed: the boxes of the reading fit on it."""
    return await run_in_threadpool(page_picture, await file.read(), number, reader.limits)


@router.post(
    "/expenses",
    summary="Read receipts and create their expenses in Odoo",
    responses=responses(BadRequest, OdooDown),
)
async def create_expenses(
    caller: Annotated[Caller, Depends(require("documents:write"))],
    reader: WithReader,
    odoo: WithOdoo,
    files: Annotated[list[UploadFile], File(description="One file a receipt.")],
    employee: Annotated[
        str | None, Form(description="Login or work e-mail of the employee who paid.")
    ] = None,
) -> list[ReceivedExpense]:
    """One expense a file, also for a file that cannot be read: its message says why."""
    if len(files) > MOST_FILES:
        raise BadRequest(
            f"{len(files)} files are too many at once. Send at most {MOST_FILES} in one request.",
            code="too_many_files",
        )
    sent = [SentFile(PurePath(f.filename or "receipt").name, await f.read()) for f in files]
    return await receive(sent, employee, reader=reader, odoo=odoo)
