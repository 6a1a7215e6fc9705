-- Runs of agents. LangGraph's own tables (checkpoints of the graphs, thread_id = run.id::text) are
-- made in the same schema by `sidecar.cli migrate`, as the queue's are.

create schema if not exists agents;
comment on schema agents is 'Runs of agents, and the checkpoints they go on from.';

create table agents.run (
    id uuid primary key,
    agent text not null check (length(agent) between 1 and 80),
    input jsonb not null,
    state text not null default 'queued' check (
        state in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')
    ),
    attempt integer not null default 1 check (attempt > 0),
    question text,
    answer jsonb,
    answers integer not null default 0,
    answers_before integer not null default 0,
    error text,
    job_id bigint,
    report jsonb,
    told_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ended_at timestamptz
);
comment on table agents.run is 'One run of an agent that Odoo ordered.';
comment on column agents.run.id is 'Odoo''s number of the run (ipai.agent.run.uuid), and LangGraph''s thread_id.';
comment on column agents.run.attempt is 'How often Odoo had it started; a higher number starts an ended run again.';
comment on column agents.run.answer is 'The last answer a person gave.';
comment on column agents.run.answers is 'How many answers a person gave, counted by Odoo.';
comment on column agents.run.answers_before is 'Those given before this row existed: the warehouse was lost meanwhile.';
comment on column agents.run.error is 'The sentence for the user; null when nothing went wrong.';
comment on column agents.run.job_id is 'jobs.procrastinate_jobs.id of the job that works on it; without a foreign key.';
comment on column agents.run.report is 'What Odoo has to hear of the run''s wait or end.';
comment on column agents.run.told_at is 'When Odoo heard it; null while it has not.';
create index run_ended_at_idx on agents.run (ended_at);

alter table agents.run enable row level security;
revoke all on schema agents from public;
revoke all on all tables in schema agents from public;
