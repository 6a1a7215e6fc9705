"""How old the data of a relation is: the moment of its source it agrees with, changed since or not.

A table nobody changed for a week is not stale: what counts is when its source was last read, and
whether everything that was read then is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sidecar.quality.declared import Manifest

ODOO_TABLES = "bronze.odoo_"
ODOO_SOURCE = "bronze.sync_source"


@dataclass(frozen=True, slots=True)
class Built:
    """A model's last build: it holds all bronze versions up to hi_seq, which were complete at."""

    hi_seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Age:
    """The moment of the source a relation agrees with, and whether it is itself what is late.

    is_behind: it has not taken in what its sources hold, so a late source is not to blame.
    """

    as_of: datetime | None
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """How far bronze is: when Odoo was read last, the newest version of each table, now."""

    synced_at: datetime | None
    newest_seq: Mapping[str, int | None]
    now: datetime

    def is_odoo(self, relation: str) -> bool:
        return relation == ODOO_SOURCE or relation.startswith(ODOO_TABLES)


def age_of(relation: str, manifest: Manifest, sources: Sources, built: Mapping[str, Built]) -> Age:
    """The age of a relation; as_of is None when nobody can say.

    A table of bronze is as old as the last reading of Odoo. A model agrees with that too when its
    last build took in the newest versions of the tables below it, else with the moment of that
    build. Of a source that only sends (a file, a webhook) everything there is has arrived.
    """
    if sources.is_odoo(relation):
        return Age(sources.synced_at)
    name = manifest.relations.get(relation)
    upstream = manifest.upstream_sources(relation) - {relation}
    if name is None or not upstream:
        return Age(None)
    read_at = sources.now
    if any(sources.is_odoo(source) for source in upstream):
        if sources.synced_at is None:
            return Age(None)
        read_at = sources.synced_at
    if manifest.declaration(relation).is_view:
        return Age(read_at)
    last = built.get(str(manifest.nodes[name]["name"]))
    if last is None:
        return Age(None)
    newest = [seq for source in upstream if (seq := sources.newest_seq.get(source)) is not None]
    if max(newest, default=0) > last.hi_seq:
        return Age(min(read_at, last.at), is_behind=True)
    return Age(read_at)
