-- relations --
-- Every table and view of the four layers, but partitions and the machinery behind them
select
    namespace.nspname || '.' || class.relname as relation,
    namespace.nspname as layer,
    case when class.relkind = 'v' then 'view' else 'table' end as kind,
    case class.relkind
        when 'p' then (
            select coalesce(sum(pg_catalog.pg_total_relation_size(leaf.relid)), 0)
            from pg_catalog.pg_partition_tree(class.oid) as leaf
            where leaf.isleaf
        )
        when 'v' then null
        else pg_catalog.pg_total_relation_size(class.oid)
    end::bigint as bytes,
    case class.relkind
        when 'p' then (
            select coalesce(sum(greatest(part.reltuples, 0)), 0)
            from pg_catalog.pg_partition_tree(class.oid) as leaf
            inner join pg_catalog.pg_class as part on part.oid = leaf.relid
            where leaf.isleaf
        )
        else greatest(class.reltuples, 0)
    end::bigint as estimated_rows,
    (
        select jsonb_agg(
            jsonb_build_object(
                'name', attribute.attname,
                'position', attribute.attnum,
                'type', pg_catalog.format_type(attribute.atttypid, attribute.atttypmod),
                'category', type.typcategory,
                'is_not_null', attribute.attnotnull,
                'is_comparable', coalesce(type.typcategory not in ('Z', 'X', 'P'), false)
                and type.typname not in ('json', 'jsonb', 'xml', 'vector')
            )
            order by attribute.attnum
        )
        from pg_catalog.pg_attribute as attribute
        inner join pg_catalog.pg_type as type on attribute.atttypid = type.oid
        where
            attribute.attrelid = class.oid
            and attribute.attnum > 0
            and not attribute.attisdropped
    ) as columns,
    (
        select coalesce(jsonb_agg(
            (
                select jsonb_agg(attribute.attname)
                from pg_catalog.pg_attribute as attribute
                where
                    attribute.attrelid = class.oid
                    and attribute.attnum = any(index.indkey::int2[])
            )
        ), '[]')
        from pg_catalog.pg_index as index
        where
            index.indrelid = class.oid
            and index.indisunique
            and index.indisvalid
            and index.indpred is null
            and index.indexprs is null
    ) as unique_keys
from pg_catalog.pg_class as class
inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
where
    namespace.nspname in ('bronze', 'silver', 'gold', 'platinum')
    and class.relkind in ('r', 'p', 'v', 'm')
    and not class.relispartition
    and not exists (
        select from pg_catalog.pg_depend as dependency
        where dependency.objid = class.oid and dependency.deptype = 'e'
    )
order by relation

-- synced_at --
-- The moment of Odoo that bronze agrees with: of the database that was read longest ago
select min(synced_at) as synced_at from bronze.sync_source

-- built --
-- Up to which bronze version each model was built last, and from when on that holds
with by_runs as (
    select distinct on (result.node)
        split_part(result.node, '.', 3) as model, run.hi_seq, run.started_at
    from sidecar.transform_result as result
    inner join sidecar.transform_run as run on result.run_id = run.id
    where result.resource_type in ('model', 'snapshot', 'seed') and result.status = 'success'
    order by result.node, run.id desc
)

select distinct on (model) model, hi_seq, built_at
from (
    select model, coalesce(hi_seq, 0) as hi_seq, started_at as built_at from by_runs
    union all
    select model, bronze_seq as hi_seq, built_at from silver.mark
) as known
order by model, hi_seq desc, built_at desc

-- reconciled --
-- How each table of bronze compared with Odoo last, all databases together
select
    'bronze.' || table_name as relation,
    max(compared_at) as compared_at,
    sum(odoo_count)::bigint as odoo_count,
    sum(missing)::bigint as missing,
    sum(stale)::bigint as stale,
    sum(undeleted)::bigint as undeleted
from (
    select distinct on (source, table_name) *
    from bronze.sync_reconciliation
    order by source, table_name, day desc
) as latest
group by table_name

-- checks --
-- How each data test ended last
select distinct on (result.node)
    result.node, result.status, result.failures, result.message, result.relation,
    coalesce(run.ended_at, run.started_at) as tested_at
from sidecar.transform_result as result
inner join sidecar.transform_run as run on result.run_id = run.id
where
    result.resource_type = 'test'
    and result.status <> 'skipped'
    and (%(node)s::text is null or result.node = %(node)s)
order by result.node, run.id desc

-- has_table --
-- Whether a relation exists
select to_regclass(%(relation)s) is not null as is_there

-- forget_day --
-- A second measurement of a day replaces the first
delete from sidecar.quality_profile where day = %(day)s and relation = %(relation)s

-- add_profile --
-- Keep the profile of a relation
insert into sidecar.quality_profile (
    relation, day, layer, kind, row_count, sampled_rows, bytes, newest_loaded_at, as_of, age_seconds,
    seconds, error, measured_at
)
values (
    %(relation)s, %(day)s, %(layer)s, %(kind)s, %(row_count)s, %(sampled_rows)s, %(bytes)s,
    %(newest_loaded_at)s, %(as_of)s, %(age_seconds)s, %(seconds)s, %(error)s, %(measured_at)s
)

