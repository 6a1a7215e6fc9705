"""How many requests one caller may send: by person, by key, by address, and all together.

A request counts in one class: `webhooks` (data that arrives), `work` (whatever else changes or
starts something), `reads`. Whoever has not proved who he is counts by address too, so that trying
keys out has an end. Counters live in the process; with several processes, or machines, name a
storage they share (IPAI_LIMIT_STORAGE).
"""

import hashlib
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse_many
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from sidecar import problems
from sidecar.auth import KEY_START, read_token
from sidecar.errors import NotAuthenticated, TooManyRequests
from sidecar.settings import Settings
from sidecar.telemetry import logger

EXEMPT = {"/health", "/metrics"}
ARRIVING = ("/webhook/", "/intake/")
READING = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Count:
    """One counter a request adds to: what is limited, for whom, and the setting that says it."""

    limits: tuple[RateLimitItem, ...]
    who: str
    setting: str


class RateLimits:
    """Refuses a request above a limit of its caller with 429 and when to come again."""

    def __init__(
        self, app: ASGIApp, settings: Settings, limiter: SlidingWindowCounterRateLimiter
    ) -> None:
        self.app = app
        self._settings = settings
        self._limiter = limiter
        self._limits = {
            "reads": limits_of(settings.limit_reads),
            "work": limits_of(settings.limit_work),
            "webhooks": limits_of(settings.limit_webhooks),
            "strangers": limits_of(settings.limit_strangers),
            "all": limits_of(settings.limit_all),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in EXEMPT:
            for count in self._counts(HTTPConnection(scope)):
                wait = await self._wait(count)
                if wait:
                    await problems.answer(refusal(count, wait))(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    def _counts(self, request: HTTPConnection) -> list[Count]:
        """The counters of a request, the narrowest first."""
        kind = kind_of(request.scope["method"], request.url.path)
        person, credentials = self._person(request)
        address = f"address {request.client.host if request.client else 'unknown'}"
        names = [(kind, person or credentials or address)]
        if person is None and kind != "webhooks":
            names.append(("strangers", address))
        names.append(("all", "everybody"))
        return [Count(self._limits[name], f"{name} {who}", name) for name, who in names]

    def _person(self, request: HTTPConnection) -> tuple[str | None, str | None]:
        """Whom a valid token of Odoo names; else a fingerprint of the key, which may be wrong."""
        given = request.headers.get("x-api-key", "")
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        credentials = bearer.strip() if scheme.lower() == "bearer" else given
        if credentials.startswith(KEY_START):
            return None, f"key {hashlib.sha256(credentials.encode()).hexdigest()[:32]}"
        if not credentials:
            return None, None
        try:
            caller = read_token(credentials, self._settings)
        except NotAuthenticated:
            return None, None
        return f"person {caller.database} {caller.login}", None

    async def _wait(self, count: Count) -> int:
        """Seconds until the caller may come again; 0: now. A storage that fails stops nobody."""
        try:
            for limit in count.limits:
                if not await self._limiter.hit(limit, count.who):
                    stats = await self._limiter.get_window_stats(limit, count.who)
                    return max(1, math.ceil(stats.reset_time - time.time()))
        except self._limiter.storage.base_exceptions as error:
            logger.warning("requests are not counted", storage=str(error))
        return 0


def make_limiter(settings: Settings) -> SlidingWindowCounterRateLimiter:
    """The counters, in the storage of the settings. Raises ConfigurationError for one unknown."""
    return SlidingWindowCounterRateLimiter(storage_from_string(f"async+{settings.limit_storage}"))


def limits_of(text: str) -> tuple[RateLimitItem, ...]:
    """The limits a setting names ("100/hour; 10/second"); none of an empty text."""
    return tuple(parse_many(text)) if text.strip() else ()


def kind_of(method: str, path: str) -> str:
    """The class a request counts in."""
    if method in READING:
        return "reads"
    return "webhooks" if path.startswith(ARRIVING) else "work"


def refusal(count: Count, wait: int) -> TooManyRequests:
    """What the caller reads."""
    most = " and ".join(str(limit) for limit in count.limits)
    return TooManyRequests(
        f"Too many requests: at most {most} are taken. Try again in {wait} s, or raise "
        f"IPAI_LIMIT_{count.setting.upper()}.",
        retry_after=wait,
    )
