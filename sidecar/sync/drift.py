"""What changed of the tables and fields Odoo sends: noted, never a reason to stop."""

from typing import Any

from sidecar.adapters.postgres import Connection
from sidecar.sync import store
from sidecar.sync.batches import Description

ABSENT = "absent"


async def note(
    connection: Connection, description: Description, before: list[dict[str, Any]]
) -> None:
    """Keep how the description differs from the one before it; the first is no change."""
    if not before:
        return
    found = changes(before, [table.model_dump() for table in description.tables])
    if found:
        source = {"source": description.database_uuid}
        await store.note_drift(connection, [source | change for change in found])


def changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows {model, field, change, before, after} of what came, went, or is of another type."""
    former, present = _types(before), _types(after)
    found = []
    for model in sorted(former.keys() | present.keys()):
        if model not in former:
            found.append(_change(model, None, "table_added"))
        elif model not in present:
            found.append(_change(model, None, "table_removed"))
        else:
            found += _field_changes(model, former[model], present[model])
    return found


def _field_changes(
    model: str, former: dict[str, str], present: dict[str, str]
) -> list[dict[str, Any]]:
    found = []
    for name in sorted(former.keys() | present.keys()):
        was, now = former.get(name), present.get(name)
        if was == now:
            continue
        change = "field_retyped" if was and now else "field_added" if now else "field_removed"
        found.append(_change(model, name, change, was, now))
    return found


def _types(described: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """{model: {field: type}}; a listed field the database does not have is not there."""
    return {
        table["model"]: {
            item["name"]: item["type"] for item in table["fields"] if item["type"] != ABSENT
        }
        for table in described
    }


def _change(
    model: str, field: str | None, change: str, before: str | None = None, after: str | None = None
) -> dict[str, Any]:
    return {"model": model, "field": field, "change": change, "before": before, "after": after}
