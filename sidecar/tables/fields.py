"""What of a model of Odoo can leave it, and as which type it stands in silver."""

import re
from pathlib import Path

from pydantic import BaseModel

from sidecar.errors import BadRequest

SQL_TYPES = {
    "char": "text",
    "text": "text",
    "html": "text",
    "selection": "text",
    "integer": "integer",
    "float": "numeric",
    "monetary": "numeric",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "many2one": "integer",
    "many2many": "integer[]",
    "json": "jsonb",
    "properties": "jsonb",
}
# Every record has these; who wrote it is nobody's business in a mart.
BOOKKEEPING = frozenset(
    {"id", "create_uid", "write_uid", "display_name", "__last_update", "create_date"}
)
LAST = "write_date"
RENAMED = {"write_date": "changed_at", "create_date": "created_at"}
_MODEL = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
_FIELD = re.compile(r"^[a-z_][a-z0-9_]*$")


class Field(BaseModel):
    """One field of a model. refusal: why it may not leave Odoo ("sensitive", "type"), else None."""

    name: str
    type: str
    label: str | None = None
    relation: str | None = None
    refusal: str | None = None

    @property
    def sql_type(self) -> str:
        """The type of its column in silver."""
        return SQL_TYPES[self.type]

    @property
    def column(self) -> str:
        """The name of its column in silver."""
        return RENAMED.get(self.name, self.name)


class Table(BaseModel):
    """A model of Odoo as it is added: what one record is, and the fields that are sent."""

    model: str
    noun: str
    fields: list[Field]

    @property
    def table(self) -> str:
        """Its table in Odoo, whose name bronze takes over."""
        return self.model.replace(".", "_")

    @property
    def key(self) -> str:
        """The column of the id in silver: product_category_id."""
        return f"{self.singular}_id"

    @property
    def singular(self) -> str:
        """The noun as a name: product_category."""
        return re.sub(r"\W+", "_", self.noun.strip().lower()).strip("_")

    @property
    def silver(self) -> str:
        """Name of its silver model: slv_product_categories."""
        return f"slv_{plural(self.singular)}"


def plural(noun: str) -> str:
    """The English plural of a noun."""
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(s|x|z|ch|sh)$", noun) else f"{noun}s"


def checked_model(name: str) -> str:
    """The technical name of a model; raises BadRequest when it cannot be one."""
    if not _MODEL.match(name):
        raise BadRequest(f"“{name}” is no model of Odoo: write it like res.partner.category.")
    return name


def typed(text: str) -> list[Field]:
    """Fields written as `name:char, parent_id:many2one`; raises BadRequest naming what is wrong."""
    found = []
    for part in filter(None, re.split(r"[\s,]+", text)):
        name, _, kind = part.partition(":")
        if not _FIELD.match(name) or kind not in SQL_TYPES:
            raise BadRequest(
                f"“{part}” is no field: write name:type, the type one of {', '.join(SQL_TYPES)}."
            )
        found.append(Field(name=name, type=kind))
    return found


def chosen(known: list[Field], wanted: list[str]) -> list[Field]:
    """The fields to send: those wanted, else all that may be; the last change comes last.

    Raises BadRequest naming a wanted field that is not there, or may not leave Odoo.
    """
    by_name = {field.name: field for field in known}
    for name in wanted:
        if name not in by_name:
            raise BadRequest(f"The model has no stored field {name}.")
        if reason := _reason(by_name[name]):
            raise BadRequest(f"{name} {reason} Leave it out.")
    names = wanted or [
        field.name for field in known if field.name not in BOOKKEEPING and not _reason(field)
    ]
    sent = [by_name[name] for name in dict.fromkeys(names) if name not in {"id", LAST}]
    if not sent:
        raise BadRequest("None of the fields of this model may leave Odoo.")
    return [*sent, by_name.get(LAST) or Field(name=LAST, type="datetime")]


def _reason(field: Field) -> str | None:
    """Why a field cannot be sent, as the end of a sentence."""
    if field.refusal == "sensitive":
        return "is secret or private and is never synchronised."
    if field.refusal == "unmasked":
        return "may leave under a mask only: give it one in the list, by hand."
    if field.refusal or field.type not in SQL_TYPES:
        return "is a file or a list of lines, not a column whose changes can be noted."
    return None


def repository(start: Path) -> Path:
    """The tree the files of the project lie in; raises BadRequest when there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "dbt_finance/dbt_project.yml").is_file() and (folder / "addons").is_dir():
            return folder
    raise BadRequest(f"{start} is not inside a tree of the project: give it with --tree.")
