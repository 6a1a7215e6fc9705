"""/keys: administrators give programs their access."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from sidecar.auth import Caller, require
from sidecar.errors import NotAllowed, NotAuthenticated, NotFound
from sidecar.keys import service
from sidecar.keys.schemas import CreatedKey, Key, NewKey
from sidecar.problems import responses
from sidecar.state import WithConnection

router = APIRouter(prefix="/keys", tags=["keys"], responses=responses(NotAuthenticated, NotAllowed))
Administrator = Annotated[Caller, Depends(require("keys:manage"))]


@router.post("", status_code=201, summary="Make an API key")
async def create(wanted: NewKey, caller: Administrator, connection: WithConnection) -> CreatedKey:
    """Make an API key. Its text is in this answer and is not shown again."""
    return await service.create(
        connection, wanted, created_by=caller.login, may_grant=caller.scopes
    )


@router.get("", dependencies=[Depends(require("keys:manage"))], summary="List API keys")
async def all_keys(connection: WithConnection) -> list[Key]:
    """All API keys, newest first, without their secrets."""
    return await service.all_keys(connection)


@router.delete(
    "/{key_id}",
    status_code=204,
    summary="Revoke an API key",
    dependencies=[Depends(require("keys:manage"))],
    responses=responses(NotFound),
)
async def revoke(key_id: Annotated[int, Path(ge=1, lt=2**63)], connection: WithConnection) -> None:
    """Revoke an API key; it is refused from now on. Its record stays."""
    await service.revoke(connection, key_id)
