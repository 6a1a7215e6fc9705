"""Logs with a call id and without secrets, and the counters Prometheus collects."""

import logging
import math
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from sidecar.settings import Settings

SECRET_NAME = re.compile(
    r"secret|password|passwd|token|authorization|api[_-]?key|cookie|dsn|signature", re.IGNORECASE
)
SECRET_TEXT = re.compile(
    r"(?P<dsn>(?<=://)[^:/@\s]+:[^@\s]+(?=@))"
    r"|(?P<key>\bipai_[a-z0-9]+_[\w-]{16,})"
    r"|(?P<jwt>\beyJ[\w-]+\.[\w-]+\.[\w-]+)"
)
HIDDEN = "***"

logger = structlog.get_logger("sidecar")


def without_secrets(value: Any) -> Any:
    """A copy of the value in which secrets, by their name or their look, are stars."""
    if isinstance(value, MutableMapping | dict):
        return {
            key: HIDDEN if SECRET_NAME.search(str(key)) else without_secrets(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_secrets(item) for item in value]
    if isinstance(value, str):
        return SECRET_TEXT.sub(HIDDEN, value)
    return value


def _hide_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    hidden: dict[str, Any] = without_secrets(dict(event))
    return hidden


def configure_logging(settings: Settings) -> None:
    """Send our lines and those of the libraries, in one format, to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    as_json = settings.log_format == "json"
    final: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        # The traceback becomes text first, so that secrets in it are hidden too.
        structlog.processors.format_exc_info,
        _hide_secrets,
        structlog.processors.JSONRenderer(default=str)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False),
    ]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    # One line a request is ours; procrastinate's lines repeat the whole arguments of a job.
    for name in ("uvicorn.access", "procrastinate", "httpx", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # It tells of each failed job with all its arguments; our own line has the sentence. Its child,
    # named after our worker, tells of troubles of the worker itself.
    logging.getLogger("procrastinate.worker").setLevel(logging.CRITICAL)
    logging.getLogger("procrastinate.worker.sidecar").setLevel(logging.WARNING)


def call_id() -> str | None:
    """The id of the call this code works for, None outside a call."""
    value = structlog.contextvars.get_contextvars().get("call_id")
    return str(value) if value else None


class Metrics:
    """The counters of one application; each has its own registry, so that two can live together."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.requests = Counter(
            "ipai_requests_total",
            "Answered requests.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "ipai_request_seconds",
            "Seconds from the first byte of a request to the last of its answer.",
            ["method", "route"],
            buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "ipai_requests_in_flight", "Requests being answered now.", registry=self.registry
        )
        self.jobs = Gauge(
            "ipai_jobs", "Jobs in the queue's table.", ["task", "state"], registry=self.registry
        )
        self.workers = Gauge(
            "ipai_workers_alive", "Workers with a recent heartbeat.", registry=self.registry
        )
        self.oldest_waiting = Gauge(
            "ipai_jobs_oldest_waiting_seconds",
            "How long the oldest job that is due has waited.",
            registry=self.registry,
        )
        self._add_freshness()
        self.forget_queue()

    def _add_freshness(self) -> None:
        self.sync_age = Gauge(
            "ipai_sync_age_seconds",
            "Seconds since the last batch of an Odoo database was committed.",
            ["database"],
            registry=self.registry,
        )
        self.sync_behind_rows = Gauge(
            "ipai_sync_behind_rows",
            "Changes that waited in Odoo after the last batch.",
            ["database"],
            registry=self.registry,
        )
        self.sync_behind = Gauge(
            "ipai_sync_behind_seconds",
            "How long the oldest of them had waited.",
            ["database"],
            registry=self.registry,
        )
        self.last_end = Gauge(
            "ipai_warehouse_last_end_timestamp_seconds",
            "When a synchronisation or a build last ended this way.",
            ["task", "state"],
            registry=self.registry,
        )

    def show_freshness(self, lag: list[dict[str, Any]], runs: list[dict[str, Any]]) -> None:
        """Take over what the warehouse says of its own age; nothing is shown of what is unknown."""
        for gauge in (self.sync_age, self.sync_behind_rows, self.sync_behind, self.last_end):
            gauge.clear()
        for row in lag:
            self.sync_age.labels(row["database"]).set(row["age_seconds"])
            self.sync_behind_rows.labels(row["database"]).set(row["behind_rows"])
            self.sync_behind.labels(row["database"]).set(row["behind_seconds"])
        for row in runs:
            self.last_end.labels(row["task"], row["state"]).set(row["ended_at"])

    def show_queue(self, pulse: dict[str, Any], counts: list[dict[str, Any]]) -> None:
        """Take over what the queue's tables say; counts are rows of task, state, count."""
        self.workers.set(pulse["workers"])
        self.oldest_waiting.set(pulse["oldest_waiting_seconds"])
        self.jobs.clear()
        for row in counts:
            self.jobs.labels(row["task"], row["state"]).set(row["count"])

    def forget_queue(self) -> None:
        """Nothing is known of the queue: NaN, which is not zero."""
        self.workers.set(math.nan)
        self.oldest_waiting.set(math.nan)
        self.jobs.clear()

    def exposition(self) -> bytes:
        """All values in Prometheus' text format."""
        return generate_latest(self.registry)
