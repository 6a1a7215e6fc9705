"""Measures the warehouse, keeps what it found, and says what is wrong when it begins and ends."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import psycopg

from sidecar.adapters.locks import held
from sidecar.adapters.odoo import OdooAdapter
from sidecar.adapters.postgres import Connection, Pool, transaction
from sidecar.errors import Conflict, NotFound
from sidecar.quality import configuration, scans, store
from sidecar.quality.anomaly import WEEKS
from sidecar.quality.assessment import (
    Judgement,
    declared_keys,
    judge,
    unreadable,
)
from sidecar.quality.configuration import Configuration
from sidecar.quality.declared import Manifest
from sidecar.quality.freshness import Sources
from sidecar.quality.keeping import keep
from sidecar.quality.scans import Relation
from sidecar.quality.schemas import Assessment
from sidecar.quality.surroundings import Surroundings
from sidecar.quality.unusual import Past
from sidecar.telemetry import logger
from sidecar.transforms.runner import Dbt

KEPT_DAYS = 400


async def assess(
    pool: Pool,
    dbt: Dbt,
    odoo: OdooAdapter,
    *,
    relations: Sequence[str] | None = None,
    now: datetime | None = None,
) -> Assessment:
    """Measure the relations, all unless some are named, one after the other, each in a short
    transaction of its own. A second measurement of a day replaces the first.

    Raises Conflict while another measurement runs, NotFound for an unknown relation.
    """
    started = time.perf_counter()
    moment = now or datetime.now(UTC)
    async with held(pool, "ipai.quality.assess") as lock:
        if lock is None:
            raise Conflict("The data is being measured already; wait for it to end.")
        decided, is_fresh = await configuration.current(pool, odoo)
        chosen, everything = await _relations(pool, relations)
        around = await _surroundings(pool, dbt, everything, decided, moment)
        judgements = [await _measure(pool, relation, around) for relation in chosen]
        async with transaction(pool) as connection:
            counted = await keep(
                connection,
                judgements,
                decided,
                existing=_names(everything) if relations is None else None,
                tell=decided.is_told or not is_fresh,
                now=moment,
            )
            await store.prune(connection, moment.date() - timedelta(days=KEPT_DAYS))
    result = Assessment(
        day=moment.date(),
        relations=len(chosen),
        unreadable=sum(judgement.profile["error"] is not None for judgement in judgements),
        opened=counted["opened"],
        escalated=counted["escalated"],
        resolved=counted["resolved"],
        seconds=round(time.perf_counter() - started, 3),
        measured_at=moment,
    )
    logger.info("data measured", **result.model_dump(mode="json"))
    return result


def _names(everything: Sequence[Relation]) -> set[str]:
    return {relation.relation for relation in everything}


async def _relations(
    pool: Pool, wanted: Sequence[str] | None
) -> tuple[list[Relation], list[Relation]]:
    """The relations to measure, and all there are."""
    async with transaction(pool) as connection:
        everything = await store.relations(connection)
    if wanted is None:
        return everything, everything
    known = {relation.relation: relation for relation in everything}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise NotFound(f"The warehouse has no table {unknown[0]} in its four layers.")
    return [known[name] for name in wanted], everything


async def _surroundings(
    pool: Pool,
    dbt: Dbt,
    relations: Sequence[Relation],
    decided: Configuration,
    now: datetime,
) -> Surroundings:
    manifest = await _manifest(dbt)
    day = now.date()
    since = day - timedelta(weeks=WEEKS, days=2)
    async with transaction(pool) as connection:
        newest = {
            relation.relation: await scans.newest_seq(connection, relation)
            for relation in relations
            if relation.layer == "bronze" and relation.kind == "table"
        }
        return Surroundings(
            now=now,
            manifest=manifest,
            sources=Sources(await store.synced_at(connection), newest, now),
            built=await store.built(connection),
            checks=await store.checks(connection),
            reconciled=await store.reconciled(connection),
            rules=decided.rules,
            past=Past(
                await store.past_profiles(connection, since, day),
                await store.past_nulls(connection, since, day),
            ),
        )


async def _manifest(dbt: Dbt) -> Manifest:
    """The project's manifest; on a machine where dbt has not run yet it is made first."""
    if not dbt.manifest_path.exists():
        await dbt.run(["parse"])
    return Manifest.read(dbt.manifest_path)


async def _measure(pool: Pool, relation: Relation, around: Surroundings) -> Judgement:
    """Scan and judge one relation; one that cannot be read says why and stops nothing."""
    started = time.perf_counter()
    declared = around.manifest.declaration(relation.relation)
    try:
        async with transaction(pool) as connection:
            scan = await scans.scan(connection, relation)
            repeated = await _repeated(
                connection, relation, declared_keys(relation, declared), scan.is_sample
            )
    except psycopg.Error as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return unreadable(relation, reason, around, seconds=time.perf_counter() - started)
    return judge(relation, scan, repeated, around, seconds=time.perf_counter() - started)


async def _repeated(
    connection: Connection,
    relation: Relation,
    keys: Sequence[tuple[str, ...]],
    is_sampled: bool,
) -> dict[tuple[str, ...], int]:
    """Rows that share a key. A unique index costs no counting; a relation too large to be scanned
    is not counted either, dbt's own test of the key stands among its checks."""
    counted = {key: 0 for key in keys if relation.guarantees(key)}
    if not is_sampled:
        for key in keys:
            if key not in counted:
                counted[key] = await scans.repeated_rows(connection, relation, key)
    return counted
