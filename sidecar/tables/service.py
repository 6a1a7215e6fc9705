"""Which fields of a model are sent, asked of Odoo or typed; then the files of the table."""

import importlib.util
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sidecar.errors import BadRequest
from sidecar.tables import files
from sidecar.tables.fields import Field, Table, checked_model, chosen, typed

Ask = Callable[[str], Awaitable[dict[str, Any]]]
SENSITIVE = "addons/ipai_sync/tools/sensitive.py"
# Odoo's modules stand before what a record is called: res.partner.category is a partner category.
PREFIXES = {"res", "ir", "base", "mail", "ipai"}


class Added(BaseModel):
    """What was done for a table; nothing was written when everything was there already."""

    model: str
    silver: str
    fields: list[str]
    written: list[str]


async def add(tree: Path, model: str, asked: str, noun: str | None, ask: Ask) -> Added:
    """Bring a model of Odoo into the list, bronze and silver of a tree; repeat it as you like.

    asked: names of fields, or name:type for each, which needs no Odoo; empty for all that may
    leave. Raises BadRequest with a sentence for what may not leave or is not there.
    """
    model = checked_model(model)
    known = typed(asked) if ":" in asked else await _described(model, ask)
    if ":" in asked:
        known = _refused_here(tree, model, known)
    wanted = [name.partition(":")[0] for name in re.split(r"[\s,]+", asked) if name]
    if listed := files.listed(tree, model):
        wanted = _of_list(model, known, listed, wanted)
    table = Table(model=model, noun=noun or noun_of(model), fields=chosen(known, wanted))
    written = files.add(tree, table)
    return Added(
        model=model,
        silver=files.silver_of(tree, table) or table.silver,
        fields=[field.name for field in table.fields],
        written=written,
    )


def _of_list(model: str, known: list[Field], listed: list[str], wanted: list[str]) -> list[str]:
    """What the list has of a model already; raises BadRequest when more is wanted."""
    if more := [name for name in wanted if name not in listed]:
        chosen(known, more)
        raise BadRequest(
            f"{model} is in the list already, without {', '.join(more)}: add that to its record, "
            "to _odoo__sources.yml and to its silver model."
        )
    there = {field.name for field in known}
    return [name for name in listed if name in there]


def noun_of(model: str) -> str:
    """What one record of a model is called: res.partner.category -> partner category."""
    words = model.replace("_", ".").split(".")
    return " ".join(words[1:] if words[0] in PREFIXES and len(words) > 1 else words)


async def _described(model: str, ask: Ask) -> list[Field]:
    return [Field.model_validate(field) for field in (await ask(model))["fields"]]


def _refused_here(tree: Path, model: str, fields: list[Field]) -> list[Field]:
    """The fields with what the addon of this tree refuses, as there is no Odoo to say it."""
    spec = importlib.util.spec_from_file_location("sensitive", tree / SENSITIVE)
    if spec is None or spec.loader is None:
        raise BadRequest(f"{tree / SENSITIVE} cannot be read: it says what never leaves Odoo.")
    rules = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rules)
    if model in rules.REFUSED_MODELS:
        raise BadRequest(f"{model} holds secrets or private data and is never synchronised.")
    return [
        field.model_copy(update={"refusal": rules.refusal(model, field.name, field.type)})
        for field in fields
    ]
