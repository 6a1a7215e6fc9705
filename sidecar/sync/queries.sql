-- register_source --
-- Note which database this is and what it sends; give its cursor
insert into bronze.sync_source (source, database, odoo_version, origin, described)
values (%(source)s, %(database)s, %(odoo_version)s, '', %(described)s)
on conflict (source) do update
set
    database = excluded.database,
    odoo_version = excluded.odoo_version,
    described = excluded.described
returning cursor

-- interrupt_runs --
-- Runs still open when we hold the lock belong to processes that are gone
update bronze.sync_run
set state = 'interrupted', ended_at = now(), message = 'The process that ran it ended.'
where source = %(source)s and state = 'running'

-- start_run --
-- Open the record of a run
insert into bronze.sync_run (source) values (%(source)s) returning id

-- end_run --
-- Close the record of a run
update bronze.sync_run
set state = %(state)s, ended_at = clock_timestamp(), message = %(message)s
where id = %(id)s

-- lock_bronze --
-- One writer of bronze at a time, so that sequence numbers are committed in their order
select pg_advisory_xact_lock(hashtextextended('bronze.odoo_seq', 0))

-- lock_cursor --
-- The cursor bronze stands at, held until the batch is committed
select cursor, origin, epoch from bronze.sync_source where source = %(source)s for update

-- create_table --
-- Make a bronze table unless it is there
select bronze.create_odoo_table(%(table)s)::text as relation

-- create_stage --
-- Where a batch lands before it is compared; emptied by each commit
create temp table if not exists sync_stage (line jsonb not null) on commit delete rows

-- create_image --
-- The batch taken apart; emptied by each commit
create temp table if not exists sync_image (
    model text not null,
    id bigint not null,
    op "char" not null,
    payload jsonb,
    hash uuid,
    primary key (model, id)
) on commit delete rows

-- copy_stage --
-- JSON lines, escaped for COPY
copy pg_temp.sync_stage (line) from stdin

-- fill_image --
-- Take the lines apart; the hash is over PostgreSQL's canonical text of the row. A record may be sent
-- twice in a batch, as changed and in the page of a snapshot: both show the same state
insert into pg_temp.sync_image (model, id, op, payload, hash)
select
    line ->> 'model',
    (line ->> 'id')::bigint,
    (line ->> 'op')::"char",
    line -> 'row',
    md5((line -> 'row')::text)::uuid
from pg_temp.sync_stage
on conflict do nothing

-- staged_models --
-- Models that are in the batch
select distinct model from pg_temp.sync_image order by model

-- insert_versions --
-- Keep each image that differs from the version before it; an image that was sent twice is kept once
with inserted as (
    insert into {relation} (source, id, epoch, tx, op, payload, hash)
    select %(source)s, image.id, %(epoch)s, %(tx)s, image.op, image.payload, image.hash
    from pg_temp.sync_image as image
    left join lateral (
        select version.op, version.hash
        from {relation} as version
        where version.source = %(source)s and version.id = image.id
        order by version.seq desc
        limit 1
    ) as last on true
    where
        image.model = %(model)s
        and case image.op
            when 'D' then last.op = 'U'
            else last.op is distinct from 'U' or last.hash is distinct from image.hash
        end
    returning op
)
select count(*) as written, count(*) filter (where op = 'D') as deleted from inserted

-- bury_missing --
-- Tombstones for living ids of a range that the batch, which has all ids of that range, does not have
with inserted as (
    insert into {relation} (source, id, epoch, tx, op)
    select %(source)s, last.id, %(epoch)s, %(tx)s, 'D'
    from (
        select distinct on (version.id) version.id, version.op
        from {relation} as version
        where
            version.source = %(source)s
            and version.id > %(after)s
            and (%(upto)s::bigint is null or version.id <= %(upto)s)
        order by version.id, version.seq desc
    ) as last
    where
        last.op = 'U'
        and not exists (
            select from pg_temp.sync_image as image
            where image.model = %(model)s and image.id = last.id and image.op = 'U'
        )
    returning op
)
select count(*) as written from inserted

-- move_cursor --
-- The batch is in: the cursor moves in the same transaction
update bronze.sync_source
set
    cursor = %(cursor)s,
    origin = %(origin)s,
    epoch = %(epoch)s,
    behind = %(behind)s,
    synced_at = clock_timestamp()
where source = %(source)s

-- add_to_run --
-- Add a batch to the record of its run
update bronze.sync_run
set
    batches = batches + 1,
    rows_read = rows_read + %(rows_read)s,
    rows_written = rows_written + %(rows_written)s,
    rows_deleted = rows_deleted + %(rows_deleted)s,
    bytes_read = bytes_read + %(bytes_read)s,
    by_model = by_model || %(by_model)s
where id = %(id)s

-- count_table --
-- Living records, the sum of their ids, and all versions of a bronze table
with last as (
    select distinct on (id) id, op
    from {relation}
    where source = %(source)s
    order by id, seq desc
)
select
    count(*) filter (where op = 'U') as living,
    coalesce(sum(id) filter (where op = 'U'), 0)::bigint as id_sum,
    (select count(*) from {relation} where source = %(source)s) as versions
from last

-- sources --
-- All sources, the one synchronised last first
select
    source::text,
    database,
    odoo_version,
    described,
    behind,
    synced_at,
    extract(epoch from clock_timestamp() - synced_at)::float as age_seconds
from bronze.sync_source
order by synced_at desc nulls last

-- runs --
-- The latest runs
select
    id, state, started_at, ended_at, batches, rows_read, rows_written, rows_deleted, bytes_read,
    message
from bronze.sync_run
order by id desc
limit %(limit)s
