"""Odoo, asked as one restricted user: odoorpc on 18, JSON-2 on 19 and later.

Only the methods in ALLOWED can be called; each takes named arguments only, is an @api.model method
of our addons, and answers JSON. The connection is made at the first call, kept, and made anew once
when it was lost.
"""

import asyncio
import re
import threading
from collections.abc import Callable
from typing import Any, Literal, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import httpx
import odoorpc

from sidecar.errors import BadRequest, NotAllowed, OdooDown, OdooFailed
from sidecar.settings import Settings

# "read" may be sent again after a lost answer, "write" only when it surely never arrived.
ALLOWED: dict[tuple[str, str], Literal["read", "write"]] = {
    ("ipai.sidecar", "service_ping"): "read",
    ("ipai.agent.run", "ipai_report_step"): "read",
    ("ipai.agent.run", "ipai_report_state"): "read",
    ("ipai.sync.table", "describe"): "read",
    ("ipai.sync.table", "fields_of"): "read",
    ("ipai.sync.table", "changes"): "read",
    ("ipai.quality.rule", "configuration"): "read",
    ("ipai.sync.table", "statements"): "read",
    ("ipai.sync.table", "computed"): "read",
    ("ipai.sync.table", "checksums"): "read",
    ("ipai.sync.table", "bucket_hashes"): "read",
    # Both can be repeated: the second time changes nothing.
    ("ipai.sync.table", "acknowledge"): "read",
    ("ipai.sync.table", "report_reconciliation"): "read",
    ("hr.expense", "ipai_receive_receipts"): "write",
    # Idempotent: the second call with the same arguments changes nothing.
    ("hr.expense", "ipai_agent_receipt"): "read",
    ("hr.expense", "ipai_agent_fill"): "read",
    ("hr.expense", "ipai_agent_fail"): "read",
    ("hr.expense", "ipai_agent_catalogue"): "read",
    ("hr.expense", "ipai_agent_memory"): "read",
    ("hr.expense", "ipai_agent_classify"): "read",
    ("hr.expense", "ipai_agent_policy"): "read",
    ("hr.expense", "ipai_agent_route"): "read",
    ("hr.expense", "ipai_agent_notify"): "read",
}
FIRST_WITH_JSON2 = 19
REFUSED = (
    "Odoo refused the sidecar's user. Issue a new key in Odoo (Workbench settings) and set it as "
    "IPAI_ODOO_API_KEY; IPAI_ODOO_LOGIN and IPAI_ODOO_DATABASE must fit it."
)


