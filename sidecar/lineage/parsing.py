"""From the SQL of every model to its columns; what did not change since is not read again."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any

import sqlglot
from sqlglot.errors import SqlglotError

from sidecar.lineage.manifest import Project, Relation
from sidecar.lineage.query import Reader
from sidecar.lineage.trace import Origin, Shape, Trace, Use, outside

# Part of every checksum: another number reads all models again.
READING = "2"
DIALECT = "postgres"


@dataclass(frozen=True)
class Parsed:
    """What one model's SQL says: its columns and rows, what it reads, what could not be read."""

    checksum: str
    columns: dict[str, Trace]
    rows: Trace
    indirect: frozenset[Use]
    relations: frozenset[str]
    problems: tuple[str, ...]
    seconds: float
    is_new: bool = field(default=True, compare=False)

    @cached_property
    def stored(self) -> dict[str, Any]:
        """As JSON; columns as a list, for their order counts and jsonb keeps none of keys."""
        return {
            "columns": [[name, _pack(trace)] for name, trace in self.columns.items()],
            "rows": _pack(self.rows),
            "indirect": _pack(Trace(self.indirect))["uses"],
            "relations": sorted(self.relations),
            "problems": list(self.problems),
        }

    @classmethod
    def from_stored(cls, checksum: str, parsed: dict[str, Any]) -> "Parsed":
        """What `stored` gave."""
        return cls(
            checksum=checksum,
            columns={name: _unpack(packed) for name, packed in parsed["columns"]},
            rows=_unpack(parsed["rows"]),
            indirect=_unpack({"uses": parsed["indirect"], "made": []}).uses,
            relations=frozenset(parsed["relations"]),
            problems=tuple(parsed["problems"]),
            seconds=0.0,
            is_new=False,
        )


def _pack(trace: Trace) -> dict[str, Any]:
    uses = sorted([use.origin.relation, use.origin.column, use.via] for use in trace.uses)
    return {"uses": uses, "made": sorted(trace.made)}


def _unpack(packed: dict[str, Any]) -> Trace:
    uses = frozenset(Use(Origin(relation, column), via) for relation, column, via in packed["uses"])
    return Trace(uses, frozenset(packed["made"]))


def parse_project(
    project: Project,
    known: Mapping[str, list[str]],
    kept: Mapping[str, tuple[str, dict[str, Any]]],
) -> dict[str, Parsed]:
    """Every model read, by "schema.name".

    known: columns of relations that are no models, as the database has them. kept: (checksum,
    parsed) of earlier readings, used where the checksum is the same.
    """
    columns: dict[str, list[str]] = dict(known)
    found: dict[str, Parsed] = {}
    for relation in project.relations.values():
        if relation.sql is None:
            columns.setdefault(relation.id, [column.name for column in relation.columns])
            continue
        checksum = _checksum(relation, project, columns)
        before = kept.get(relation.id)
        if before and before[0] == checksum:
            parsed = Parsed.from_stored(*before)
        else:
            parsed = parse_model(relation, columns, checksum)
        found[relation.id] = parsed
        columns[relation.id] = list(parsed.columns)
    return found


def parse_model(relation: Relation, columns: Mapping[str, list[str]], checksum: str) -> Parsed:
    """Read one model; SQL that cannot be read at all is a problem, not an error."""
    started = time.perf_counter()

    def shape_of(name: str) -> Shape:
        return outside(name, columns.get(name) or None)

    reader = Reader(shape_of)
    try:
        shape = reader.read(sqlglot.parse_one(relation.sql or "", read=DIALECT))
    except (SqlglotError, RecursionError) as error:
        reader.report(f"its SQL could not be read: {str(error).splitlines()[0]}")
        shape = Shape()
    declared = {column.name for column in relation.columns}
    for name in sorted(declared - set(shape.columns)) if declared else []:
        reader.report(f"its query has no column {name}, which its yml describes")
    return Parsed(
        checksum=checksum,
        columns=shape.columns,
        rows=shape.rows,
        indirect=shape.indirect,
        relations=frozenset(reader.relations),
        problems=tuple(reader.problems),
        seconds=time.perf_counter() - started,
    )


def _checksum(relation: Relation, project: Project, columns: Mapping[str, list[str]]) -> str:
    """Of the SQL, and of the columns of what it reads: `select *` has what its parent has."""
    parents = {
        parent.id: columns.get(parent.id)
        for unique_id in relation.parents
        if (parent := project.by_unique_id.get(unique_id))
    }
    declared = [column.name for column in relation.columns]
    said = [READING, version("sqlglot"), relation.sql, parents, declared]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
