"""Hands OpenLineage events on, to an HTTP endpoint (Marquez, ...) or a file of the settings."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from sidecar.adapters.postgres import Pool, transaction
from sidecar.lineage import store
from sidecar.settings import Settings
from sidecar.telemetry import logger

BATCH = 200
TIMEOUT = 10.0


async def deliver(pool: Pool, settings: Settings) -> int:
    """Hand on what waits, oldest first; how many went. A dead endpoint is tried again next time."""
    sent = 0
    while settings.openlineage_url or settings.openlineage_file:
        async with transaction(pool) as connection:
            waiting = await store.waiting_events(connection, BATCH)
            taken = await _send([row["event"] for row in waiting], settings)
            await store.mark_delivered(connection, [row["id"] for row in waiting[:taken]])
        sent += taken
        if taken < BATCH:
            break
    return sent


async def _send(events: list[dict[str, Any]], settings: Settings) -> int:
    """How many of the events were taken, from the first on."""
    taken = len(events)
    if settings.openlineage_url:
        taken = await _post(events, settings)
    if settings.openlineage_file:
        await asyncio.to_thread(_append, settings.openlineage_file, events[:taken])
    return taken


async def _post(events: list[dict[str, Any]], settings: Settings) -> int:
    key = settings.openlineage_api_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(timeout=TIMEOUT, headers=headers) as client:
        for place, event in enumerate(events):
            try:
                answer = await client.post(settings.openlineage_url, json=event)
                answer.raise_for_status()
            except httpx.HTTPError as error:
                logger.warning(
                    "IPAI_OPENLINEAGE_URL did not take an event; it is sent again later",
                    reason=str(error) or type(error).__name__,
                    waiting=len(events) - place,
                )
                return place
    return len(events)


def _append(path: Path, events: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)
