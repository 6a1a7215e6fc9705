-- waiting_job --
-- The job that waits under a queueing lock; locked so that no worker takes it meanwhile
select id
from jobs.procrastinate_jobs
where queueing_lock = %(queueing_lock)s and status = 'todo'
for update

-- add_callback --
-- Remember an address to tell when a job has ended
insert into sidecar.job_callback (job_id, url, call_id)
values (%(job_id)s, %(url)s, %(call_id)s)
on conflict (job_id, url) do nothing

-- move_callbacks --
-- Let another job answer for this one
update sidecar.job_callback
set job_id = %(next_job_id)s
where job_id = %(job_id)s and deferred_at is null

-- pulse --
-- Workers alive, jobs waiting, and how long the oldest due job has waited
select
    (
        select count(*)
        from jobs.procrastinate_workers
        where last_heartbeat > now() - make_interval(secs => %(lost_after)s)
    ) as workers,
    count(*) as waiting,
    coalesce(extract(epoch from now() - min(due_at)), 0)::float as oldest_waiting_seconds
from (
    select coalesce(job.scheduled_at, max(event.at)) as due_at
    from jobs.procrastinate_jobs as job
    inner join jobs.procrastinate_events as event on job.id = event.job_id
    where
        job.status = 'todo'
        and (job.scheduled_at is null or job.scheduled_at <= now())
    group by job.id
) as due

-- counts --
-- Jobs kept, by task and state
select task_name as task, status::text as state, count(*) as count
from jobs.procrastinate_jobs
group by task_name, status