class _Lost(Exception):
    """The connection broke; `sent` says whether Odoo may have received the call."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


class _SignedOut(Exception):
    """Odoo does not know the kept session any more."""


class _Session(Protocol):
    """One way to call Odoo: a method with named arguments in, its result out."""

    version: str

    def call(self, model: str, method: str, arguments: dict[str, Any]) -> Any: ...

    def close(self) -> None: ...


def _raise_for(name: str, message: str) -> None:
    """Turn an exception of Odoo, by its class name, into ours; its sentence is kept."""
    kind = name.rpartition(".")[2]
    if kind == "AccessDenied":
        raise _SignedOut(message)
    if kind in {"AccessError", "Forbidden"}:
        raise NotAllowed(f"Odoo does not allow this: {message}", code="odoo_not_allowed")
    if kind in {"UserError", "ValidationError", "MissingError", "RedirectWarning"}:
        raise BadRequest(message, title="Odoo refused", code="odoo_refused")
    raise OdooFailed(f"Odoo answered with an error: {message}")


class _JsonRpc:
    """A session of odoorpc, for Odoo 18 and earlier."""

    def __init__(self, client: odoorpc.ODOO, adapter: "OdooAdapter") -> None:
        self._client = client
        self.version = str(client.version)
        self._guarded(
            lambda: client.login(adapter.database, adapter.login, adapter.api_key), signing_in=True
        )

    def call(self, model: str, method: str, arguments: dict[str, Any]) -> Any:
        return self._guarded(lambda: self._client.execute_kw(model, method, [], arguments))

    def close(self) -> None:
        self._client.logout()

    @staticmethod
    def _guarded(ask: Callable[[], Any], *, signing_in: bool = False) -> Any:
        try:
            return ask()
        except odoorpc.error.RPCError as error:
            data = (error.info or {}).get("data") or {}
            name = str(data.get("name") or "")
            if signing_in and not name:
                raise _SignedOut(str(error)) from error
            return _raise_for(name, str(data.get("message") or error))
        except HTTPError as error:
            raise _Lost(f"HTTP {error.code}", sent=True) from error
        except URLError as error:
            # urllib wraps only what happened before the request was complete.
            raise _Lost(str(error.reason), sent=isinstance(error.reason, TimeoutError)) from error
        except (OSError, ValueError) as error:
            raise _Lost(str(error) or type(error).__name__, sent=True) from error


class _Json2:
    """A kept HTTP connection to /json/2, for Odoo 19 and later."""

    def __init__(self, version: str, adapter: "OdooAdapter") -> None:
        self.version = version
        self._client = httpx.Client(
            base_url=adapter.url,
            timeout=adapter.timeout,
            headers={
                "Authorization": f"bearer {adapter.api_key}",
                "X-Odoo-Database": adapter.database,
            },
        )

    def call(self, model: str, method: str, arguments: dict[str, Any]) -> Any:
        try:
            response = self._client.post(f"/json/2/{model}/{method}", json=arguments)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Lost(str(error) or type(error).__name__, sent=False) from error
        except httpx.HTTPError as error:
            raise _Lost(str(error) or type(error).__name__, sent=True) from error
        if response.is_success:
            return response.json()
        return self._refused(response)

    def close(self) -> None:
        self._client.close()

    @staticmethod
    def _refused(response: httpx.Response) -> Any:
        if response.status_code == 401:
            raise _SignedOut(response.text)
        if response.status_code in {502, 503, 504}:
            raise _Lost(f"HTTP {response.status_code}", sent=True)
        try:
            body = response.json()
            name, message = str(body["name"]), str(body["message"])
        except (ValueError, KeyError, TypeError):
            name, message = "", f"HTTP {response.status_code}"
        return _raise_for(name, message)


class OdooAdapter:
    """The one connection of this process to Odoo."""

    def __init__(
        self, url: str, database: str, login: str, api_key: str, *, timeout: float = 120
    ) -> None:
        self.url = url.rstrip("/")
        self.database = database
        self.login = login
        self.api_key = api_key
        self.timeout = timeout
        self._session: _Session | None = None
        self._lock = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> "OdooAdapter":
        return cls(
            settings.odoo_url,
            settings.odoo_database,
            settings.odoo_login,
            settings.odoo_api_key.get_secret_value(),
            timeout=settings.odoo_timeout,
        )

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Call an allowed method with named arguments and return its JSON result.

        Raises NotAllowed (not in ALLOWED, or Odoo refused), BadRequest with Odoo's own sentence,
        OdooFailed, OdooDown.
        """
        return await asyncio.to_thread(self.execute_sync, model, method, **arguments)

    def execute_sync(self, model: str, method: str, /, **arguments: Any) -> Any:
        """`execute` for code that runs in a thread of its own."""
        kind = ALLOWED.get((model, method))
        if kind is None:
            raise NotAllowed(
                f"The sidecar may not call {model}.{method} in Odoo.",
                code="odoo_method_not_allowed",
            )
        if not self.api_key:
            raise NotAllowed(REFUSED, code="odoo_refused_key")
        with self._lock:
            try:
                return self._call_again_once(model, method, arguments, kind)
            except _SignedOut as error:
                self._forget()
                raise NotAllowed(REFUSED, code="odoo_refused_key") from error
            except _Lost as error:
                self._forget()
                raise OdooDown(
                    f"Odoo does not answer at {self.url} ({error}). Check that it is running; if "
                    "it is, check IPAI_ODOO_URL."
                ) from error

    async def ping(self) -> dict[str, Any]:
        """Ask Odoo who we are there; its version and the user's login."""
        answer = await self.execute("ipai.sidecar", "service_ping")
        version = self._session.version if self._session else None
        return {"version": version} | (answer if isinstance(answer, dict) else {})

    def close(self) -> None:
        """Give the connection up; the next call makes a new one."""
        with self._lock:
            self._forget()

    def _call_again_once(
        self, model: str, method: str, arguments: dict[str, Any], kind: str
    ) -> Any:
        kept = self._session is not None
        try:
            return self._connected().call(model, method, arguments)
        except _SignedOut:
            if not kept:
                raise
        except _Lost as error:
            if error.sent and kind == "write":
                raise
        self._forget()
        return self._connected().call(model, method, arguments)

    def _connected(self) -> _Session:
        if self._session is None:
            self._session = self._connect()
        return self._session

    def _connect(self) -> _Session:
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        try:
            client = odoorpc.ODOO(
                parts.hostname,
                protocol="jsonrpc+ssl" if secure else "jsonrpc",
                port=parts.port or (443 if secure else 80),
                timeout=self.timeout,
            )
        except (OSError, ValueError, KeyError) as error:
            raise _Lost(str(getattr(error, "reason", error)), sent=False) from error
        major = re.search(r"\d+", str(client.version))
        if major and int(major.group()) >= FIRST_WITH_JSON2:
            return _Json2(str(client.version), self)
        return _JsonRpc(client, self)

    def _forget(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()
