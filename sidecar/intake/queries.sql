-- add_source --
-- Register a source; its Odoo database is the one given, else the one synchronised last, else one of its own
insert into sidecar.intake_source (code, source, company_id, domains, timezone)
values (
    %(code)s,
    coalesce(
        %(source)s::uuid,
        (select source from bronze.sync_source order by synced_at desc nulls last, created_at desc limit 1),
        gen_random_uuid()
    ),
    %(company_id)s, %(domains)s, %(timezone)s
)
on conflict (code) do nothing
returning code, source, company_id, domains, timezone, is_active, created_at, generation

-- rotate_source --
-- The next secret of a source; the former one is refused from now on
update sidecar.intake_source
set generation = generation + 1
where code = %(code)s
returning code, source, company_id, domains, timezone, is_active, created_at, generation

-- sources --
-- All sources
select code, source, company_id, domains, timezone, is_active, created_at
from sidecar.intake_source
order by code

-- find_source --
-- One source with what is needed to judge it
select code, source, company_id, domains, timezone, is_active, created_at, generation
from sidecar.intake_source
where code = %(code)s

-- open_batch --
-- Begin a batch; no row when this content came before (a batch in flight is waited for)
insert into bronze.intake_batch (
    origin, source, company_id, domain, channel, file_name, digest, bytes
)
values (
    %(origin)s, %(source)s, %(company_id)s, %(domain)s, %(channel)s, %(file_name)s, %(digest)s,
    %(bytes)s
)
on conflict (origin, domain, digest) do nothing
returning batch_id

-- former_batch --
-- The batch this content was
select *
from bronze.intake_batch
where origin = %(origin)s and domain = %(domain)s and digest = %(digest)s

-- create_stage --
-- Where lines land before they are compared; emptied by each batch and each commit
create temp table if not exists intake_stage (
    line bigint not null,
    key text,
    payload jsonb,
    raw text,
    reason text,
    detail text
) on commit delete rows

-- empty_stage --
-- Two batches may share a transaction
truncate pg_temp.intake_stage

-- copy_stage --
-- Lines in COPY's text form
copy pg_temp.intake_stage (line, key, payload, raw, reason, detail) from stdin

-- analyze_stage --
-- Plans of a million lines differ from those of one
analyze pg_temp.intake_stage

-- rank_stage --
-- The last line of an id is the one that counts; the others say what they are
update pg_temp.intake_stage as stage
set
    reason = case when ranked.is_same then 'duplicate' else 'superseded' end,
    detail = case
        when ranked.is_same then 'Line ' || ranked.last_line || ' of the same batch is the same.'
        else 'Line ' || ranked.last_line || ' of the same batch has another content for this id.'
    end,
    raw = stage.payload::text
from (
    select
        line,
        last_value(line) over whole as last_line,
        payload = last_value(payload) over whole as is_same
    from pg_temp.intake_stage
    where reason is null
    window whole as (
        partition by key order by line
        rows between unbounded preceding and unbounded following
    )
) as ranked
where stage.line = ranked.line and stage.reason is null and ranked.line <> ranked.last_line

-- lock_bronze --
-- One writer of bronze at a time, so that sequence numbers are committed in their order
select pg_advisory_xact_lock(hashtextextended('bronze.odoo_seq', 0))

-- insert_versions --
-- Keep each record that differs from its newest version
with inserted as (
    insert into {relation} (source, id, payload, hash, company_id, origin, key, batch_id, line)
    select
        %(source)s,
        coalesce(last.id, nextval('bronze.intake_record_id')),
        stage.payload,
        stage.hash,
        %(company_id)s,
        %(origin)s,
        stage.key,
        %(batch_id)s,
        stage.line
    from (
        select line, key, payload, md5(payload::text)::uuid as hash
        from pg_temp.intake_stage
        where reason is null
        order by line
    ) as stage
    left join lateral (
        select version.id, version.hash, version.company_id
        from {relation} as version
        where
            version.source = %(source)s
            and version.origin = %(origin)s
            and version.key = stage.key
        order by version.seq desc
        limit 1
    ) as last on true
    where
        last.hash is distinct from stage.hash or last.company_id is distinct from %(company_id)s
    returning id
)
select count(*) as written from inserted

-- settle --
-- Records that came in order now are no longer waiting in quarantine
update bronze.quarantine as waiting
set settled_at = now()
from pg_temp.intake_stage as stage
where
    waiting.origin = %(origin)s
    and waiting.domain = %(domain)s
    and waiting.key = stage.key
    and waiting.settled_at is null
    and stage.reason is null

-- quarantine --
-- Keep what could not become a record
insert into bronze.quarantine (
    batch_id, origin, source, company_id, domain, line, key, raw, reason, detail
)
select
    %(batch_id)s, %(origin)s, %(source)s, %(company_id)s, %(domain)s, line, key, raw, reason, detail
from pg_temp.intake_stage
where reason is not null
order by line

-- close_batch --
-- Note what became of the lines
update bronze.intake_batch as batch
set
    received = counted.received,
    accepted = counted.accepted,
    unchanged = counted.accepted - %(written)s,
    quarantined = counted.received - counted.accepted
from (
    select count(*) as received, count(*) filter (where reason is null) as accepted
    from pg_temp.intake_stage
) as counted
where batch.batch_id = %(batch_id)s
returning batch.*

-- batches --
-- The latest batches of some companies; of all when none are given
select *
from bronze.intake_batch
where
    (%(companies)s::integer [] is null or company_id = any(%(companies)s))
    and (%(domain)s::text is null or domain = %(domain)s)
order by created_at desc
limit %(limit)s

-- find_batch --
-- One batch
select * from bronze.intake_batch
where
    batch_id = %(batch_id)s
    and (%(companies)s::integer [] is null or company_id = any(%(companies)s))

-- quarantined --
-- Lines a batch left in quarantine
select line, key, left(raw, 10000) as raw, reason, detail, settled_at
from bronze.quarantine
where batch_id = %(batch_id)s and line > %(after)s
order by line
limit %(limit)s

-- retire_records --
-- Delete what is too old by its business date (by its arrival when it names none): a tombstone, which the
-- layers behind follow as they follow any deletion
insert into {relation} (source, id, op, company_id, origin, key, batch_id, line)
select last.source, last.id, 'D', last.company_id, last.origin, last.key, last.batch_id, last.line
from (
    select distinct on (version.source, version.id) version.*
    from {relation} as version
    order by version.source, version.id, version.seq desc
) as last
where
    last.op = 'U'
    and coalesce((last.payload ->> %(kept_by)s)::date, last.loaded_at::date)
    < current_date - make_interval(years => %(years)s)

-- prune_versions --
-- Versions that others replaced long ago; the newest of a record stays whatever its age
delete from {relation} as version
where
    version.loaded_at < now() - make_interval(days => %(days)s)
    and exists (
        select from {relation} as newer
        where newer.source = version.source and newer.id = version.id and newer.seq > version.seq
    )

-- prune_quarantine --
-- Lines in quarantine that were settled, or that nobody asked for, long ago
delete from bronze.quarantine
where coalesce(settled_at, created_at) < now() - make_interval(days => %(days)s)
