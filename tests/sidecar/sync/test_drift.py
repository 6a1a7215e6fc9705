"""A field or table that comes, goes, or changes its type in Odoo is noted and stops nothing."""

import json

from sidecar.adapters.postgres import transaction
from sidecar.sync import drift, service
from sidecar.sync.reader import OdooReader


def table(model, **types):
    fields = [{"name": name, "type": kind, "relation": None} for name, kind in types.items()]
    return {"model": model, "table": model.replace(".", "_"), "fields": fields}


def test_each_kind_of_change_is_found():
    before = [
        table("res.partner", name="char", vat="char", ref="char", later="absent"),
        table("hr.job", name="char"),
    ]
    after = [
        table("res.partner", name="text", ref="char", later="integer", vat="absent"),
        table("res.bank", name="char"),
    ]
    found = [(row["model"], row["field"], row["change"]) for row in drift.changes(before, after)]
    assert found == [
        ("hr.job", None, "table_removed"),
        ("res.bank", None, "table_added"),
        ("res.partner", "later", "field_added"),
        ("res.partner", "name", "field_retyped"),
        ("res.partner", "vat", "field_removed"),
    ]


async def test_it_is_kept_and_shown(own_state, books):
    reader = OdooReader(books)
    await service.run(own_state["pool"], reader)
    await service.run(own_state["pool"], reader)
    described = json.loads(json.dumps(books.describe()))
    described["tables"][0]["fields"][1]["type"] = "char"
    books.describe = lambda: described
    await service.run(own_state["pool"], reader)
    async with transaction(own_state["pool"]) as connection:
        [source] = (await service.status(connection)).sources
    [change] = source.drift
    assert (change.model, change.field, change.change) == (
        "res.partner",
        "ipai_tin",
        "field_added",
    )
    assert (change.before, change.after) == (None, "char")
