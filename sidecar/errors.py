"""What can go wrong, as sentences for the user.

    SidecarError                500
    ├── BadRequest              400  the request itself is wrong
    ├── NotAuthenticated        401  nobody we know
    ├── NotAllowed              403  somebody we know, who may not
    ├── NotFound                404
    ├── Conflict                409  the thing is in another state than the request needs
    ├── TooLarge                413
    ├── TooManyRequests         429  come again after a while
    ├── Unreadable              422  well formed, but not something we can read
    ├── Upstream                502  another system answered with an error
    │   ├── OdooFailed          502
    │   ├── OdooDown            503  another system did not answer
    │   └── WarehouseDown       503
    └── TimedOut                504

An error's text is the sentence the user reads, so it says what to do; without one, the class's
docstring is the sentence. A feature derives its own errors from these and sets `code`, the stable
word a program may test.
"""

from http import HTTPStatus
from typing import Any


class SidecarError(Exception):
    """The sidecar could not finish this; the log has the reason under the call id."""

    status = 500
    code = "internal_error"
    title = "Something went wrong"

    def __init__(
        self,
        detail: str | None = None,
        *,
        title: str | None = None,
        status: int | None = None,
        code: str | None = None,
    ) -> None:
        self.detail = detail or " ".join((type(self).__doc__ or "").split())
        super().__init__(self.detail)
        if title is not None:
            self.title = title
        if status is not None:
            self.status = status
        if code is not None:
            self.code = code


class BadRequest(SidecarError):
    """The request is not complete or contradicts itself."""

    status = 400
    code = "bad_request"
    title = "The request is wrong"


class NotAuthenticated(SidecarError):
    """Send a token signed by Odoo or an API key in the Authorization header."""

    status = 401
    code = "not_authenticated"
    title = "Not signed in"


class NotAllowed(SidecarError):
    """You may not do this; ask an administrator of the Workbench for the right."""

    status = 403
    code = "not_allowed"
    title = "Not allowed"


class NotFound(SidecarError):
    """There is nothing under this address."""

    status = 404
    code = "not_found"
    title = "Not found"


class Conflict(SidecarError):
    """This cannot be done in the present state."""

    status = 409
    code = "conflict"
    title = "Not possible now"


class TooLarge(SidecarError):
    """The file is larger than the sidecar accepts; send a smaller one."""

    status = 413
    code = "file_too_large"
    title = "Too large"


class TooManyRequests(SidecarError):
    """Too many requests came in a short time; wait a little and try again."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"

    def __init__(self, detail: str | None = None, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unreadable(SidecarError):
    """The content could not be read; check the file and send it again."""

    status = 422
    code = "unreadable"
    title = "Cannot be read"


class Upstream(SidecarError):
    """Another system answered with an error; try again in a few minutes."""

    status = 502
    code = "upstream_failed"
    title = "Another system failed"


class OdooFailed(Upstream):
    """Odoo answered with an error; its own log has the reason."""

    code = "odoo_failed"
    title = "Odoo failed"


class OdooDown(Upstream):
    """Odoo does not answer; check that it is running and that IPAI_ODOO_URL points at it."""

    status = 503
    code = "odoo_down"
    title = "Odoo does not answer"


class WarehouseDown(Upstream):
    """The warehouse database does not answer; check that PostgreSQL is running and that
    IPAI_WAREHOUSE_DSN points at it."""

    status = 503
    code = "warehouse_down"
    title = "The warehouse does not answer"


class TimedOut(SidecarError):
    """This took longer than allowed and was stopped; try again with less."""

    status = 504
    code = "timed_out"
    title = "Took too long"


def problem(error: SidecarError, call_id: str | None) -> dict[str, Any]:
    """RFC 9457 body of an error: type, title, status, detail, code and the call's id."""
    return {
        "type": f"urn:ipai:problem:{error.code}",
        "title": error.title or HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "call_id": call_id,
    }
