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
insert into sidecar.transform_run (command, selection, full_refresh, hi_seq)
values ('build', %(selection)s, %(full_refresh)s, %(hi_seq)s)
returning id

-- add_result --
-- Keep how a node ended
insert into sidecar.transform_result (
    run_id, node, resource_type, name, relation, status, seconds, rows_affected, failures, message
)
values (
    %(run_id)s, %(node)s, %(resource_type)s, %(name)s, %(relation)s, %(status)s, %(seconds)s,
    %(rows_affected)s, %(failures)s, %(message)s
)

-- end_run --
-- Close the record of a build
update sidecar.transform_run
set state = %(state)s, ended_at = clock_timestamp(), message = %(message)s
where id = %(id)s

-- end_backends --
-- End the statements of a cancelled build
select pg_terminate_backend(pid)
from pg_stat_activity
where application_name = %(application)s and datname = current_database()

-- runs --
-- The latest builds
select id, command, selection, full_refresh, hi_seq, state, started_at, ended_at, message
from sidecar.transform_run
order by id desc
limit %(limit)s

-- results --
-- Nodes of builds, in the order they are shown
select
    run_id, node, resource_type, name, relation, status, seconds, rows_affected, failures, message
from sidecar.transform_result
where run_id = any(%(run_ids)s)
order by run_id desc, resource_type, name
