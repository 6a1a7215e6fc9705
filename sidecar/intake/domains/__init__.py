"""What may be sent: one TOML file a domain, with the fields of its records and their types."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sidecar.errors import NotFound

FieldType: TypeAlias = Literal["text", "date", "month", "decimal", "integer", "boolean"]
FOLDER = Path(__file__).parent
NAME = r"^[a-z][a-z0-9_]{0,39}$"


class FieldOf(BaseModel):
    """One field of a record and the other names senders have for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: FieldType
    aliases: list[str] = Field(default_factory=list)


class Domain(BaseModel):
    """One kind of record that may be sent.

    key: the fields that name a record; a second record with the same values is a newer version of
    it. Its versions are kept in bronze.bronze_<name>.
    kept_by: the date from which a record is kept for IPAI_INTAKE_KEPT_YEARS; without it records
    stay until their sender changes them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME)
    title: str
    key: list[str] = Field(min_length=1)
    kept_by: str | None = None
    fields: dict[str, FieldOf]

    @model_validator(mode="after")
    def _key_is_of_fields(self) -> "Domain":
        unknown = sorted(set(self.key) - set(self.fields))
        if unknown:
            raise ValueError(f"the key field {unknown[0]} is not among the fields")
        if self.kept_by and getattr(self.fields.get(self.kept_by), "type", None) != "date":
            raise ValueError(f"kept_by names {self.kept_by}, which is no field of type date")
        return self

    def column(self, name: str) -> str:
        """The field a sender's name stands for; the name itself when it is none of ours."""
        plain = name.strip().lower().replace(" ", "_").replace("-", "_")
        return self.names.get(plain, name.strip())

    @property
    def names(self) -> dict[str, str]:
        """Every name a field is known by -> the field."""
        return _names(self.name)


@cache
def _names(domain: str) -> dict[str, str]:
    fields = domain_of(domain).fields
    aliases = {alias: name for name, field in fields.items() for alias in field.aliases}
    return aliases | {name: name for name in fields}


@cache
def domain_of(name: str) -> Domain:
    """The domain of this name. Raises NotFound, which names those there are."""
    if name not in domain_names():
        raise NotFound(
            f"There is no domain {name}; the domains are {', '.join(domain_names())}. "
            "dbt_finance/README.md says how one is added.",
            code="unknown_domain",
        )
    path = FOLDER / f"{name}.toml"
    return Domain(name=name, **tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def domain_names() -> tuple[str, ...]:
    """All domains, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
