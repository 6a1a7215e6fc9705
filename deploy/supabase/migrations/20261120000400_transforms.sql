create schema if not exists sidecar;

-- One row per run of dbt.
create table sidecar.transform_run (
    id bigint generated always as identity primary key,
    command text not null,
    selection text,
    full_refresh boolean not null default false,
    hi_seq bigint,
    state text not null default 'running' check (state in ('running', 'done', 'failed', 'interrupted')),
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    message text
);
create index transform_run_recent on sidecar.transform_run (started_at desc);
comment on column sidecar.transform_run.hi_seq is 'Bronze versions up to this number were built, later ones not.';

-- One row per node (model, data test, unit test) of a run.
create table sidecar.transform_result (
    run_id bigint not null references sidecar.transform_run on delete cascade,
    node text not null,
    resource_type text not null,
    name text not null,
    relation text,
    status text not null,
    seconds double precision not null,
    rows_affected bigint,
    failures bigint,
    message text,
    primary key (run_id, node)
);

select bronze.protect('sidecar.transform_run'), bronze.protect('sidecar.transform_result');
