"""Every error becomes one kind of answer: application/problem+json (RFC 9457)."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from sidecar import errors
from sidecar.errors import SidecarError, TooManyRequests, problem
from sidecar.telemetry import call_id

UNREADABLE_BODY = (
    "The body of the request could not be read; send JSON or a multipart form, and the "
    "Content-Type that fits it."
)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """One error as the user and a program read it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    call_id: str | None


def responses(*classes: type[SidecarError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries, with an example each, for the errors a route may answer."""
    entries: dict[int | str, dict[str, Any]] = {}
    for cls in classes:
        entry = entries.setdefault(
            cls.status,
            {
                "description": cls.title,
                "content": {
                    MEDIA_TYPE: {
                        "schema": {"$ref": "#/components/schemas/Problem"},
                        "examples": {},
                    }
                },
            },
        )
        example = problem(cls(), "6f1c0b1e-8a0e-4d7f-9a53-0a7c8d7e1b11")
        entry["content"][MEDIA_TYPE]["examples"][cls.code] = {"value": example}
    return entries


def answer(error: SidecarError, **extra: Any) -> JSONResponse:
    """The response for an error; `extra` members join the body."""
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="ipai-sidecar"'
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 503:
        headers["Retry-After"] = "5"
    return JSONResponse(
        problem(error, call_id()) | extra,
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def _field(location: tuple[int | str, ...]) -> str:
    """'files.0' for ('body', 'files', 0); 'the body' when the whole of it is meant."""
    inner = [str(part) for part in location[1:]]
    return ".".join(inner) if inner else f"the {location[0]}" if location else "the request"


def _on_sidecar_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SidecarError)  # noqa: S101 - registered for this class only
    return answer(error)


def _on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    found = []
    for item in error.errors():
        if item["type"] == "json_invalid":
            found.append({"field": "the body", "message": "is not valid JSON"})
        else:
            message = str(item["msg"]).removeprefix("Value error, ")
            found.append({"field": _field(item["loc"]), "message": message})
    sentences = "; ".join(f"{item['field']}: {item['message']}" for item in found[:5])
    return answer(
        errors.Unreadable(
            f"Correct the request: {sentences}.", code="invalid_request", title="Invalid request"
        ),
        errors=found,
    )


def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Errors the framework raises itself: unknown address, wrong method, unreadable body."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    path = request.url.path
    known: dict[int, SidecarError] = {
        404: errors.NotFound(f"There is no {path} here; /docs lists every address."),
        405: errors.BadRequest(
            f"{path} does not answer {request.method}; /docs lists what it answers.",
            title="Method not allowed",
            status=405,
            code="method_not_allowed",
        ),
        413: errors.TooLarge(str(error.detail)),
    }
    if error.status_code == 400:
        # FastAPI's only own 400; its text says less.
        return answer(errors.BadRequest(UNREADABLE_BODY))
    fallback = errors.BadRequest(str(error.detail), status=error.status_code)
    response = answer(known.get(error.status_code, fallback))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def _on_broken_promise(_request: Request, error: Exception) -> JSONResponse:
    """Our own answer did not fit its schema: a fault of ours, so it is logged as one."""
    raise error


def install(app: FastAPI) -> None:
    """Translate all errors of the application, and describe them in its OpenAPI document."""
    describe = app.openapi

    def with_problem() -> dict[str, Any]:
        document = describe()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return document

    app.openapi = with_problem  # type: ignore[method-assign]
    app.add_exception_handler(SidecarError, _on_sidecar_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(ResponseValidationError, _on_broken_promise)
