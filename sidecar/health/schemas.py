"""What /health and /whoami answer."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class CheckResult(BaseModel):
    """What one dependency answered, just now."""

    status: Literal["ok", "down"]
    ms: float = Field(description="Milliseconds until it answered or was given up.")
    message: str | None = Field(default=None, description="What to do, when it is down.")
    detail: dict[str, Any] = Field(default_factory=dict, description="What it said of itself.")


class Health(BaseModel):
    """How the sidecar is: ok, degraded (something it needs is down), down (it cannot serve)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "degraded",
                    "version": "0.1.0",
                    "environment": "production",
                    "checks": {
                        "warehouse": {"status": "ok", "ms": 1.9, "detail": {"version": "18.4"}},
                        "odoo": {
                            "status": "down",
                            "ms": 2000.4,
                            "message": "It did not answer within 2 seconds.",
                        },
                    },
                }
            ]
        }
    )

    status: Literal["ok", "degraded", "down"]
    version: str
    environment: str
    checks: dict[str, CheckResult]


class WhoAmI(BaseModel):
    """Whom the sidecar takes the caller for, and what they may do."""

    kind: Literal["odoo", "key"]
    login: str = Field(examples=["maria@example.com"])
    name: str = Field(examples=["Maria Santos"])
    groups: list[str] = Field(examples=[["analyst"]])
    scopes: list[str] = Field(examples=[["documents:read", "documents:write"]])
    company_id: int | None
    company_ids: list[int]