-- add_column --
-- Keep the profile of a column
insert into sidecar.quality_column (
    relation, day, name, position, type, is_required, nulls, null_share, distinct_estimate, minimum,
    maximum
)
values (
    %(relation)s, %(day)s, %(name)s, %(position)s, %(type)s, %(is_required)s, %(nulls)s,
    %(null_share)s, %(distinct_estimate)s, %(minimum)s, %(maximum)s
)

-- put_score --
-- Keep a score; a second measurement of a day replaces the first
insert into sidecar.quality_score (
    relation, dimension, day, score, warn_below, error_below, state, reason, measured_at
)
values (
    %(relation)s, %(dimension)s, %(day)s, %(score)s, %(warn_below)s, %(error_below)s, %(state)s,
    %(reason)s, %(measured_at)s
)
on conflict (relation, dimension, day) do update set
    score = excluded.score,
    warn_below = excluded.warn_below,
    error_below = excluded.error_below,
    state = excluded.state,
    reason = excluded.reason,
    measured_at = excluded.measured_at

-- past_profiles --
-- The profiles of the days anomalies are judged by
select relation, day, row_count, newest_loaded_at, measured_at
from sidecar.quality_profile
where day >= %(since)s and day < %(before)s and kind = 'table' and error is null

-- past_nulls --
-- The share of nulls of each column on these days
select relation, name, day, null_share
from sidecar.quality_column
where day >= %(since)s and day < %(before)s and null_share is not null

-- open_incidents --
-- Incidents that have not been resolved, locked until this measurement is kept
select id, relation, rule, severity, state, reason
from sidecar.quality_incident
where state <> 'resolved'
for update

-- open_incident --
-- Open an incident
insert into sidecar.quality_incident (
    relation, rule, severity, reason, opened_at, seen_at, changed_at
)
values (
    %(relation)s, %(rule)s, %(severity)s, %(reason)s, %(at)s, %(at)s, %(at)s
)
returning id

-- see_incident --
-- It is still there
update sidecar.quality_incident
set
    severity = %(severity)s, reason = %(reason)s, seen_at = %(at)s,
    changed_at = case
        when severity <> %(severity)s or reason <> %(reason)s then %(at)s else changed_at
    end
where id = %(id)s

-- resolve_incident --
-- It is gone, or somebody says so; null when it was resolved before
update sidecar.quality_incident
set state = 'resolved', resolved_at = %(at)s, resolved_by = %(by)s, changed_at = %(at)s
where id = %(id)s and state <> 'resolved'
returning *

-- acknowledge_incident --
-- Somebody looks after it; no row when it is not open any more
update sidecar.quality_incident
set
    state = 'acknowledged', acknowledged_at = %(at)s, acknowledged_by = %(by)s, changed_at = %(at)s
where id = %(id)s and state = 'opened'
returning *

-- incident --
-- One incident
select * from sidecar.quality_incident where id = %(id)s

-- incidents --
-- Incidents that are open or changed since a moment, newest change first
select * from sidecar.quality_incident
where
    (state <> 'resolved' or changed_at > %(since)s)
    and (%(relation)s::text is null or relation = %(relation)s)
order by changed_at desc
limit 2000

-- add_alert --
-- Owe a message
insert into sidecar.quality_alert (incident_id, change, body)
values (%(incident_id)s, %(change)s, %(body)s)

-- next_alert --
-- The oldest message owed that nobody else is sending
select id, body from sidecar.quality_alert
where sent_at is null
order by id
limit 1
for update skip locked

-- alert_sent --
-- It has arrived
update sidecar.quality_alert set sent_at = clock_timestamp() where id = %(id)s

-- drop_alerts --
-- Nobody wants the messages that are owed
delete from sidecar.quality_alert where sent_at is null

-- rules --
-- The rules of Odoo as they were read last
select rule from sidecar.quality_rule order by position

-- forget_rules --
-- New rules come
delete from sidecar.quality_rule

-- add_rule --
-- Keep a rule
insert into sidecar.quality_rule (position, rule) values (%(position)s, %(rule)s)

-- latest_profiles --
-- Each relation as it was measured last; one left out for a week of measurements is gone
select distinct on (relation) *
from sidecar.quality_profile
where
    (%(relation)s::text is null or relation = %(relation)s)
    and day > (select max(day) - 7 from sidecar.quality_profile)
order by relation, day desc

-- scores --
-- Scores measured since a moment
select * from sidecar.quality_score
where measured_at > %(since)s
order by relation, day, dimension

-- columns --
-- The columns of a relation on a day
select * from sidecar.quality_column
where relation = %(relation)s and day = %(day)s
order by position

-- days --
-- The past days of a relation
select day, row_count, bytes from sidecar.quality_profile
where relation = %(relation)s and day > current_date - 90
order by day

-- prune --
-- Forget measurements nobody compares with any more
with scores as (
    delete from sidecar.quality_score where day < %(before)s
)

delete from sidecar.quality_profile where day < %(before)s

-- row_columns --
-- The columns of a table of failing rows
select column_name from information_schema.columns
where table_schema = %(schema)s and table_name = %(table)s
order by ordinal_position

-- sources_of --
-- The databases a caller of Odoo speaks for
select source from bronze.sync_source where database = %(database)s

-- overall_scores --
-- The overall score of each relation as it was measured last
select distinct on (relation) relation, day, score
from sidecar.quality_score
where dimension = 'score'
order by relation, day desc
