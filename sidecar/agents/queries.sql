-- insert_run --
-- Remember a new run; nothing happens when its number is known
insert into agents.run (id, agent, input, attempt, answers_before, answers)
values (%(id)s, %(agent)s, %(input)s, %(attempt)s, %(answers)s, %(answers)s)
on conflict (id) do nothing
returning id

-- find_run --
-- A run with how its job stands; locked, so that it changes in one place at a time
select
    run.*,
    job.status::text as job_state,
    (
        select attempt.error
        from sidecar.job_attempt as attempt
        where attempt.job_id = run.job_id
        order by attempt.id desc
        limit 1
    ) as job_error
from agents.run as run
left join jobs.procrastinate_jobs as job on run.job_id = job.id
where run.id = %(id)s
for update of run

-- restart_run --
-- Start an ended run again; its checkpoints say where
update agents.run
set
    state = 'queued',
    attempt = %(attempt)s,
    error = null,
    report = null,
    ended_at = null,
    updated_at = now()
where id = %(id)s and state in ('failed', 'cancelled') and attempt < %(attempt)s
returning id

-- answer_run --
-- Keep a person's answer; the run goes on with it
update agents.run
set
    state = 'queued',
    answer = %(answer)s,
    answers = %(number)s,
    question = null,
    report = null,
    updated_at = now()
where id = %(id)s and state = 'waiting' and answers < %(number)s
returning id

-- set_job --
-- The job that works on the run
update agents.run set job_id = %(job_id)s where id = %(id)s

-- start_run --
-- A worker begins, or begins again after another was lost
update agents.run
set state = 'running', updated_at = now()
where id = %(id)s and state in ('queued', 'running')
returning id

-- settle_run --
-- The run waits or has ended; what Odoo must hear of it is kept until Odoo has heard it
update agents.run
set
    state = %(state)s,
    question = %(question)s,
    error = %(error)s,
    report = %(report)s,
    told_at = null,
    ended_at = case when %(state)s = 'waiting' then null else now() end,
    updated_at = now()
where id = %(id)s and state = any(%(from_states)s)
returning id

-- told --
-- Odoo has heard how the run stands
update agents.run set told_at = now() where id = %(id)s and report = %(report)s

-- delete_ended --
-- Forget runs that ended long ago, with their checkpoints
with gone as (
    delete from agents.run
    where ended_at < now() - make_interval(days => %(days)s)
    returning id::text as thread_id
),

gone_checkpoints as (
    delete from agents.checkpoints where thread_id in (select thread_id from gone)
),

gone_blobs as (
    delete from agents.checkpoint_blobs where thread_id in (select thread_id from gone)
),

gone_writes as (
    delete from agents.checkpoint_writes where thread_id in (select thread_id from gone)
)

select count(*) as runs from gone
