-- list_jobs --
-- Jobs, newest first, with the error of their last try
select
    job.id,
    job.task_name as task,
    job.status::text as state,
    job.attempts,
    job.scheduled_at,
    job.args,
    job.abort_requested as cancel_requested,
    first_event.at as created_at,
    case when last_try.state <> 'succeeded' then last_try.error end as error,
    case when job.status = 'succeeded' then last_try.result end as result
from jobs.procrastinate_jobs as job
left join lateral (
    select event.at
    from jobs.procrastinate_events as event
    where event.job_id = job.id and event.type = 'deferred'
    order by event.id
    limit 1
) as first_event on true
left join lateral (
    select attempt.state, attempt.error, attempt.result
    from sidecar.job_attempt as attempt
    where attempt.job_id = job.id
    order by attempt.id desc
    limit 1
) as last_try on true
where
    (%(id)s::bigint is null or job.id = %(id)s)
    and (%(before)s::bigint is null or job.id < %(before)s)
    and (%(task)s::text is null or job.task_name = %(task)s)
    and (%(state)s::text is null or job.status::text = %(state)s)
order by job.id desc
limit %(limit)s

-- list_tries --
-- The tries of a job, oldest first
select attempt, state, started_at, ended_at, error
from sidecar.job_attempt
where job_id = %(job_id)s
order by id

-- start_try --
-- Note that a try begins
insert into sidecar.job_attempt (job_id, attempt, state)
values (%(job_id)s, %(attempt)s, 'running')
returning id

-- end_try --
-- Note how a try ended
update sidecar.job_attempt
set
    state = %(state)s,
    ended_at = now(),
    result = %(result)s,
    error = %(error)s,
    trace = %(trace)s
where id = %(try_id)s

-- record_cancel --
-- A job that was cancelled before it started has one entry that says by whom
insert into sidecar.job_attempt (job_id, attempt, state, ended_at, error)
values (%(job_id)s, %(attempt)s, 'cancelled', now(), %(error)s)

-- lost_jobs --
-- Jobs whose worker is gone or has not been heard of; how often that happened to them before
select
    job.id,
    job.task_name as task,
    job.attempts,
    job.abort_requested as cancel_requested,
    (
        select count(*)
        from sidecar.job_attempt as earlier
        where earlier.job_id = job.id and earlier.state = 'lost'
    ) as lost_before
from jobs.procrastinate_jobs as job
left join jobs.procrastinate_workers as worker on job.worker_id = worker.id
where
    job.status = 'doing'
    and (
        worker.id is null
        or worker.last_heartbeat < now() - make_interval(secs => %(lost_after)s)
    )
for update of job skip locked

-- end_lost_tries --
-- The open try of a job whose worker is gone
update sidecar.job_attempt
set state = 'lost', ended_at = now(), error = %(error)s
where job_id = %(job_id)s and state = 'running'

-- forget_queueing_lock --
-- A job that is to be tried again steps back from its place in the line: another job may hold the
-- place by now, and two waiting jobs must not have the same one
update jobs.procrastinate_jobs
set queueing_lock = null
where id = %(job_id)s and queueing_lock is not null

-- finish --
-- End a running job whose worker is gone
select jobs.procrastinate_finish_job_v1(%(job_id)s, %(state)s, false)

-- restart --
-- Put a running job whose worker is gone back into the queue
select jobs.procrastinate_retry_job_v2(%(job_id)s, now(), null, null, null)

-- reopen --
-- Put an ended job back into the queue, due now
update jobs.procrastinate_jobs
set
    status = 'todo',
    scheduled_at = now(),
    abort_requested = false,
    queueing_lock = null,
    worker_id = null
where id = %(job_id)s and status in ('failed', 'cancelled', 'aborted')
returning id

-- wake_workers --
-- Workers hear of new jobs by themselves, but not of reopened ones
select pg_notify('procrastinate_any_queue_v1', %(message)s)

-- owed_callbacks --
-- Addresses to tell that a job has ended; each is taken once
update sidecar.job_callback
set deferred_at = now()
where job_id = %(job_id)s and deferred_at is null
returning id

-- unanswered_jobs --
-- Ended jobs somebody still waits for: their worker ended without being able to say so
select
    job.id,
    job.status::text as state,
    last_try.result,
    last_try.error
from jobs.procrastinate_jobs as job
left join lateral (
    select attempt.result, attempt.error
    from sidecar.job_attempt as attempt
    where attempt.job_id = job.id
    order by attempt.id desc
    limit 1
) as last_try on true
where
    job.status in ('succeeded', 'failed', 'cancelled', 'aborted')
    and exists (
        select 1
        from sidecar.job_callback as callback
        where callback.job_id = job.id and callback.deferred_at is null
    )

-- callback --
-- One address
select url, call_id, delivered_at is not null as is_delivered
from sidecar.job_callback
where id = %(id)s

-- callback_delivered --
-- Odoo took it
update sidecar.job_callback
set delivered_at = now()
where id = %(id)s

-- delete_ended_jobs --
-- Jobs that ended longer ago than they are kept
delete from jobs.procrastinate_jobs
where
    status in ('succeeded', 'failed', 'cancelled', 'aborted')
    and id not in (
        select event.job_id
        from jobs.procrastinate_events as event
        where event.at >= now() - make_interval(days => %(days)s)
    )

-- delete_ended_rescues --
-- The rescue runs every minute; what stays are those that failed
delete from jobs.procrastinate_jobs
where task_name = 'jobs.rescue' and status = 'succeeded'

-- delete_orphans --
-- Tries and callbacks of jobs that are gone
with
gone_tries as (
    delete from sidecar.job_attempt
    where job_id not in (select id from jobs.procrastinate_jobs)
    returning id
),
gone_callbacks as (
    delete from sidecar.job_callback
    where job_id not in (select id from jobs.procrastinate_jobs)
    returning id
)
select
    (select count(*) from gone_tries) as tries,
    (select count(*) from gone_callbacks) as callbacks
