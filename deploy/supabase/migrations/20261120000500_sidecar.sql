-- The sidecar's own records. Nobody but the owner of the warehouse reads or writes them.

create schema if not exists sidecar;
comment on schema sidecar is 'Records of the sidecar itself: API keys, tries of jobs, callbacks owed to Odoo.';

create table sidecar.api_key (
    id bigint generated always as identity primary key,
    name text not null check (length(name) between 1 and 80),
    prefix text not null unique check (prefix ~ '^[a-z0-9]{8}$'),
    digest bytea not null check (length(digest) = 32),
    scopes text [] not null check (cardinality(scopes) > 0),
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
comment on table sidecar.api_key is 'One API key of one program.';
comment on column sidecar.api_key.prefix is 'The part of the key that is no secret; finds the row.';
comment on column sidecar.api_key.digest is 'SHA-256 of the secret part, which has 256 random bits.';
comment on column sidecar.api_key.scopes is 'What the program may do, as in sidecar/auth.py.';
comment on column sidecar.api_key.last_used_at is 'Last use, exact to a minute.';
comment on column sidecar.api_key.revoked_at is 'When the key was made useless; null while it is valid.';

create table sidecar.job_attempt (
    id bigint generated always as identity primary key,
    job_id bigint not null,
    attempt integer not null check (attempt > 0),
    state text not null check (
        state in ('running', 'succeeded', 'failed', 'aborted', 'cancelled', 'lost')
    ),
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    result jsonb,
    error text,
    trace text
);
comment on table sidecar.job_attempt is 'One try of one job of the queue, and how it ended.';
comment on column sidecar.job_attempt.job_id is 'jobs.procrastinate_jobs.id; without a foreign key, for that table is procrastinate''s.';
comment on column sidecar.job_attempt.state is 'lost: its worker stopped without a word and the job was rescued.';
comment on column sidecar.job_attempt.error is 'The sentence for the user; null when nothing went wrong.';
comment on column sidecar.job_attempt.trace is 'Where an unexpected error happened, for engineers.';
create index job_attempt_job_id_idx on sidecar.job_attempt (job_id);

create table sidecar.job_callback (
    id bigint generated always as identity primary key,
    job_id bigint not null,
    url text not null,
    call_id text not null,
    created_at timestamptz not null default now(),
    deferred_at timestamptz,
    delivered_at timestamptz,
    unique (job_id, url)
);
comment on table sidecar.job_callback is 'One address in Odoo that is told when a job has ended.';
comment on column sidecar.job_callback.url is 'Holds the token of the call, so it never stands in the arguments of a job.';
comment on column sidecar.job_callback.call_id is 'The call in Odoo (ipai.call) that waits for the answer.';
comment on column sidecar.job_callback.deferred_at is 'When the telling was queued; null while the job has not ended.';
comment on column sidecar.job_callback.delivered_at is 'When Odoo took it.';

alter table sidecar.api_key enable row level security;
alter table sidecar.job_attempt enable row level security;
alter table sidecar.job_callback enable row level security;
revoke all on schema sidecar from public;
revoke all on all tables in schema sidecar from public;
