"""Who is asking, and what they may do.

Odoo signs a short-lived token (JWT, HS256) for each call and names the user, the groups and the
companies. Programs send an API key, `ipai_<prefix>_<secret>`. Both end as one `Caller`.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol

import jwt
import structlog
from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from sidecar.errors import NotAllowed, NotAuthenticated
from sidecar.settings import Settings

SCOPES = (
    "documents:read",
    "documents:write",
    "agents:read",
    "agents:run",
    "sync:run",
    "transforms:run",
    "warehouse:read",
    "quality:rows",
    "quality:manage",
    "intake:write",
    "jobs:read",
    "jobs:manage",
    "keys:manage",
)
_VIEWER = frozenset({"warehouse:read", "jobs:read", "documents:read", "agents:read"})
_ANALYST = _VIEWER | {"documents:write", "agents:run", "quality:rows"}
GROUP_SCOPES: dict[str, frozenset[str]] = {
    "viewer": _VIEWER,
    "analyst": _ANALYST,
    "reviewer": _ANALYST | {"sync:run", "transforms:run", "quality:manage", "intake:write"},
    "administrator": frozenset(SCOPES),
    "service": frozenset(
        {"documents:read", "documents:write", "sync:run", "transforms:run", "jobs:read"}
    ),
}
ISSUER = "odoo"
AUDIENCE = "ipai-sidecar"
LONGEST_LIFE = 60
LEEWAY = 10
KEY_START = "ipai_"


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or program behind one request.

    `company_ids` are the companies active in Odoo at that moment; empty for an API key.
    """

    kind: Literal["odoo", "key"]
    login: str
    name: str
    scopes: frozenset[str]
    uid: int | None = None
    database: str | None = None
    groups: tuple[str, ...] = ()
    company_id: int | None = None
    company_ids: tuple[int, ...] = ()


class KeyRing(Protocol):
    """Knows the API keys."""

    async def caller(self, key: str) -> Caller:
        """The caller behind a key; NotAuthenticated when it is unknown, revoked or expired."""
        ...


def scopes_of(groups: Iterable[str], extra: Iterable[str] = ()) -> frozenset[str]:
    """Scopes of Odoo groups and those Odoo granted for this call; unknown names give nothing."""
    granted = frozenset().union(*(GROUP_SCOPES.get(group, frozenset()) for group in groups))
    return granted | (frozenset(extra) & frozenset(SCOPES))


def read_token(token: str, settings: Settings) -> Caller:
    """The caller a token of Odoo names; NotAuthenticated says why a token is refused."""
    try:
        claims = jwt.decode(
            token,
            settings.sidecar_secret.get_secret_value(),
            algorithms=["HS256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "sub", "iat", "exp", "jti"]},
        )
    except jwt.InvalidSignatureError:
        raise NotAuthenticated(
            "Odoo and the sidecar do not share the same secret. Set the secret in Odoo's Workbench "
            "settings to the sidecar's IPAI_SIDECAR_SECRET.",
            code="wrong_secret",
        ) from None
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
        raise NotAuthenticated(
            "The token is not valid at this time; it may be old, or the clocks of Odoo and the "
            "sidecar differ by more than a few seconds.",
            code="token_expired",
        ) from None
    except jwt.InvalidTokenError as error:
        raise NotAuthenticated(f"The token is not one of Odoo's ({error}).") from None
    if claims["exp"] - claims["iat"] > LONGEST_LIFE:
        raise NotAuthenticated(f"A token may live {LONGEST_LIFE} seconds at most.")
    return _caller_from(claims)


def _caller_from(claims: dict[str, Any]) -> Caller:
    try:
        groups = tuple(str(group) for group in claims.get("groups") or ())
        company_id = claims.get("company_id")
        return Caller(
            kind="odoo",
            login=str(claims["sub"]),
            name=str(claims.get("name") or claims["sub"]),
            uid=int(claims["uid"]) if claims.get("uid") is not None else None,
            database=claims.get("db"),
            groups=groups,
            company_id=int(company_id) if company_id else None,
            company_ids=tuple(int(item) for item in claims.get("company_ids") or ()),
            scopes=scopes_of(groups, claims.get("scopes") or ()),
        )
    except (TypeError, ValueError):
        raise NotAuthenticated("The token's claims are not of the form Odoo sends.") from None


_bearer = HTTPBearer(
    auto_error=False, description="A token signed by Odoo, or an API key `ipai_<prefix>_<secret>`."
)
_api_key = APIKeyHeader(name="X-Api-Key", auto_error=False, description="An API key.")


async def caller_if_any(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    api_key: Annotated[str | None, Security(_api_key)],
) -> Caller | None:
    """The caller of this request, None without credentials; NotAuthenticated for wrong ones."""
    credentials = bearer.credentials if bearer else api_key
    if not credentials:
        return None
    if credentials.startswith(KEY_START):
        ring: KeyRing = request.state.keys
        caller = await ring.caller(credentials)
    else:
        caller = read_token(credentials, request.state.settings)
    structlog.contextvars.bind_contextvars(caller=caller.login)
    return caller


CallerIfAny = Annotated[Caller | None, Depends(caller_if_any)]


async def authenticate(caller: CallerIfAny) -> Caller:
    """The caller of this request; NotAuthenticated without valid credentials."""
    if caller is None:
        raise NotAuthenticated()
    return caller


def require(scope: str | None = None) -> Callable[[Caller], Awaitable[Caller]]:
    """Dependency that lets only callers with the scope pass; None asks only to be known."""
    if scope is not None and scope not in SCOPES:
        raise ValueError(f"{scope} is not a scope.")

    async def allowed(caller: Annotated[Caller, Depends(authenticate)]) -> Caller:
        if scope is not None and scope not in caller.scopes:
            raise NotAllowed(
                f"This needs the right {scope}, which {caller.name} does not have. An "
                "administrator of the Workbench can give it."
            )
        return caller

    return allowed
