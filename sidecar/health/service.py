"""Asks every dependency at the same time, none for longer than allowed."""

import asyncio
import time

from sidecar.errors import SidecarError
from sidecar.health.schemas import CheckResult, Health
from sidecar.settings import Settings
from sidecar.state import Check
from sidecar.telemetry import logger

SECONDS = 2.0
# Without these nothing can be answered; without the others only a part.
VITAL = {"warehouse"}
VERSION = "0.1.0"


async def _ask(name: str, check: Check, seconds: float) -> CheckResult:
    started = time.perf_counter()
    message = None
    detail = {}
    try:
        detail = await asyncio.wait_for(check(), seconds)
    except TimeoutError:
        message = f"It did not answer within {seconds:g} seconds."
    except SidecarError as error:
        message = error.detail
    except Exception:
        logger.exception("health check failed", check=name)
        message = "Asking it failed unexpectedly; the sidecar's log has the reason."
    return CheckResult(
        status="down" if message else "ok",
        ms=round((time.perf_counter() - started) * 1000, 1),
        message=message,
        detail=detail,
    )


async def ask_all(
    checks: dict[str, Check], settings: Settings, *, seconds: float = SECONDS
) -> Health:
    """Ask each dependency; every answer has its time."""
    answers = await asyncio.gather(*(_ask(name, check, seconds) for name, check in checks.items()))
    results = dict(zip(checks, answers, strict=True))
    failed = {name for name, result in results.items() if result.status == "down"}
    return Health(
        status="down" if failed & VITAL else "degraded" if failed else "ok",
        version=VERSION,
        environment=settings.environment,
        checks=results,
    )
