-- What a build costs, how far it is, what it says while it runs, and which one it repeats.
alter table sidecar.transform_run
add column job_id bigint,
add column retry_of bigint references sidecar.transform_run on delete set null,
add column nodes_total integer not null default 0,
add column nodes_done integer not null default 0,
add column rows_written bigint not null default 0,
add column bytes_written bigint not null default 0,
add column seconds double precision not null default 0,
add column cost numeric(12, 6) not null default 0,
add column cancelled_by text,
drop constraint transform_run_state_check,
add constraint transform_run_state_check
check (state in ('running', 'done', 'failed', 'interrupted', 'cancelled'));

comment on column sidecar.transform_run.job_id is 'Job of the queue that runs it; null when a shell does.';
comment on column sidecar.transform_run.retry_of is 'Run whose failed and left-out nodes this one builds.';
comment on column sidecar.transform_run.seconds is 'Sum of the seconds of all nodes; several run side by side.';
comment on column sidecar.transform_run.bytes_written is 'Rows written times the average size of a row of their relation.';
comment on column sidecar.transform_run.cost is 'US dollars, by the rates of the sidecar''s settings.';

alter table sidecar.transform_result add column bytes_written bigint;

-- One row per line a build says.
create table sidecar.transform_log (
    id bigint generated always as identity primary key,
    run_id bigint not null references sidecar.transform_run on delete cascade,
    at timestamptz not null,
    level text not null check (level in ('info', 'warn', 'error')),
    node text,
    line text not null
);
create index transform_log_of_run on sidecar.transform_log (run_id, id);
comment on table sidecar.transform_log is 'One row per line a build said while it ran.';

select bronze.protect('sidecar.transform_log');
