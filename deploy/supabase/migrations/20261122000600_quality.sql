-- What was measured about the data of the warehouse. Thresholds, mutes and owners belong to Odoo
-- (ipai.quality.rule); quality_rule is the copy that was read last, for when Odoo does not answer.

create table sidecar.quality_profile (
    relation text not null,
    day date not null,
    layer text not null,
    kind text not null check (kind in ('table', 'view')),
    row_count bigint,
    sampled_rows bigint,
    bytes bigint,
    newest_loaded_at timestamptz,
    as_of timestamptz,
    age_seconds double precision,
    seconds double precision not null default 0,
    error text,
    measured_at timestamptz not null default now(),
    primary key (relation, day)
);
comment on table sidecar.quality_profile is 'One relation of the warehouse on one day, out of one scan of it.';
comment on column sidecar.quality_profile.row_count is 'Null when the relation could not be read.';
comment on column sidecar.quality_profile.sampled_rows is 'Rows read when the relation was too large to read whole; else null.';
comment on column sidecar.quality_profile.newest_loaded_at is 'When its newest row came in: its last change.';
comment on column sidecar.quality_profile.as_of is 'The moment of the source it agrees with, changed since or not; null when nobody can say.';
comment on column sidecar.quality_profile.age_seconds is 'From as_of to the measurement.';

create table sidecar.quality_column (
    relation text not null,
    day date not null,
    name text not null,
    position integer not null,
    type text not null,
    is_required boolean not null,
    nulls bigint,
    null_share double precision,
    distinct_estimate bigint,
    minimum text,
    maximum text,
    primary key (relation, day, name),
    foreign key (relation, day) references sidecar.quality_profile on delete cascade
);
comment on table sidecar.quality_column is 'One column of a relation on one day.';
comment on column sidecar.quality_column.nulls is 'Among the rows read.';
comment on column sidecar.quality_column.distinct_estimate is 'As PostgreSQL''s statistics say; null for views.';
comment on column sidecar.quality_column.minimum is 'Of numbers, dates and times only: the least text could be somebody''s name.';

create table sidecar.quality_score (
    relation text not null,
    dimension text not null check (
        dimension in ('score', 'completeness', 'uniqueness', 'timeliness', 'consistency')
    ),
    day date not null,
    score numeric(5, 2) check (score between 0 and 100),
    warn_below numeric(5, 2),
    error_below numeric(5, 2),
    state text not null check (state in ('ok', 'warn', 'error', 'unknown')),
    reason text,
    measured_at timestamptz not null default now(),
    primary key (relation, dimension, day)
);
comment on table sidecar.quality_score is 'One dimension of one relation on one day; dimension score is their weighted mean.';
comment on column sidecar.quality_score.score is '0 to 100; null when there is nothing to measure it by.';
create index quality_score_day on sidecar.quality_score (day);

create table sidecar.quality_incident (
    id bigint generated always as identity primary key,
    relation text not null,
    rule text not null,
    severity text not null check (severity in ('warn', 'error')),
    state text not null default 'opened' check (state in ('opened', 'acknowledged', 'resolved')),
    reason text not null,
    opened_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    acknowledged_at timestamptz,
    acknowledged_by text,
    resolved_at timestamptz,
    resolved_by text,
    changed_at timestamptz not null default now()
);
comment on table sidecar.quality_incident is 'One thing that is wrong with a relation, from the run that found it to the one that did not.';
comment on column sidecar.quality_incident.rule is 'A dimension, check:<dbt test>, rows, nulls:<column> or freshness.';
comment on column sidecar.quality_incident.seen_at is 'The last measurement that found it.';
create unique index quality_incident_open on sidecar.quality_incident (relation, rule)
where state <> 'resolved';
create index quality_incident_recent on sidecar.quality_incident (changed_at desc);

create table sidecar.quality_alert (
    id bigint generated always as identity primary key,
    incident_id bigint not null references sidecar.quality_incident on delete cascade,
    change text not null check (change in ('opened', 'escalated', 'acknowledged', 'resolved')),
    body jsonb not null,
    created_at timestamptz not null default now(),
    sent_at timestamptz
);
comment on table sidecar.quality_alert is 'One message owed to the chat about one change of an incident.';
create index quality_alert_owed on sidecar.quality_alert (id) where sent_at is null;
create index quality_alert_incident on sidecar.quality_alert (incident_id);

create table sidecar.quality_rule (
    position integer primary key,
    rule jsonb not null,
    read_at timestamptz not null default now()
);
comment on table sidecar.quality_rule is 'The rules of Odoo as they were read last.';

select
    bronze.protect('sidecar.quality_profile'), bronze.protect('sidecar.quality_column'),
    bronze.protect('sidecar.quality_score'), bronze.protect('sidecar.quality_incident'),
    bronze.protect('sidecar.quality_alert'), bronze.protect('sidecar.quality_rule');
