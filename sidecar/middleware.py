"""What happens around every request: its call id, its limit, its log line, its counters."""

import re
import time
import uuid
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sidecar import problems
from sidecar.errors import SidecarError, TooLarge
from sidecar.telemetry import Metrics, logger

HEADER = "x-ipai-call"
CALL_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET = {"/health", "/metrics"}


def _header(scope: Scope, name: str) -> str | None:
    for key, value in scope["headers"]:
        if key == name.encode():
            return str(value.decode("latin-1"))
    return None


class Calls:
    """Gives a request its call id, counts and times it, and answers what nobody caught."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = _header(scope, HEADER) or ""
        call = given if CALL_ID.fullmatch(given) else str(uuid.uuid4())
        metrics: Metrics = scope["state"]["metrics"]
        status: int | None = None

        async def send_with_call_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message["headers"], (HEADER.encode(), call.encode())]
            await send(message)

        started = time.perf_counter()
        with (
            structlog.contextvars.bound_contextvars(call_id=call),
            metrics.in_flight.track_inprogress(),
        ):
            try:
                await self.app(scope, receive, send_with_call_id)
            except Exception:
                logger.exception("unexpected error", path=scope["path"])
                if status is not None:
                    raise
                await problems.answer(SidecarError())(scope, receive, send_with_call_id)
            finally:
                self._record(metrics, scope, status or 499, time.perf_counter() - started)

    @staticmethod
    def _record(metrics: Metrics, scope: Scope, status: int, seconds: float) -> None:
        """Count and log one answer; 499 stands for a caller who went away first."""
        route: Any = scope.get("route")
        template = getattr(route, "path", None) or "(unknown)"
        method = scope["method"] if template != "(unknown)" else "(any)"
        metrics.requests.labels(method, template, str(status)).inc()
        metrics.seconds.labels(method, template).observe(seconds)
        log = logger.debug if scope["path"] in QUIET else logger.info
        log(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 1),
        )


class BodyLimit:
    """Refuses a body above the limit, at once when its length is announced, else as it arrives."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit
        self.sentence = (
            f"What you sent is larger than {limit // 1024 // 1024} MB, the most the sidecar takes. "
            "Send a smaller file, or raise IPAI_UPLOAD_LIMIT_MB."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = _header(scope, "content-length")
        if announced is not None and announced.isdigit() and int(announced) > self.limit:
            await problems.answer(TooLarge(self.sentence))(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                # FastAPI passes on only this class from a reader of the body.
                raise HTTPException(413, self.sentence)
            return message

        await self.app(scope, receive_within_limit, send)
