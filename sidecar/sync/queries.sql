-- register_source --
-- Note which database this is and what it sends; give its cursor and what it sent before
with before as (select described from bronze.sync_source where source = %(source)s)
insert into bronze.sync_source (source, database, odoo_version, origin, described)
values (%(source)s, %(database)s, %(odoo_version)s, '', %(described)s)
on conflict (source) do update
set
    database = excluded.database,
    odoo_version = excluded.odoo_version,
    described = excluded.described
returning cursor, (select described from before) as before

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

-- announce --
-- What all rows of this transaction have in common; defaults of the bronze tables
select
    set_config('ipai.loading_source', %(source)s, true),
    set_config('ipai.loading_epoch', %(epoch)s, true),
    set_config('ipai.loading_tx', %(tx)s, true)

-- create_tables --
-- Make the bronze tables that are missing
select count(bronze.create_odoo_table(name)) as made from unnest(%(tables)s::text[]) as name

-- make_table --
-- Make a bronze table and its parts for what is loaded this month and the next, unless they are there
select bronze.make_partition(bronze.create_odoo_table(%(table)s), month::date)
from (
    select date_trunc('month', now() at time zone 'UTC') + ahead as month
    from unnest(array[interval '0', interval '1 month']) as ahead
) as months

-- range_state --
-- Whether anything is known of a range of ids, and whether rows may be copied into the table: COPY does
-- not work where row security holds for who copies
select
    exists (
        select from {relation}
        where
            source = %(source)s
            and id > %(after)s
            and (%(upto)s::bigint is null or id <= %(upto)s)
    ) as is_known,
    not row_security_active(%(relation)s) as may_copy

-- copy_versions --
-- Images nobody knows yet, as they come
copy {relation} (id, hash, payload) from stdin

-- create_stage --
-- Where images land before they are compared; only those that changed are taken apart
create temp table if not exists sync_stage (
    id bigint primary key,
    hash bigint not null,
    image text not null
) on commit delete rows

-- clear_stage --
-- For the next piece of the same batch
delete from pg_temp.sync_stage

-- copy_stage --
-- Images as COPY reads them
copy pg_temp.sync_stage (id, hash, image) from stdin

-- last_of_range --
-- The last version of each known record of a range of ids
select distinct on (id) id, op, hash, payload
from {relation}
where
    source = %(source)s
    and id > %(after)s
    and (%(upto)s::bigint is null or id <= %(upto)s)
order by id, seq desc

-- last_of_ids --
-- The last version of each known record of some ids
select wanted.id, version.op, version.hash, version.payload
from unnest(%(ids)s::bigint[]) as wanted (id)
cross join lateral (
    select op, hash, payload
    from {relation}
    where source = %(source)s and id = wanted.id
    order by seq desc
    limit 1
) as version

-- is_changed --
-- An image that differs from the version before it
last.hash is distinct from image.hash

-- is_changed_computed --
-- The same where computed fields, which the hash does not cover, may differ
(last.hash is distinct from image.hash or last.payload is distinct from image.image::jsonb)

-- insert_versions --
-- Keep each image that differs from the version before it, and bury each living record of the piece that
-- has no image; an image that was sent twice is kept once
with inserted as (
    insert into {relation} (id, op, payload, hash)
    select
        coalesce(image.id, last.id),
        case when image.id is null then 'D'::"char" else 'U'::"char" end,
        image.image::jsonb,
        image.hash
    from pg_temp.sync_stage as image
    full join ({last}) as last on last.id = image.id
    where
        case
            when image.id is null then last.op = 'U'
            else last.op is distinct from 'U' or {changed}
        end
    returning op
)
select count(*) as written, count(*) filter (where op = 'D') as deleted from inserted

-- note_table --
-- How far a table is written now
insert into bronze.sync_table (source, table_name, seq)
select %(source)s, %(table)s, last_value from bronze.odoo_seq
on conflict (source, table_name) do update
set seq = excluded.seq, changed_at = now()

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
    by_model = (
        select coalesce(jsonb_object_agg(counted.key, counted.value), '{}')
        from (
            select part.key, sum(part.value::bigint) as value
            from (
                select * from jsonb_each_text(by_model)
                union all
                select * from jsonb_each_text(%(by_model)s)
            ) as part
            group by part.key
        ) as counted
    )
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

