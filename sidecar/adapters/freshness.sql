-- lag --
-- How old the copy of each Odoo is, and what waited there after the last batch
select
    database,
    extract(epoch from clock_timestamp() - synced_at)::float as age_seconds,
    coalesce((behind ->> 'rows')::float, 0) as behind_rows,
    coalesce((behind ->> 'seconds')::float, 0) as behind_seconds
from bronze.sync_source
where synced_at is not null

-- last_runs --
-- When synchronisation and build last ended, by outcome
select 'sync.run' as task, state, extract(epoch from max(ended_at))::float as ended_at
from bronze.sync_run
where ended_at is not null
group by state
union all
select 'transforms.build' as task, state, extract(epoch from max(ended_at))::float as ended_at
from sidecar.transform_run
where ended_at is not null
group by state
