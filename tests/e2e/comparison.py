"""Whether bronze holds what Odoo holds, record by record and field by field.

The truth is read from Odoo's database by queries of its own, not by those of ipai_sync.
"""

import time

import psycopg
from psycopg import sql

from sidecar.sync import service as sync

PATIENCE_SECONDS = 180
# What is made for sending, not stored as it is sent.
MADE = ("computed", "masked")


async def settle(pool, reader) -> None:
    """Synchronise until nothing is left; other transactions of the machine may take a moment."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (await sync.run(pool, reader)).settled:
        assert time.monotonic() < until, "a transaction holds the horizon"
        time.sleep(0.05)


async def settled_differences(pool, reader, odoo, warehouse) -> list[tuple]:
    """What differs when nothing is left to read. Odoo works on its own too (a login, a scheduled
    action), so a difference counts only when further runs do not clear it."""
    found: list[tuple] = []
    for _ in range(3):
        await settle(pool, reader)
        found = differences(odoo, warehouse)
        if not found:
            break
    return found


def differences(odoo, warehouse) -> list[tuple]:
    """(table, id, field, in Odoo, in bronze) of all that is not the same."""
    found = []
    described = warehouse.adapter.execute_sync("ipai.sync.table", "describe")
    with psycopg.connect(odoo.dsn) as books, psycopg.connect(warehouse.dsn) as bronze:
        for table in described["tables"]:
            expected = odoo_rows(books, table)
            living = bronze_rows(bronze, table["table"])
            for key in expected.keys() | living.keys():
                mine, theirs = expected.get(key), living.get(key)
                if mine is None or theirs is None:
                    found.append((table["table"], key, "exists", mine, theirs))
                    continue
                found += [
                    (table["table"], key, name, value, theirs.get(name))
                    for name, value in mine.items()
                    if value != theirs.get(name)
                ]
    return found


def odoo_rows(connection: psycopg.Connection, table: dict) -> dict[int, dict]:
    """{id: {field: value}} of a table, in the form images have."""
    sent = [f for f in table["fields"] if not any(f.get(made) for made in MADE)]
    fields = [f for f in sent if f["type"] not in ("absent", "many2many")]
    rows = connection.execute(
        sql.SQL("select id, to_jsonb(t) from {} t").format(sql.Identifier(table["table"]))
    ).fetchall()
    found = {
        key: {f["name"]: plain(row.get(f["name"]), f["type"]) for f in fields} for key, row in rows
    }
    for field in (f for f in sent if f["type"] == "many2many"):
        for key in found:
            found[key][field["name"]] = []
        place = connection.execute(
            "select relation_table, column1, column2 from ir_model_fields"
            " where model = %s and name = %s",
            [table["model"], field["name"]],
        ).fetchone()
        relation, mine, other = map(sql.Identifier, place)
        pairs = connection.execute(
            sql.SQL("select {}, {} from {} order by 2").format(mine, other, relation)
        )
        for key, value in pairs.fetchall():
            found[key][field["name"]].append(value)
    return found


def plain(value, kind: str):
    """A column's JSON as an image has it: texts in English, moments in UTC."""
    if kind == "datetime" and value is not None:
        moment, _, fraction = value.partition(".")
        return f"{moment}.{fraction:0<6}Z"
    if kind in ("char", "text", "html") and isinstance(value, dict):
        return value.get("en_US") or (min(value.values()) if value else None)
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


def bronze_rows(connection: psycopg.Connection, table: str) -> dict[int, dict]:
    """{id: payload} of what is living in bronze."""
    rows = connection.execute(
        sql.SQL(
            "select distinct on (id) id, op::text, payload from {} order by id, seq desc"
        ).format(sql.Identifier("bronze", f"odoo_{table}"))
    ).fetchall()
    return {key: payload for key, op, payload in rows if op == "U"}