-- written_tables --
-- The bronze tables a source has versions in, and when they were written last
select table_name, changed_at from bronze.sync_table where source = %(source)s

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

-- note_drift --
-- What changed of the tables and fields Odoo sends
insert into bronze.sync_drift (source, model, field, change, before, after)
values (%(source)s, %(model)s, %(field)s, %(change)s, %(before)s, %(after)s)

-- drift --
-- The latest changes of tables and fields
select seen_at, model, field, change, before, after
from bronze.sync_drift
where source = %(source)s
order by id desc
limit 100

-- compared --
-- The latest comparison of each table
select distinct on (table_name)
    day, model, table_name, compared_at, odoo_count, bronze_count, missing, stale, undeleted, repaired
from bronze.sync_reconciliation
where source = %(source)s
order by table_name, day desc

-- note_compared --
-- How a table compared today
insert into bronze.sync_reconciliation (
    source, day, model, table_name, odoo_count, bronze_count, missing, stale, undeleted, repaired
)
values (
    %(source)s, current_date, %(model)s, %(table_name)s, %(odoo_count)s, %(bronze_count)s,
    %(missing)s, %(stale)s, %(undeleted)s, %(repaired)s
)
on conflict (source, day, table_name) do update
set
    compared_at = now(),
    odoo_count = excluded.odoo_count,
    bronze_count = excluded.bronze_count,
    missing = excluded.missing,
    stale = excluded.stale,
    undeleted = excluded.undeleted,
    repaired = excluded.repaired
returning
    day, model, table_name, compared_at, odoo_count, bronze_count, missing, stale, undeleted, repaired

-- buckets --
-- The living records of a table taken together by buckets of ids
select
    last.id / %(size)s as bucket,
    count(*) as count,
    sum(last.id)::bigint as id_sum,
    coalesce(sum(last.hash::numeric), 0)::text as checksum
from (
    select distinct on (id) id, op, hash
    from {relation}
    where source = %(source)s
    order by id, seq desc
) as last
where last.op = 'U'
group by bucket

-- bucket_hashes --
-- The living records of some buckets
select last.id, last.hash
from (
    select distinct on (version.id) version.id, version.op, version.hash
    from unnest(%(buckets)s::bigint[]) as bucket (number)
    inner join {relation} as version
        on version.id >= bucket.number * %(size)s and version.id < (bucket.number + 1) * %(size)s
    where version.source = %(source)s
    order by version.id, version.seq desc
) as last
where last.op = 'U'

-- bronze_tables --
-- All bronze tables of Odoo with their months, oldest first
select
    parent.relname as table_name,
    array_agg(part.relname order by part.relname) filter (where part.relname is not null) as parts
from pg_class as parent
left join pg_inherits as link on link.inhparent = parent.oid
left join pg_class as part on part.oid = link.inhrelid
where parent.relnamespace = 'bronze'::regnamespace and parent.relkind = 'p' and parent.relname like 'odoo\_%%'
group by parent.relname
order by parent.relname

-- clear_versions --
-- What is older than the limit and followed by a later version, and old tombstones. All of a record that
-- goes goes in one statement, so nothing comes back to life; what silver has not read stays
delete from {relation} as version
where
    version.loaded_at < %(before)s
    and version.seq <= %(seq)s
    and (
        version.op = 'D'
        or exists (
            select from {relation} as later
            where later.source = version.source and later.id = version.id and later.seq > version.seq
        )
    )

-- read_seq --
-- Up to which version silver has read everything; all of them while nothing was built
select coalesce(min(bronze_seq), 9223372036854775807) as seq from silver.mark where bronze_seq > 0

-- is_empty --
-- Whether a month has no version left
select not exists (select from {relation}) as is_empty

-- drop_part --
-- An empty month goes
drop table {relation}

-- clear_records --
-- Records of runs, comparisons and drift nobody looks up any more
with runs as (
    delete from bronze.sync_run where started_at < %(before)s and state <> 'running' returning 1
), compared as (
    delete from bronze.sync_reconciliation where day < %(before)s returning 1
), drift as (
    delete from bronze.sync_drift where seen_at < %(before)s returning 1
)
select
    (select count(*) from runs) + (select count(*) from compared) + (select count(*) from drift) as gone
