# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sends one HTTP request and brings back the whole answer, or says why there is none.

Promises: a request that may have been received is repeated only when it is a GET;
redirects are never followed (the token must not travel to another host); an answer
has an end in time and in size; proxies and .netrc of the server are not used.
"""

import os
import socket
import time
from dataclasses import dataclass
from json import JSONDecodeError, loads

import requests
from requests import exceptions as errors
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as urllib3_errors

CONNECT_SECONDS = 3
ATTEMPTS = 3
PAUSE_SECONDS = 0.3
ANSWER_LIMIT = 64 * 1024 * 1024
PIECE = 64 * 1024
UNAVAILABLE = (502, 503, 504)

ADDRESS, UNKNOWN_HOST, REFUSED, SILENT, SLOW, LOST, TLS, TOO_BIG = [
    "address",
    "unknown_host",
    "refused",
    "silent",
    "slow",
    "lost",
    "tls",
    "too_big",
]

KINDS = (
    (ADDRESS, (errors.InvalidURL, errors.MissingSchema, errors.InvalidSchema)),
    (TLS, (errors.SSLError,)),
    (SILENT, (errors.ConnectTimeout,)),
    (SLOW, (errors.Timeout, urllib3_errors.ReadTimeoutError)),
    (LOST, (errors.ConnectionError, urllib3_errors.HTTPError)),
)
FAILURES = tuple(error for _kind, classes in KINDS for error in classes)


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers (case-insensitive), body, requests sent."""

    status: int
    headers: requests.structures.CaseInsensitiveDict
    body: bytes
    attempts: int

    def json(self):
        """The body as JSON, None when it is not JSON."""
        mimetype = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if mimetype != "application/json" and not mimetype.endswith("+json"):
            return None
        try:
            return loads(self.body)
        except (JSONDecodeError, UnicodeDecodeError):
            return None


class TransportError(Exception):
    """No answer came; ``kind`` is one of this module's constants."""

    def __init__(self, kind, attempts=1):
        super().__init__(kind)
        self.kind = kind
        self.attempts = attempts


class _Adapter(HTTPAdapter):
    """Gives up on connecting sooner than on the answer."""

    def send(self, request, timeout=None, **options):
        limits = (min(CONNECT_SECONDS, timeout), timeout)
        return super().send(request, timeout=limits, **options)


def send(method, url, *, timeout, **request):
    """Send a request (arguments of `requests`), repeating it only when that is safe.

    ``timeout``: seconds until the last byte of the answer, over all attempts.
    Raises TransportError.
    """
    deadline = time.monotonic() + timeout
    for attempt in range(1, ATTEMPTS + 1):
        last = attempt == ATTEMPTS
        try:
            answer = _exchange(method, url, deadline, attempt, request)
        except TransportError as error:
            error.attempts = attempt
            safe = error.kind == REFUSED or (error.kind == LOST and method == "GET")
            if last or not safe:
                raise
        else:
            if last or method != "GET" or answer.status not in UNAVAILABLE:
                return answer
        time.sleep(PAUSE_SECONDS * attempt)


def _exchange(method, url, deadline, attempt, request):
    with requests.Session() as session:
        session.trust_env = False
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        session.headers["Accept-Encoding"] = "identity"
        session.mount("http://", _Adapter())
        session.mount("https://", _Adapter())
        try:
            response = session.request(
                method,
                url,
                timeout=max(deadline - time.monotonic(), 0.1),
                allow_redirects=False,
                stream=True,
                **request,
            )
            body = _read_body(response, deadline)
        except FAILURES as error:
            raise TransportError(_kind(error)) from error
        return Answer(response.status_code, response.headers, body, attempt)


def _read_body(response, deadline):
    body = bytearray()
    for chunk in _pieces(response.raw):
        body += chunk
        if len(body) > ANSWER_LIMIT:
            raise TransportError(TOO_BIG)
        if time.monotonic() > deadline:
            raise TransportError(SLOW)
    return bytes(body)


def _pieces(stream):
    """The body in pieces as they arrive; urllib3 before 2 waits for each to be full."""
    if hasattr(stream, "read1"):
        return iter(lambda: stream.read1(PIECE), b"")
    return stream.stream(1024)


def _kind(error):
    """The constant of this module that names what went wrong."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, urllib3_errors.NewConnectionError):
        cause = reason.__context__
        if isinstance(cause, socket.gaierror):
            return UNKNOWN_HOST
        return REFUSED if isinstance(cause, ConnectionRefusedError) else SILENT
    for kind, classes in KINDS:
        if isinstance(error, classes):
            return kind
    return LOST
