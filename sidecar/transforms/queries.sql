-- wait_for_bronze --
-- Wait until the batch that is being written, if any, is committed; no number below is open then
select pg_advisory_xact_lock_shared(hashtextextended('bronze.odoo_seq', 0))

-- hi_seq --
-- The last version number given out
select last_value as hi_seq from bronze.odoo_seq

-- interrupt_runs --
-- Builds still open when we hold the lock belong to processes that are gone
update sidecar.transform_run
set state = 'interrupted', ended_at = now(), message = 'The process that ran it ended.'
where state = 'running'

-- start_run --
-- Open the record of a build
insert into sidecar.transform_run (command, selection, full_refresh, hi_seq, job_id, retry_of)
values (
    'build', %(selection)s, %(full_refresh)s, %(hi_seq)s, %(job_id)s, %(retry_of)s
)
returning id

-- add_result --
-- Keep how a node ended
insert into sidecar.transform_result (
    run_id, node, resource_type, name, relation, status, seconds, rows_affected, failures, message,
    bytes_written
)
values (
    %(run_id)s, %(node)s, %(resource_type)s, %(name)s, %(relation)s, %(status)s, %(seconds)s,
    %(rows_affected)s, %(failures)s, %(message)s,
    -- A relation nobody has counted yet was written as a whole.
    (
        select
            case
                when reltuples > 0 then %(rows_affected)s::bigint * pg_total_relation_size(oid) / reltuples
                else pg_total_relation_size(oid)
            end::bigint
        from pg_class
        where oid = to_regclass(%(relation)s) and %(rows_affected)s::bigint > 0
    )
)

-- end_run --
-- Close the record of a build with the sums of its nodes
update sidecar.transform_run as run
set
    state = case when %(state)s = 'interrupted' and cancelled_by is not null then 'cancelled' else %(state)s end,
    ended_at = clock_timestamp(),
    message = coalesce('Cancelled by ' || cancelled_by || '.', %(message)s),
    rows_written = sums.rows_written,
    bytes_written = sums.bytes_written,
    seconds = sums.seconds,
    cost = sums.seconds / 3600 * %(cpu_hour)s + sums.bytes_written / 1e9 * %(gigabyte)s,
    nodes_total = greatest(run.nodes_done, sums.nodes),
    nodes_done = greatest(run.nodes_done, sums.nodes)
from (
    select
        count(*) as nodes,
        coalesce(sum(rows_affected) filter (where resource_type = 'model'), 0) as rows_written,
        coalesce(sum(bytes_written), 0) as bytes_written,
        coalesce(sum(seconds), 0)::numeric as seconds
    from sidecar.transform_result
    where run_id = %(id)s
) as sums
where run.id = %(id)s

-- say --
-- Keep a line of a build
insert into sidecar.transform_log (run_id, at, level, node, line)
values (%(run_id)s, %(at)s, %(level)s, %(node)s, %(line)s)

-- progress --
-- How far a build is
update sidecar.transform_run
set nodes_done = %(done)s, nodes_total = greatest(nodes_total, %(total)s)
where id = %(id)s

-- log --
-- Lines of a build after one that was read
select id, at, level, node, line
from sidecar.transform_log
where run_id = %(run_id)s and id > %(after)s
order by id
limit %(limit)s

-- run --
-- One build
select *
from sidecar.transform_run
where id = %(id)s

-- ask_to_stop --
-- Note who wants a build to end; a build that has ended stays as it is
update sidecar.transform_run
set cancelled_by = %(by)s
where id = %(id)s and state = 'running'
returning job_id

-- left --
-- Nodes a build failed at or left out
select name
from sidecar.transform_result
where
    run_id = %(id)s
    and resource_type in ('model', 'seed', 'snapshot', 'test', 'unit_test')
    and status not in ('success', 'pass', 'warn')
order by name

-- end_backends --
-- End the statements of a cancelled build
select pg_terminate_backend(pid)
from pg_stat_activity
where application_name = %(application)s and datname = current_database()

-- runs --
-- The latest builds
select *
from sidecar.transform_run
order by id desc
limit %(limit)s

-- results --
-- Nodes of builds, in the order they are shown
select
    run_id, node, resource_type, name, relation, status, seconds, rows_affected, failures, message,
    bytes_written
from sidecar.transform_result
where run_id = any(%(run_ids)s)
order by run_id desc, resource_type, name
