-- kept_models --
-- Models as they were read last
select model, checksum, parsed from sidecar.lineage_model

-- known_columns --
-- Columns of the relations of the warehouse, in their order
select table_schema || '.' || table_name as relation, array_agg(column_name::text order by ordinal_position) as columns
from information_schema.columns
where table_schema not in ('pg_catalog', 'information_schema')
group by table_schema, table_name

-- keep_model --
-- Keep what was read of a model
insert into sidecar.lineage_model (model, checksum, parsed, seconds)
values (%(model)s, %(checksum)s, %(parsed)s, %(seconds)s)
on conflict (model) do update
set checksum = excluded.checksum, parsed = excluded.parsed, seconds = excluded.seconds, parsed_at = now()

-- forget_models --
-- Models that are no longer in the project
delete from sidecar.lineage_model where model <> all(%(models)s)

-- clear_nodes --
-- All nodes, and with them their edges
delete from sidecar.lineage_node

-- add_run --
-- Keep how a refresh ended
insert into sidecar.lineage_run (
    checksum, models, parsed, nodes, edges, compile_seconds, parse_seconds, seconds, gold_columns,
    without_source, problems
)
values (
    %(checksum)s, %(models)s, %(parsed)s, %(nodes)s, %(edges)s, %(compile_seconds)s, %(parse_seconds)s,
    %(seconds)s, %(gold_columns)s, %(without_source)s, %(problems)s
)
returning *

-- prune_runs --
-- The last hundred refreshes are enough
delete from sidecar.lineage_run where id <= %(id)s - 100

-- last_run --
-- The latest refresh
select * from sidecar.lineage_run order by id desc limit 1

-- node --
-- One node
select id, kind, dataset, name, label, layer, data_type, description, details
from sidecar.lineage_node
where id = %(id)s

-- all_nodes --
-- Every node
select id, kind, dataset, name, label, layer, data_type, description, details
from sidecar.lineage_node
order by id

-- edges --
-- Every edge of these levels
select source, target, level, via
from sidecar.lineage_edge
where level = any(%(levels)s)
order by source, target, via

-- events --
-- Events in the order they were written
select id, event
from sidecar.lineage_event
where id > %(after)s and (%(run_id)s::bigint is null or run_id = %(run_id)s)
order by id
limit %(limit)s

-- runs_without_events --
-- Builds that ended and have not been told in events
select id, state, started_at, ended_at, message
from sidecar.transform_run as run
where
    ended_at is not null
    and state <> 'running'
    and command in ('build', 'retry')
    and ended_at > now() - make_interval(days => %(days)s)
    and not exists (select from sidecar.lineage_event as event where event.run_id = run.id)
order by id

-- results_of_run --
-- Models of a build
select node, name, relation, status, seconds, rows_affected, message
from sidecar.transform_result
where run_id = %(run_id)s and resource_type in ('model', 'seed', 'snapshot')
order by node

-- add_event --
-- Keep an event
insert into sidecar.lineage_event (run_id, node, event_type, event_time, event)
values (%(run_id)s, %(node)s, %(event_type)s, %(event_time)s, %(event)s)
on conflict do nothing

-- waiting_events --
-- Events the transports have not taken
select id, event from sidecar.lineage_event where delivered_at is null order by id limit %(limit)s

-- delivered --
-- These were taken
update sidecar.lineage_event set delivered_at = now() where id = any(%(ids)s)

-- prune_events --
-- Events older than they are kept
delete from sidecar.lineage_event where event_time < now() - make_interval(days => %(days)s)
