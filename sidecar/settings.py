"""The sidecar's settings: environment variables that start with IPAI_ (IPAI_WAREHOUSE_DSN, ...)."""

from decimal import Decimal
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "only-for-development-never-in-production"  # noqa: S105
SECRET_LENGTH = 32


class Settings(BaseSettings):
    """How this sidecar was configured. Outside development it refuses default or short secrets."""

    model_config = SettingsConfigDict(env_prefix="IPAI_", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = "development"
    sidecar_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="Shared with Odoo; signs Odoo's tokens and our callbacks (HS256, HMAC).",
    )
    warehouse_dsn: SecretStr = Field(
        default=SecretStr("postgresql://127.0.0.1:5432/warehouse"),
        description="PostgreSQL role and database that own the warehouse.",
    )
    warehouse_pool_size: int = Field(default=10, ge=2, le=100)

    odoo_url: str = "http://127.0.0.1:8069"
    odoo_database: str = "odoo"
    odoo_login: str = "ipai_service"
    odoo_api_key: SecretStr = SecretStr("")
    odoo_timeout: float = Field(default=120, gt=0, description="Seconds one call may take.")
    odoo_dsn: SecretStr = Field(
        default=SecretStr(""),
        description="Read-only role of Odoo's database; the synchronisation then reads it directly "
        "instead of over RPC.",
    )

    sync_watch: bool = Field(
        default=False, description="The worker synchronises all the time instead of when asked."
    )
    sync_watch_seconds: float = Field(
        default=1, gt=0, le=3600, description="Pause between two looks while nothing changes."
    )
    sync_records_kept_days: int = Field(default=730, ge=30)
    bronze_kept_days: int = Field(
        default=90,
        ge=1,
        description="Versions a later one supersedes, and tombstones, go after these days; the "
        "newest version of a living record never does.",
    )
    intake_kept_years: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Records of other sources, such as sales of shops, leave the warehouse when "
        "their business date is so many years old. Books of Odoo never do.",
    )

    ocr_engine: Literal["rapidocr", "paddleocr"] = "rapidocr"
    ocr_models_dir: Path | None = None
    ocr_threads: int = Field(default=2, ge=1)

    llm_model: str = Field(
        default="", description="As LiteLLM names it (openai/gpt-4.1-mini, ...); empty: none."
    )
    llm_api_key: SecretStr = SecretStr("")
    llm_base_url: str = Field(default="", description="For a server of one's own.")
    llm_timeout: float = Field(default=30, gt=0, description="Seconds one question may take.")
    llm_max_cost: Decimal = Field(
        default=Decimal("0.05"),
        gt=0,
        description="US dollars one question may cost, repair included.",
    )

    limit_reads: str = Field(
        default="3000/minute",
        description="Requests of one caller that only read; like 100/hour, several with ;, or "
        "empty: any number.",
    )
    limit_work: str = Field(
        default="1200/minute", description="Requests of one caller that start or change something."
    )
    limit_webhooks: str = Field(
        default="6000/minute", description="Requests of one sender with data that arrives."
    )
    limit_strangers: str = Field(
        default="600/minute",
        description="Requests from one address without a valid token of Odoo, API keys included.",
    )
    limit_all: str = Field(default="12000/minute", description="Requests of everybody together.")
    limit_storage: str = Field(
        default="memory://",
        description="Where requests are counted: in each process for itself, or for several "
        "together (redis://..., with the package coredis).",
    )

    upload_limit_mb: int = Field(default=25, ge=1, le=1024)
    dbt_project_dir: Path = Path("dbt_finance")
    dbt_build_dir: Path = Path("build/dbt")
    dbt_idle_seconds: float = Field(
        default=900,
        gt=0,
        description="A dbt process without work ends after these; the next build starts another.",
    )
    dbt_memory_mb: int = Field(
        default=1024, ge=128, description="A dbt process that used more ends after its answer."
    )
    cost_cpu_hour: Decimal = Field(
        default=Decimal("0.05"), ge=0, description="US dollars of an hour of computing in a build."
    )
    cost_gigabyte: Decimal = Field(
        default=Decimal("0.12"), ge=0, description="US dollars of a gigabyte a build writes."
    )
    migrations_dir: Path = Path(__file__).parents[1] / "deploy/supabase/migrations"

    openlineage_url: str = Field(
        default="",
        description="Takes OpenLineage events (Marquez: .../api/v1/lineage); empty: none.",
    )
    openlineage_api_key: SecretStr = SecretStr("")
    openlineage_file: Path | None = Field(
        default=None, description="File OpenLineage events are appended to, one a line."
    )
    openlineage_kept_days: int = Field(default=30, ge=1)

    worker_concurrency: int = Field(default=4, ge=1)
    worker_grace: float = Field(
        default=30, ge=0, description="Seconds a stopping worker leaves its jobs to finish."
    )
    worker_heartbeat: float = Field(default=10, gt=0, description="Seconds between heartbeats.")
    worker_lost_after: float = Field(
        default=60, gt=0, description="Seconds without a heartbeat after which a worker is lost."
    )
    job_rescues: int = Field(
        default=3, ge=0, description="How often a job is started again when its worker was lost."
    )
    job_kept_days: int = Field(default=30, ge=1)

    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def upload_limit(self) -> int:
        """Largest request body, in bytes."""
        return self.upload_limit_mb * 1024 * 1024

    @field_validator("limit_reads", "limit_work", "limit_webhooks", "limit_strangers", "limit_all")
    @classmethod
    def _refuse_unreadable_limits(cls, text: str) -> str:
        if text.strip():
            try:
                parse_many(text)
            except ValueError:
                raise ValueError(
                    f"“{text}” is no limit; write it like 100/hour or 100/hour; 10/second."
                ) from None
        return text

    @model_validator(mode="after")
    def _refuse_unsafe_secrets(self) -> Self:
        """Production without real secrets does not start; the sentence names each variable."""
        if self.environment == "development":
            return self
        secret = self.sidecar_secret.get_secret_value()
        wrong = []
        if secret == DEVELOPMENT_SECRET:
            wrong.append("IPAI_SIDECAR_SECRET still has the value meant for development")
        elif len(secret) < SECRET_LENGTH:
            wrong.append(f"IPAI_SIDECAR_SECRET is shorter than {SECRET_LENGTH} characters")
        elif len(set(secret)) < 8:
            wrong.append("IPAI_SIDECAR_SECRET repeats too few different characters")
        if not self.odoo_api_key.get_secret_value():
            wrong.append("IPAI_ODOO_API_KEY is empty")
        if "warehouse_dsn" not in self.model_fields_set:
            wrong.append("IPAI_WAREHOUSE_DSN is not set")
        if wrong:
            raise ValueError("; ".join(wrong) + ". Set real values before starting in production.")
        return self

    @model_validator(mode="after")
    def _refuse_unusable_addresses(self) -> Self:
        parts = urlsplit(self.odoo_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("IPAI_ODOO_URL must look like http://odoo.example.com:8069.")
        return self
