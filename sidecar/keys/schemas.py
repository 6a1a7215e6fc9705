"""What goes in and out of /keys."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from sidecar.auth import SCOPES


class NewKey(BaseModel):
    """A key somebody asks for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "n8n", "scopes": ["documents:read"]}]},
    )

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
    scopes: Annotated[list[str], Field(min_length=1, max_length=len(SCOPES))]
    expires_at: AwareDatetime | None = None

    @field_validator("scopes")
    @classmethod
    def _known_scopes(cls, value: list[str]) -> list[str]:
        unknown = sorted(set(value) - set(SCOPES))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is not a scope; the scopes are {', '.join(SCOPES)}")
        return sorted(set(value))

    @field_validator("expires_at")
    @classmethod
    def _in_the_future(cls, value: datetime | None) -> datetime | None:
        if value is not None and value <= datetime.now(UTC):
            raise ValueError("lies in the past, so the key would never work")
        return value


class Key(BaseModel):
    """One API key as it may be shown: never the secret."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["n8n"])
    prefix: str = Field(examples=["k3v9x2ab"])
    scopes: list[str] = Field(examples=[["documents:read"]])
    created_by: str = Field(examples=["admin"])
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class CreatedKey(Key):
    """A new key with its text, which is shown this once."""

    key: str = Field(examples=["ipai_k3v9x2ab_..."])
