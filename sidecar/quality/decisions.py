"""What people decide about incidents, and the messages about them to the chat."""

from datetime import UTC, datetime

from sidecar.adapters.odoo import OdooAdapter
from sidecar.adapters.postgres import Connection, Pool, transaction
from sidecar.auth import Caller
from sidecar.errors import Conflict, NotFound
from sidecar.quality import alerts, configuration, store
from sidecar.quality.schemas import Incident


async def acknowledge(
    connection: Connection, incident_id: int, caller: Caller, note: str | None
) -> Incident:
    """Say that the caller looks after it. Raises NotFound, Conflict for a resolved one; a second
    acknowledgement changes nothing."""
    return await _decide(connection, incident_id, caller, note, "acknowledged")


async def resolve(
    connection: Connection, incident_id: int, caller: Caller, note: str | None
) -> Incident:
    """Close it; what is still wrong is opened anew by the next measurement. Raises NotFound; one
    that is resolved already stays as it is."""
    return await _decide(connection, incident_id, caller, note, "resolved")


async def send_alerts(pool: Pool, odoo: OdooAdapter) -> int:
    """Send the messages owed, one transaction each, so that one that arrived is not sent again;
    how many. Without a chat in Odoo's settings nobody wants them. Raises what the chat or Odoo
    raise; the rest stays owed."""
    async with transaction(pool) as connection:
        if await store.next_alert(connection) is None:
            return 0
    decided = await configuration.ask(odoo)
    if not decided.is_told:
        async with transaction(pool) as connection:
            await store.drop_alerts(connection)
        return 0
    return await deliver(pool, decided.webhook_url.get_secret_value())


async def deliver(pool: Pool, url: str) -> int:
    """Send the messages owed to this address; how many. Raises ChatDown, ChatRefused."""
    sent = 0
    while True:
        async with transaction(pool) as connection:
            owed = await store.next_alert(connection)
            if owed is None:
                return sent
            await alerts.post(url, owed["body"])
            await store.alert_sent(connection, owed["id"])
            sent += 1


async def _decide(
    connection: Connection, incident_id: int, caller: Caller, note: str | None, change: str
) -> Incident:
    now = datetime.now(UTC)
    by = caller.name
    if change == "resolved":
        changed = await store.resolve_incident(connection, incident_id, at=now, by=by)
    else:
        changed = await store.acknowledge_incident(connection, incident_id, at=now, by=by)
    found = changed or await store.incident(connection, incident_id)
    if found is None:
        raise NotFound("There is no such incident.")
    if changed is None and change == "acknowledged" and found["state"] == "resolved":
        raise Conflict("This incident has been resolved; there is nothing left to look after.")
    if changed is not None:
        body = alerts.message(
            change,
            relation=changed["relation"],
            rule=changed["rule"],
            severity=changed["severity"],
            reason=f"{changed['reason']} {note}" if note else changed["reason"],
            owner=None,
            by=by,
        )
        await store.add_alert(connection, incident_id, change, body)
    return Incident.model_validate(found)
