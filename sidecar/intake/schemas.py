"""What /webhook and /intake take and answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sidecar.intake.domains import domain_names

CODE = r"^[a-z][a-z0-9_-]{1,39}$"
Channel = Literal["webhook", "upload", "shell"]


class NewSource(BaseModel):
    """A program or place that shall send rows of a company."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"code": "scout", "company_id": 1, "domains": ["transactions"]}]
        },
    )

    code: Annotated[str, Field(pattern=CODE)]
    company_id: Annotated[int, Field(gt=0, lt=2**31, description="Odoo id of the company.")]
    domains: Annotated[list[str], Field(min_length=1)]
    database_uuid: UUID | None = Field(
        default=None, description="Odoo database of the company; null: the one synchronised last."
    )
    timezone: str = "Asia/Manila"

    @field_validator("domains")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        unknown = sorted(set(value) - set(domain_names()))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is none of the domains {', '.join(domain_names())}")
        return sorted(set(value))

    @field_validator("timezone")
    @classmethod
    def _of_this_world(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("is no time zone; write it like Asia/Manila") from None
        return value


class Source(BaseModel):
    """A source of rows."""

    code: str
    source: UUID = Field(description="Odoo database of its company.")
    company_id: int
    domains: list[str]
    timezone: str
    is_active: bool
    created_at: datetime


class SourceWithSecret(Source):
    """A source with its secret, which is shown this once."""

    secret: str = Field(examples=["whsec_..."])


class Batch(BaseModel):
    """What became of one body or file."""

    batch_id: UUID
    origin: str = Field(description="Code of the source.", examples=["scout"])
    domain: str = Field(examples=["transactions"])
    company_id: int
    channel: Channel
    file_name: str | None
    received: int = Field(description="Lines that came.")
    accepted: int = Field(description="Records taken over.")
    unchanged: int = Field(description="Accepted ones that were known with this content.")
    quarantined: int = Field(description="Lines kept aside, with the reason.")
    created_at: datetime
    is_repeat: bool = Field(
        default=False, description="The same content came before, so nothing was done."
    )


class Quarantined(BaseModel):
    """One line that could not become a record."""

    line: int
    key: str | None
    raw: str
    reason: str = Field(examples=["wrong_type"])
    detail: str
    settled_at: datetime | None = Field(description="When a later batch brought it in order.")


class BatchWithLines(Batch):
    """A batch and the lines it left in quarantine."""

    lines: list[Quarantined]
